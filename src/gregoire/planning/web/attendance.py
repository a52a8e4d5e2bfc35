"""Who followed a class: the list, the sheet, the signatures, the code on the screen."""

from datetime import datetime

import segno
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.timezone import now as the_present
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from gregoire.enrolment.models import Enrolment
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, refuse, show
from gregoire.kernel.refusals import RefusedError
from gregoire.planning.documents.sheets import SHEET, sheet_document
from gregoire.planning.models import AttendanceCheck, ClassSession
from gregoire.planning.operations.attendance import (
    close_check,
    open_check,
    record_attendance,
    sign_presence,
)
from gregoire.planning.permissions import RECORD_ATTENDANCE
from gregoire.planning.queries import attendance as queries
from gregoire.planning.queries.attendance import SheetLine
from gregoire.planning.queries.sessions import session_for
from gregoire.planning.rules.attendance import (
    CODE_LASTS_AFTER,
    OPENS_BEFORE,
    Mark,
    Presence,
    recording_refusal,
)
from gregoire.planning.rules.codes import code_at, until_it_turns
from gregoire.planning.rules.sessions import SessionState
from gregoire.planning.web.attendance_forms import MarksForm, SignForm, told
from gregoire.planning.web.attendance_pages import (
    ROWS,
    AttendancePage,
    CodePage,
    Row,
    RowPage,
    SignPage,
    counts_of,
    person_signing,
    usual_late,
)
from gregoire.planning.wording import attendance as wording


@require_http_methods(["GET", "POST"])
@opens
def attendance(request: ActorRequest, public_id: str) -> HttpResponse:
    """The list of a class; each tap is saved at once where the browser can, else the whole form."""
    session, now = _class_recorded(request, public_id), the_present()
    if request.method == "POST" and "row" in request.POST:
        return _one_row(request, session, now)
    form = MarksForm(*posted(request))
    if form.is_valid():
        try:
            _record(request, session, form, now)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            return go(request, request.get_full_path(), say=_word(request))
    page = _attendance_page(request, session, form, now)
    return show(request, "planning/attendance/list.html", page, invalid=form.is_bound)


def _word(request: ActorRequest) -> str:
    everyone = "everyone" in request.POST
    return str(wording.EVERYONE_PRESENT if everyone else wording.RECORDED)


def _record(
    request: ActorRequest,
    session: ClassSession,
    form: MarksForm,
    now: datetime,
) -> None:
    """What was marked; or, by the button of all, that whoever is not marked is present."""
    lines = queries.sheet_of(session)
    if "everyone" in request.POST:
        marks = [Mark(one.enrolment.pk, Presence.PRESENT) for one in lines if one.entry is None]
    else:
        marks = form.marks(lines, usual_late=usual_late(session, now))
    reason = form.cleaned_data["reason"]
    record_attendance(by=request.actor, session=session, marks=marks, reason=reason, now=now)


def _one_row(request: ActorRequest, session: ClassSession, now: datetime) -> HttpResponse:
    """One learner marked by one tap: the row as it is now, and the counts."""
    form = MarksForm(request.POST)
    line = _line(session, request.POST["row"])
    error = ""
    if form.is_valid():
        marks = form.marks([line], usual_late=usual_late(session, now))
        try:
            reason = form.cleaned_data["reason"]
            record_attendance(
                by=request.actor, session=session, marks=marks, reason=reason, now=now
            )
        except RefusedError as refused:
            error = told(refused)
    (line,) = queries.lines_of(session, [line.enrolment.pk])
    page = RowPage(Row(line, session, error), counts_of(queries.counted_at(session)))
    return show(request, "planning/attendance/row_page.html", page, invalid=bool(error))


def _line(session: ClassSession, key: str) -> SheetLine:
    try:
        return queries.line_of(session, key)
    except Enrolment.DoesNotExist:
        raise Http404 from None


def _attendance_page(
    request: ActorRequest, session: ClassSession, form: MarksForm, now: datetime
) -> AttendancePage:
    zone, words = session.centre.zone, request.GET.get("q", "")[:200]
    leaves = Paginator(queries.listed_at(session, words), ROWS).get_page(request.GET.get("page"))
    lines = queries.lines_of(session, list(leaves.object_list))
    is_whole = not words and leaves.paginator.num_pages == 1
    return AttendancePage(
        session,
        [Row(line, session) for line in lines],
        leaves,
        words,
        queries.counted_of(lines) if is_whole else queries.counted_at(session),
        form,
        _refusal(session, now),
        now.astimezone(zone).date() > session.starts_at.astimezone(zone).date(),
    )


