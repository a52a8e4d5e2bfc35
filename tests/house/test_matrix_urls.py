"""Every role × every address answers as `docs/reference/access.md` says.

The page is the test: an address without a line there fails, and the failure shows the line.
"""

from collections.abc import Iterable, Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.timezone import localdate

from tests.house.world import ARGUMENTS, COLUMNS, World, make_world
from tests.support.tables import table

PAGE = "reference/access.md"
NOT_ALLOWED = 405
WORDS = {200: "shown", 400: "told", 403: "denied", 404: "not there", 410: "told", 422: "told"}


def addresses(patterns: Iterable[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inside)
        else:
            yield f"{space}{pattern.name}"


ADDRESSES = sorted(set(addresses(get_resolver().url_patterns)))


@pytest.fixture
def world(db: None) -> World:  # noqa: ARG001 -- the database of this test
    return make_world(localdate())


@pytest.fixture
def sessions(world: World) -> dict[tuple[str, str], str]:
    """The session of everybody who has signed in, here and at the other centre."""
    found = {}
    for heading, columns in COLUMNS.items():
        for who in columns:
            account = world.account(who, heading)
            if account is not None:
                client = Client()
                client.force_login(account)
                found[who, heading] = client.cookies["session"].value
    return found


def answer(name: str, session: str | None, world: World) -> tuple[str, str]:
    """The method (POST where GET is not possible) and, in a word, the answer."""
    client = Client(raise_request_exception=True)
    if session:
        client.cookies["session"] = session
    address = reverse(name, kwargs=ARGUMENTS[name](world) if name in ARGUMENTS else {})
    with transaction.atomic():
        got = client.get(address)
        method = "GET"
        if got.status_code == NOT_ALLOWED:
            got, method = client.post(address), "POST"
        transaction.set_rollback(True)
    if got.streaming:
        list(got)  # a file is closed once it has been read
    if 300 <= got.status_code < 400:
        to_sign_in = got.headers["Location"].startswith(reverse("account_login"))
        return method, "sign in" if to_sign_in else "goes on"
    return method, WORDS.get(got.status_code, str(got.status_code))


def row(
    name: str, world: World, sessions: dict[tuple[str, str], str], heading: str
) -> dict[str, str]:
    """What everybody is answered at one address, as a line of the page says it."""
    answers = {who: answer(name, sessions.get((who, heading)), world) for who in COLUMNS[heading]}
    method = max(method for method, _ in answers.values())  # POST, where anybody may get so far
    return {"Address": name, "Method": method} | {who: word for who, (_, word) in answers.items()}


def concerned(heading: str) -> list[str]:
    """Every address; at another centre those that name a thing of this one."""
    everything = heading == "Posts at the centre"
    return [name for name in ADDRESSES if everything or name in ARGUMENTS]


@pytest.mark.parametrize("heading", COLUMNS)
def test_every_role_is_answered_as_written(
    heading: str, world: World, sessions: dict[tuple[str, str], str]
) -> None:
    written = {line["Address"]: line for line in table(PAGE, heading)}

    observed = [row(name, world, sessions, heading) for name in concerned(heading)]

    new = [line for line in observed if written.get(line["Address"]) != line]
    assert new == [], "\n".join(f"| {' | '.join(line.values())} |" for line in new)


@pytest.mark.parametrize("heading", COLUMNS)
def test_no_line_is_left_of_an_address_that_is_gone(heading: str) -> None:
    assert [line["Address"] for line in table(PAGE, heading)] == concerned(heading)
