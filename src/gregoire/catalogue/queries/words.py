"""Search by words, with the functions that the database keeps (see the migration)."""

from typing import Final, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField
from django.db.models import (
    BooleanField,
    Case,
    F,
    FloatField,
    Func,
    Model,
    QuerySet,
    TextField,
    Value,
    When,
)

from gregoire.catalogue.rules import asked_words

Row = TypeVar("Row", bound=Model)

# As in a dictionary: “Écologie” stands between “Droit” and “Finance”.
BY_TITLE: Final = Func(F("title"), function="french_plain", output_field=TextField())


class Matches(Func):
    """`search_words @@ query`"""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def matching(rows: "QuerySet[Row]", text: str) -> "QuerySet[Row]":
    """The rows that hold every word, the last one perhaps not written to its end."""
    words = asked_words(text)
    return rows.filter(Matches(F("search_words"), _query(words))) if words else rows


def best_first(rows: "QuerySet[Row]", text: str) -> "QuerySet[Row]":
    """The row of that very code, then by rank; without words, by title."""
    words = asked_words(text)
    if not words:
        return rows.order_by(BY_TITLE, "code")
    is_its_code = Case(When(code="".join(words).upper(), then=1), default=0)
    rank = Func(F("search_words"), _query(words), function="ts_rank", output_field=FloatField())
    return rows.order_by(is_its_code.desc(), rank.desc(), BY_TITLE, "code")


def _query(words: list[str]) -> Func:
    asked = Value(words, output_field=ArrayField(TextField()))
    return Func(asked, function="french_query", output_field=SearchQueryField())
