"""The learner's own: the code of a class, hours followed, certificates."""

from datetime import date

from django.http import Http404, HttpResponse
from django.utils.timezone import now as the_present
from django.views.decorators.http import require_http_methods, require_safe

from gregoire.framework.actors import ActorRequest
from gregoire.framework.formats import hour
from gregoire.framework.http import go, opens, posted, show
from gregoire.framework.looks import looks_at
from gregoire.kernel.refusals import RefusedError
from gregoire.people.models import Person
from gregoire.people.queries import person_for
from gregoire.planning.limits import may_guess
from gregoire.planning.models import ClassSession, HoursCertificate
from gregoire.planning.models.sessions import READERS
from gregoire.planning.operations.attendance import check_in as enter_code
from gregoire.planning.queries import attendance as queries
from gregoire.planning.queries import hours as hours_queries
from gregoire.planning.queries.sessions import session_for
from gregoire.planning.rules.attendance import CODE_LASTS_AFTER, AttendanceRefusal
from gregoire.planning.rules.sessions import Mode
from gregoire.planning.web.attendance_forms import CodeForm
from gregoire.planning.web.attendance_pages import CheckInPage
from gregoire.planning.web.hours_pages import HoursPage, Ledger
from gregoire.planning.wording import attendance as wording


@require_http_methods(["GET", "POST"])
@opens
def check_in(request: ActorRequest, public_id: str) -> HttpResponse:
    """The learner enters the code that is on the screen, or comes from its QR code."""
    session = _class_followed(request, public_id)
    asks_where = session.mode == Mode.BOTH
    typed = {"code": request.GET.get("code", "")[:20]}
    form = CodeForm(*posted(request), initial=typed, asks_where=asks_where)
    if form.is_valid():
        try:
            _enter(request, session, form)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            starts = hour(session.starts_at.astimezone(session.centre.zone))
            say = wording.CHECKED_IN % {"hour": starts}
            return go(request, "planning:check_in", public_id, say=say)
    page = _check_in_page(request, session, form)
    return show(request, "planning/attendance/check_in.html", page, invalid=form.is_bound)


def _enter(request: ActorRequest, session: ClassSession, form: CodeForm) -> None:
    if not may_guess(request.actor.person_id or 0, now=the_present()):
        raise RefusedError(AttendanceRefusal.TOO_MANY_GUESSES)
    enter_code(
        by=request.actor,
        session=session,
        code=form.cleaned_data["code"],
        is_distant=form.is_distant,
    )


def _check_in_page(request: ActorRequest, session: ClassSession, form: CodeForm) -> CheckInPage:
    enrolment = queries.enrolment_followed_by(request.actor.person_id, session)
    if enrolment is None:
        raise Http404
    check = queries.check_of(session)
    is_over = the_present() > session.ends_at + CODE_LASTS_AFTER
    is_open = check is not None and check.closed_at is None and not is_over
    entry = queries.latest_entries(session, [enrolment.pk]).get(enrolment.pk)
    return CheckInPage(session, form, entry, is_open)


def _class_followed(request: ActorRequest, public_id: str) -> ClassSession:
    try:
        session = session_for(request.actor, public_id)
    except ClassSession.DoesNotExist:
        raise Http404 from None
    if queries.enrolment_followed_by(request.actor.person_id, session) is None:
        raise Http404
    return session


@require_safe
@opens
def hours(request: ActorRequest) -> HttpResponse:
    """Everything that one has followed, by year, month and unit; and the certificates of it."""
    page = _hours_page(request, request.actor.person_id, None)
    return show(request, "planning/attendance/hours.html", page)


@require_safe
@opens
def person_hours(request: ActorRequest, public_id: str) -> HttpResponse:
    """The same of somebody of one's centres: what those centres taught them, or registered them for."""
    try:
        person = person_for(request.actor, public_id)
    except Person.DoesNotExist:
        raise Http404 from None
    if not request.actor.holds_any(*READERS):
        raise Http404
    looks_at(request, person.pk, page="planning.person_hours")
    page = _hours_page(request, person.pk, person)
    return show(request, "planning/attendance/hours.html", page)


def _hours_page(request: ActorRequest, person_id: int | None, person: Person | None) -> HoursPage:
    """Sums and certificates; and, of the month that was asked for, each line of the ledger."""
    actor, month = request.actor, _month_asked(request)
    return HoursPage(
        followed=hours_queries.years_of_hours(actor, person_id),
        issued=hours_queries.certificates_of_person(actor, person_id),
        ledger=Ledger(month, hours_queries.ledger_of(actor, person_id, month)) if month else None,
        person=person,
    )


def _month_asked(request: ActorRequest) -> date | None:
    try:
        return date.fromisoformat(f"{request.GET.get('mois', '')}-01")
    except ValueError:
        return None


@require_safe
@opens
def own_certificate(request: ActorRequest, public_id: str) -> HttpResponse:
    """A signed certificate, as it was issued: the learner's own, or one of the office's centre."""
    try:
        certificate = hours_queries.certificate_for(request.actor, public_id)
    except HoursCertificate.DoesNotExist:
        raise Http404 from None
    looks_at(request, certificate.person_id, page="planning.certificate")
    name = f"heures-{certificate.registration.person.number}-{certificate.month:%Y-%m}.pdf"
    with certificate.file.open() as file:
        pdf: bytes = file.read()
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
