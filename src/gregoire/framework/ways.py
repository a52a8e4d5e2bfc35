"""The addresses of many things of one kind: a week names hundreds of classes."""

from functools import cache
from typing import Final

from django.urls import reverse

MARK: Final = "-thing-"


def way_to(name: str, public_id: str) -> str:
    """The address of the page of one thing, whose only argument is its public identifier.

    Addresses of a name differ in the identifier alone, which needs no quoting: each name is
    reversed once in a process. Raises NoReverseMatch where there is no such page.
    """
    before, after = _around(name)
    return f"{before}{public_id}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[MARK]).partition(MARK)
    return before, after
