"""The database has the last word; this turns its word into ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

import psycopg
from django.db import IntegrityError, transaction

from gregoire.kernel.refusals import RefusedError


@contextmanager
def refusing(**reasons: StrEnum) -> Iterator[None]:
    """Give the violation of a named constraint its reason: of two who race, one is refused."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        violated = _violated(error)
        if violated not in reasons:
            raise
        raise RefusedError(reasons[violated]) from error


def _violated(error: IntegrityError) -> str | None:
    cause = error.__cause__
    return cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
