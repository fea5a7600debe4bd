"""The sample data for tests that look at what is around its pictures."""

from contextlib import AbstractContextManager
from unittest.mock import patch

from portal.sample import places
from portal.sample.canvas import Canvas
from portal.sample.pictures import PICTURES


def blank_pictures() -> AbstractContextManager[object]:
    """Have the sample take small blank sheets for its pictures.

    Drawing, sizing and encoding the real ones takes a third of the time that loading takes. Nothing that axe or a
    crawler looks at is in them: a picture's words stand beside it, and axe judges no colour over a picture.
    """
    return patch.object(places, "PICTURES", dict.fromkeys(PICTURES, lambda: Canvas("#0b5a6b", scale=1)))
