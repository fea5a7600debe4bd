"""Full-text search that serves Chinese, Korean and English in one index.

The SQL function `hometown_tsv` (made by this app's migration) folds text with NFKC and lower case, cuts runs of
Chinese, Japanese or Korean script into overlapping pairs plus the last single character, and keeps other words whole.
A query is cut the same way by `hometown_tsq`; its last piece matches as a prefix.
"""

from typing import Any

from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Coalesce

LANGUAGE_SUFFIXES = ("zh_hans", "en", "ko")


class TextVector(Func):
    """The tsvector of several texts, one after the other; immutable, as a generated column needs it."""

    function = "hometown_tsv"
    arg_joiner = " || E'\\n' || "
    output_field = SearchVectorField()


class TextQuery(Func):
    """What a person typed, as a tsquery: `queryset.filter(search=TextQuery("법률"))`."""

    function = "hometown_tsq"
    output_field = SearchQueryField()

    def __init__(self, text: str, **extra: Any) -> None:
        super().__init__(Value(text, output_field=models.TextField()), **extra)


def search_vector_of(*translated_fields: str) -> models.GeneratedField:
    """A stored generated column over the fields in all three languages; index it with GIN."""
    parts = [
        Coalesce(f"{field}_{suffix}", Value("", output_field=models.TextField()), output_field=models.TextField())
        for field in translated_fields
        for suffix in LANGUAGE_SUFFIXES
    ]
    return models.GeneratedField(expression=TextVector(*parts), output_field=SearchVectorField(), db_persist=True)
