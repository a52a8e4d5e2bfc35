"""What offices and teachers do to a class: cancel, postpone, move, make up; and take it back."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.timezone import now as the_present
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, refuse, show
from gregoire.framework.permissions import Permission
from gregoire.kernel.refusals import RefusedError
from gregoire.planning.models import ClassSession, SessionChange
from gregoire.planning.operations import (
    cancel_session,
    make_up_session,
    move_session,
    postpone_session,
    say_material_is_online,
    undo_change,
)
from gregoire.planning.permissions import (
    CANCEL_SESSION,
    MAKE_UP_SESSION,
    MOVE_SESSION,
    POSTPONE_SESSION,
    SAY_MATERIAL_IS_ONLINE,
    UNDO_CHANGE,
)
from gregoire.planning.queries import desk as queries
from gregoire.planning.queries.foresight import Audience, Foresight, foresight
from gregoire.planning.queries.proposals import proposals_for
from gregoire.planning.queries.sessions import change_for, facts_of, session_for
from gregoire.planning.rules.sessions import ChangeKind, SessionRefusal
from gregoire.planning.web.desk_change_pages import ChangePage, EndPage, HoldPage, proposed
from gregoire.planning.web.desk_forms import FactsForm, MoveForm, ReasonForm, initial_of, told
from gregoire.planning.wording import desk as wording

TYPED: Final = (
    "day",
    "starts",
    "ends",
    "mode",
    "room",
    "teacher",
    "link",
    "title",
    "reason",
    "back",
)
End = Callable[..., SessionChange]


@require_http_methods(["GET", "POST"])
@opens
def cancel(request: ActorRequest, public_id: str) -> HttpResponse:
    return _end(request, public_id, ChangeKind.CANCELLED, CANCEL_SESSION, cancel_session)


@require_http_methods(["GET", "POST"])
@opens
def postpone(request: ActorRequest, public_id: str) -> HttpResponse:
    return _end(request, public_id, ChangeKind.POSTPONED, POSTPONE_SESSION, postpone_session)


def _end(
    request: ActorRequest, public_id: str, kind: ChangeKind, permit: Permission, operation: End
) -> HttpResponse:
    """Cancel or postpone: a reason, who is told, and then what was done."""
    session, now = _class_changed(request, public_id, permit), the_present()
    form = ReasonForm(*posted(request), initial={"sequence": session.sequence})
    if form.is_valid():
        reason, sequence = form.cleaned_data["reason"], form.cleaned_data["sequence"]
        try:
            change = operation(by=request.actor, session=session, reason=reason, sequence=sequence)
        except RefusedError as refused:
            form = _again(ReasonForm, form, refused, session)
        else:
            return go(request, "planning:change", change.public_id, say=str(wording.DONE[kind]))
    audience = Audience.of(session, now=now)
    page = EndPage(session, kind, form, audience, proposals_for(session, limit=3))
    return show(request, "planning/desk/end.html", page, fragment="form", invalid=form.is_bound)


@require_http_methods(["GET", "POST"])
@opens
def move(request: ActorRequest, public_id: str) -> HttpResponse:
    """Another moment, place or teacher: what that would do is said before anything is written.

    The timetable sends here what was chosen with the mouse or the keys, in the address.
    """
    session = _class_changed(request, public_id, MOVE_SESSION)
    form = _move_form(request, session)
    if request.method == "POST" and form.is_valid():
        try:
            typed = form.cleaned_data
            change = move_session(
                by=request.actor,
                session=session,
                facts=form.facts(session.offering),
                reason=typed["reason"],
                sequence=typed["sequence"],
            )
        except RefusedError as refused:
            form = _again(MoveForm, form, refused, session, **_choices(session))
        else:
            return _moved(request, change, session)
    return _hold(request, session, form, ChangeKind.MOVED)


def _moved(request: ActorRequest, change: SessionChange, session: ClassSession) -> HttpResponse:
    """Back to the timetable where the move was made there; else to what was done."""
    said = str(wording.DONE[ChangeKind.MOVED])
    if request.POST.get("back") != "desk":
        return go(request, "planning:change", change.public_id, say=said)
    return go(request, _timetable_left(request, session), say=said)


def _timetable_left(request: ActorRequest, session: ClassSession) -> str:
    """The timetable from which the move was made, with its site, its view and its filters."""
    here, left = reverse("planning:desk"), urlsplit(request.headers.get("referer", ""))
    if left.path == here and left.query:
        return f"{here}?{left.query}"
    return f"{here}?day={queries.day_of(session)}"


@require_http_methods(["GET", "POST"])
@opens
def make_up(request: ActorRequest, public_id: str) -> HttpResponse:
    """The class that makes up for one that was cancelled or postponed."""
    session = _class_changed(request, public_id, MAKE_UP_SESSION)
    initial = initial_of(session) | _proposal_of(request)
    form = FactsForm(_typed(request, initial), **_choices(session), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            facts = form.facts(session.offering)
            change = make_up_session(by=request.actor, session=session, facts=facts)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            said = str(wording.DONE[ChangeKind.MADE_UP])
            return go(request, "planning:change", change.public_id, say=said)
    return _hold(request, session, form, ChangeKind.MADE_UP)


def _hold(
    request: ActorRequest, session: ClassSession, form: FactsForm, kind: ChangeKind
) -> HttpResponse:
    """The form with what it would do; what was posted and refused answers 422."""
    page, invalid = _hold_page(session, form, kind), request.method == "POST"
    fragment = _fragment(request)
    return show(request, "planning/desk/hold.html", page, fragment=fragment, invalid=invalid)


@require_safe
@opens
def change(request: ActorRequest, public_id: str) -> HttpResponse:
    """What was done to a class, who is told, how long it can be taken back, its proof."""
    done = _change(request, public_id)
    page = ChangePage.of(done, request.actor, now=the_present())
    return show(request, "planning/desk/change.html", page)


@require_POST
@opens
def undo(request: ActorRequest, public_id: str) -> HttpResponse:
    done = _change(request, public_id)
    try:
        undo_change(by=request.actor, change=done)
    except RefusedError as refused:
        back = reverse("planning:change", args=[public_id])
        return refuse(request, told(refused), back=back)
    if request.POST.get("back") == "desk":
        return go(request, "planning:desk", say=str(wording.UNDONE))
    return go(request, "planning:change", public_id, say=str(wording.UNDONE))


@require_POST
@opens
def material(request: ActorRequest, public_id: str) -> HttpResponse:
    """The course and exercises of a postponed class are online."""
    session = _class_changed(request, public_id, SAY_MATERIAL_IS_ONLINE)
    try:
        say_material_is_online(by=request.actor, session=session)
    except RefusedError as refused:
        back = reverse("planning:session", args=[public_id])
        return refuse(request, told(refused), back=back)
    return go(request, "planning:session", public_id, say=str(wording.MATERIAL_SAID))


def _class_changed(request: ActorRequest, public_id: str, permit: Permission) -> ClassSession:
    """A class that one sees and may change so: of another's, there is none."""
    try:
        session = session_for(request.actor, public_id)
    except ClassSession.DoesNotExist:
        raise Http404 from None
    if not permit.granted(request.actor, session):
        raise Http404
    return session


