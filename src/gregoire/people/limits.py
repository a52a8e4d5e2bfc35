"""How long one stays signed in (ASVS 3.3.2), and what happens to what was typed meanwhile."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import logout, user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest

from gregoire.people import wording

SIGNED_IN_AT: Final = "signed_in_at"
SEEN_AT: Final = "seen_at"
UNSENT: Final = "unsent"
NOTED_EVERY: Final = timedelta(minutes=2)
KEPT_FOR: Final = timedelta(hours=1)
LONGEST_KEPT: Final = 50_000  # characters
HIDDEN: Final = frozenset({"seen", "form_token"})
CSRF: Final = "csrfmiddlewaretoken"


@receiver(user_logged_in)
def note_the_hour(request: HttpRequest, **_: Any) -> None:
    now = int(time.time())
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = now


@dataclass(frozen=True, slots=True)
class Over:
    """A session that has come to its end, and by which limit."""

    was_idle: bool


def over(session: SessionBase, *, holds_a_post: bool) -> Over | None:
    """Twelve hours for everybody; for those who see other people's files, also half an hour idle."""
    now = time.time()
    if now - session.get(SIGNED_IN_AT, 0) > settings.GREGOIRE_SESSION_LASTS.total_seconds():
        return Over(was_idle=False)
    idle = now - session.get(SEEN_AT, 0)
    if holds_a_post and idle > settings.GREGOIRE_SESSION_IDLE.total_seconds():
        return Over(was_idle=True)
    if holds_a_post and idle > NOTED_EVERY.total_seconds():
        session[SEEN_AT] = int(now)
    return None


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form that arrived after the session had ended: kept for whoever had typed it, for an hour."""

    account: int
    path: str
    fields: list[list[str]]
    at: float
    had_files: bool

    @property
    def shown(self) -> list[list[str]]:
        """What people recognise: what they typed, without what pages write into hidden fields."""
        return [field for field in self.fields if field[1] and field[0] not in HIDDEN]


def sign_out(request: HttpRequest) -> Unsent | None:
    """End the session; of a form that was just sent, keep what can be kept."""
    account = request.user.pk
    unsent = _unsent_of(request, account) if request.method == "POST" and account else None
    logout(request)
    if unsent is not None:
        request.session[UNSENT] = asdict(unsent)
    return unsent


def _unsent_of(request: HttpRequest, account: int) -> Unsent | None:
    """Nothing of a form that holds a secret; nothing that is longer than people type."""
    fields = [
        [name, value] for name, values in request.POST.lists() if name != CSRF for value in values
    ]
    length = sum(len(name) + len(value) for name, value in fields)
    if not 0 < length <= LONGEST_KEPT or any(_is_secret(name) for name, _ in fields):
        return None
    return Unsent(account, request.path, fields, time.time(), bool(request.FILES))


def _is_secret(name: str) -> bool:
    return "password" in name or name == "code"


def take_unsent(request: HttpRequest) -> Unsent | None:
    """What the person who is now signed in had typed; whatever somebody else had is forgotten."""
    kept: Mapping[str, Any] | None = request.session.pop(UNSENT, None)
    if kept is None:
        return None
    unsent = Unsent(**kept)
    is_theirs = request.user.is_authenticated and unsent.account == request.user.pk
    is_fresh = time.time() - unsent.at < KEPT_FOR.total_seconds()
    return unsent if is_theirs and is_fresh else None


def has_unsent(session: SessionBase) -> bool:
    return UNSENT in session


def reason(over: Over) -> str:
    if over.was_idle:
        minutes = int(settings.GREGOIRE_SESSION_IDLE.total_seconds() // 60)
        return wording.SIGNED_OUT_IDLE % {"minutes": minutes}
    hours = int(settings.GREGOIRE_SESSION_LASTS.total_seconds() // 3600)
    return wording.SIGNED_OUT_LONG % {"hours": hours}
