"""Full-text search that serves Chinese, Korean and English in one index.

The SQL function `hometown_tsv` (made by this app's migration) folds text with NFKC and lower case, cuts runs of
Chinese, Japanese or Korean script into overlapping pairs plus the last single character, and keeps other words whole.
A query is cut the same way by `hometown_tsq`: all its pieces must occur, the last one matches as a prefix, and so does
a character that stands alone. No input is an error; what holds no word finds nothing.
"""

from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Coalesce

from commons.lib.languages import Language, suffix


class TextVector(Func):
    """The tsvector of several texts, one after the other; immutable, as a generated column needs it."""

    function = "hometown_tsv"
    arg_joiner = " || E'\\n' || "
    output_field = SearchVectorField()


class TextQuery(SearchQuery):
    """What a person typed, as a tsquery: `queryset.filter(search=TextQuery("법률"))`."""

    def __init__(self, text: str, output_field: models.Field[Any, Any] | None = None) -> None:
        # PostgreSQL's text holds no NUL, and a lone surrogate has no UTF-8.
        clean = text.replace("\x00", " ").encode("utf-8", "replace").decode()
        super().__init__(Value(clean, output_field=models.TextField()), output_field=output_field)
        self.function = "hometown_tsq"


def search_vector_of(*translated_fields: str) -> models.GeneratedField:
    """A stored generated column over the fields in all three languages; index it with GIN."""
    empty = Value("", output_field=models.TextField())
    parts = [
        Coalesce(f"{field}_{suffix(language)}", empty, output_field=models.TextField())
        for field in translated_fields
        for language in Language.values
    ]
    return models.GeneratedField(expression=TextVector(*parts), output_field=SearchVectorField(), db_persist=True)
