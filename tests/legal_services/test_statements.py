"""No page of the legal service area's desk takes more than twelve statements, whoever looks at it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from legal_services.models import Practitioner
from tests.legal_services.planted import Planted
from tests.legal_services.test_matrix import fitting, planted, things
from tests.portal.test_roles import named_patterns

__all__ = ["planted"]

pytestmark = pytest.mark.django_db
MOST = 12


def pages(world: Planted) -> list[str]:
    """Each address of the desk that can be made of the things of this world."""
    known = things(world)
    found = []
    for name, arguments in named_patterns(get_resolver()):
        if name.startswith("legal-desk:") and set(arguments) <= known.keys():
            first = {argument: known[argument][0] for argument in arguments if argument != "reference"}
            references = fitting(name, known["reference"]) if "reference" in arguments else [None]
            found += [reverse(name, kwargs=first | ({"reference": one} if one else {})) for one in references]
    return found


@pytest.mark.parametrize("role", ["clerk", "adviser", "interpreter", "manager", "admin"])
def test_no_page_of_the_desk_takes_more_than_twelve_statements(planted: Planted, role: str) -> None:
    browser = planted.browser(role)
    opened, over = 0, []
    for address in pages(planted):
        with CaptureQueriesContext(connection) as captured:
            response = browser.get(address)
        # A savepoint is no statement of the page's: the test itself runs in a transaction.
        asked = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
        opened += response.status_code == 200
        if len(asked) > MOST:
            over.append(f"{address}: {len(asked)}")

    assert opened >= 5
    assert not over, "\n".join(over)


def test_the_desk_of_a_practitioner_is_among_the_pages(planted: Planted) -> None:
    assert any(str(Practitioner.objects.order_by("pk")[0].pk) in address for address in pages(planted))