def _refusal(session: ClassSession, now: datetime) -> str:
    """Why nothing can be recorded now; empty when it can."""
    is_planned = session.state == SessionState.PLANNED
    reason = recording_refusal(starts_at=session.starts_at, is_planned=is_planned, now=now)
    minutes = int(OPENS_BEFORE.total_seconds()) // 60
    return told(RefusedError(reason, minutes=minutes)) if reason else ""


@require_safe
@opens
def sheet(request: ActorRequest, public_id: str) -> HttpResponse:
    """The sheet of a class as PDF."""
    session = _class_recorded(request, public_id)
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    said = sheet_document(session, queries.sheet_of(session), language=language)
    day = session.starts_at.astimezone(session.centre.zone).date()
    name = f"emargement-{session.offering.unit.code}-{day}.pdf"
    return HttpResponse(
        SHEET.render(said, language=language),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@require_http_methods(["GET", "POST"])
@opens
def sign(request: ActorRequest, public_id: str) -> HttpResponse:
    """The screen is passed around: whose turn it is draws a signature, and gives it on."""
    session = _class_recorded(request, public_id)
    form = SignForm(*posted(request))
    if form.is_valid():
        line = _line(session, request.POST.get("who", ""))
        try:
            sign_presence(
                by=request.actor, session=session, enrolment=line.enrolment, signature=form.given
            )
        except RefusedError as refused:
            form.refuse(refused)
        else:
            say = wording.SIGNED % {"name": line.enrolment.registration.person.name}
            return go(request, "planning:sign", public_id, say=say)
    page = _sign_page(request, session, form)
    return show(request, "planning/attendance/sign.html", page, invalid=form.is_bound)


def _sign_page(request: ActorRequest, session: ClassSession, form: SignForm) -> SignPage:
    """Whose turn was asked for, or the first who has not signed; and who follows."""
    by_key = {line.enrolment.public_id: line for line in queries.sheet_of(session)}
    people = [person_signing(session, line) for line in by_key.values()]
    waiting = [one.key for one in people if not one.has_signed]
    asked = request.POST.get("who") or request.GET.get("qui", "")
    current = asked if asked in by_key else next(iter(waiting), "")
    order = list(by_key)
    since = order.index(current) + 1 if current else 0
    after = next((key for key in order[since:] + order[:since] if key in waiting), "")
    row = Row(by_key[current], session) if current else None
    return SignPage(session, row, "" if after == current else after, people, form)


@require_http_methods(["GET", "POST"])
@opens
def code(request: ActorRequest, public_id: str) -> HttpResponse:
    """The code of a class, big enough for a projector; a POST opens or closes it."""
    session = _class_recorded(request, public_id)
    if request.method == "POST":
        try:
            if "close" in request.POST:
                close_check(by=request.actor, session=session)
                return go(request, "planning:attendance", public_id, say=str(wording.CODE_CLOSED))
            open_check(by=request.actor, session=session)
        except RefusedError as refused:
            return refuse(
                request, told(refused), back=reverse("planning:attendance", args=[public_id])
            )
        return go(request, "planning:code", public_id)
    page = _code_page(session, queries.check_of(session), the_present())
    return show(request, "planning/attendance/code.html", page, fragment="turning")


def _code_page(session: ClassSession, check: AttendanceCheck | None, now: datetime) -> CodePage:
    counted = queries.counted_at(session)
    is_open = check and check.closed_at is None and now <= session.ends_at + CODE_LASTS_AFTER
    shown = code_at(bytes(check.secret), now) if check and is_open else ""
    to = reverse("planning:check_in", args=[session.public_id])
    address = f"{settings.GREGOIRE_URL}{to}"
    path, size = _qr_code(f"{address}?code={shown}") if shown else ("", 0)
    return CodePage(
        session=session,
        code=shown,
        address=address.partition("://")[2],
        path=path,
        size=size,
        milliseconds=int(until_it_turns(now).total_seconds() * 1000) + 150,
        arrived=counted.arrived,
        listed=counted.listed,
        refusal=_refusal(session, now),
    )


def _qr_code(address: str) -> tuple[str, int]:
    """What a phone reads, as the path of an SVG: a square for each dark module."""
    matrix = segno.make(address, error="m", micro=False).matrix
    quiet = 4  # modules around it, as ISO 18004 asks
    squares = (
        f"M{x + quiet} {y + quiet}h1v1h-1z"
        for y, row in enumerate(matrix)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return "".join(squares), len(matrix) + 2 * quiet


def _class_recorded(request: ActorRequest, public_id: str) -> ClassSession:
    """A class whose attendance the actor records; of another's one is told nothing."""
    try:
        session = session_for(request.actor, public_id)
    except ClassSession.DoesNotExist:
        raise Http404 from None
    if not RECORD_ATTENDANCE.granted(request.actor, session):
        raise Http404
    return session