def _change(request: ActorRequest, public_id: str) -> SessionChange:
    try:
        found = change_for(request.actor, public_id)
    except SessionChange.DoesNotExist:
        raise Http404 from None
    found.session = session_for(request.actor, found.session.public_id)
    if not UNDO_CHANGE.granted(request.actor, found):
        raise Http404
    return found


def _choices(session: ClassSession) -> dict[str, Any]:
    offering = session.offering
    return {
        "rooms": queries.rooms_for(offering),
        "teachers": queries.teachers_at(session.centre, offering),
    }


def _move_form(request: ActorRequest, session: ClassSession) -> MoveForm:
    initial = initial_of(session)
    return MoveForm(_typed(request, initial), **_choices(session), initial=initial)


def _typed(request: ActorRequest, initial: dict[str, Any]) -> Any:
    """What was posted; what the address names of it, over what the class is; else nothing."""
    if request.method == "POST":
        return request.POST
    named = {name: request.GET[name] for name in TYPED if name in request.GET}
    if "sequence" in request.GET:
        named["sequence"] = request.GET["sequence"]
    return {**initial, **named} if named else None


def _proposal_of(request: ActorRequest) -> dict[str, Any]:
    names = ("day", "starts", "ends", "room")
    return {name: request.GET[name] for name in names if name in request.GET}


def _again(
    kind: type[Any], form: Any, refused: RefusedError, session: ClassSession, **choices: Any
) -> Any:
    """The same form with what was typed, and why not.

    Where somebody has changed the class meanwhile, the writer has now been told: the next try is
    about the class as it is.
    """
    data = form.data.copy()
    if refused.reason is SessionRefusal.CHANGED_MEANWHILE:
        session.refresh_from_db()
        data["sequence"] = str(session.sequence)
    again = kind(data, **choices)
    again.is_valid()
    again.refuse(refused)
    return again


def _hold_page(session: ClassSession, form: FactsForm, kind: ChangeKind) -> HoldPage:
    now = the_present()
    besides = session if kind is ChangeKind.MOVED else None
    seen: Foresight | None = None
    why = ""
    if form.is_bound and _has_facts(form):
        try:
            facts = form.facts(session.offering)
        except RefusedError as refused:
            why = told(refused)
        else:
            if besides is None or facts != facts_of(session):
                seen = foresight(session.offering, facts, now=now, besides=besides)
    proposals = [] if kind is ChangeKind.MOVED else proposals_for(session)
    audience = Audience.of(session, now=now)
    others = [each for each in proposals if each.starts_at != session.starts_at]
    shown = [proposed(each, session) for each in others]
    return HoldPage(session, kind, _calm(form), audience, shown, seen, why)


def _calm(form: FactsForm) -> FactsForm:
    """A form that was only looked at holds what was chosen, and blames nobody for the rest."""
    if isinstance(form.data, QueryDict) or not form.is_bound:
        return form
    kind = type(form)
    return kind(initial=form.data, rooms=form.rooms, teachers=form.teachers)


def _has_facts(form: FactsForm) -> bool:
    """Was enough understood to foresee something? A refusal beside a field takes it away."""
    needed = {"day", "starts", "ends", "mode", "room", "teacher", "link", "title"}
    form.is_valid()
    return needed <= form.cleaned_data.keys()


def _fragment(request: ActorRequest) -> str:
    return "seen" if request.method == "GET" and "seen" in request.GET else "form"
