"""The administrative registration of a year: asked for, validated, paused, resumed, cancelled."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from gregoire.enrolment import queries, wording
from gregoire.enrolment.models import Registration
from gregoire.enrolment.operations import move_registration, request_registration
from gregoire.enrolment.permissions import demand_an_office
from gregoire.enrolment.states import MOVES
from gregoire.enrolment.web.forms import MoveForm, RegistrationForm, said_last_time
from gregoire.enrolment.web.pages import MovePage, RegisterPage
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.framework.looks import looks_at
from gregoire.framework.permissions import PERMISSIONS
from gregoire.kernel.refusals import RefusedError
from gregoire.people.models import Person
from gregoire.people.queries import person_for, person_of


@require_http_methods(["GET", "POST"])
@opens
def register(request: ActorRequest) -> HttpResponse:
    page = _register_page(request, person_of(request.actor), by_office=False)
    if page.form.is_bound and page.form.is_valid() and _taken_in(request, page):
        return go(request, "enrolment:teachings", say=str(wording.REGISTRATION_REQUESTED))
    return _show_register(request, page)


@require_http_methods(["GET", "POST"])
@opens
def register_person(request: ActorRequest, public_id: str) -> HttpResponse:
    demand_an_office(request.actor)
    person = person_seen(request, public_id)
    looks_at(request, person.pk, page="enrolment.register_person")
    page = _register_page(request, person, by_office=True)
    if page.form.is_bound and page.form.is_valid() and _taken_in(request, page):
        return go(request, "people:person", public_id, say=str(wording.REGISTRATION_TAKEN))
    return _show_register(request, page)


def _register_page(request: ActorRequest, person: Person, *, by_office: bool) -> RegisterPage:
    last, registered = queries.last_registrations(person.pk)
    years = queries.years_open(localdate())
    year = next((year for year in years if year not in registered), None)
    texts = [] if by_office else queries.regulations_in_force(localdate())
    form = RegistrationForm(
        *posted(request),
        regulations=texts,
        initial=said_last_time(last, year) if year else {},
    )
    return RegisterPage(year, form, person, by_office, last)


def _taken_in(request: ActorRequest, page: RegisterPage) -> bool:
    try:
        request_registration(
            by=request.actor,
            application=page.form.application(page.person),
            accepts=page.form.accepted,
            today=localdate(),
        )
    except RefusedError as refused:
        page.form.refuse(refused)
        return False
    return True


def _show_register(request: ActorRequest, page: RegisterPage) -> HttpResponse:
    return show(
        request,
        "enrolment/register.html",
        page,
        fragment="form",
        invalid=page.form.is_bound,
    )


@require_http_methods(["GET", "POST"])
@opens
def own_move(request: ActorRequest, public_id: str, move: str) -> HttpResponse:
    registration = registration_seen(request, public_id)
    if registration.person_id != request.actor.person_id:
        raise Http404
    form = _moved(request, registration, move)
    if form is None:
        return go(request, "enrolment:teachings", say=str(wording.MOVES[move]))
    page = MovePage(registration, move, form, is_own=True)
    return show(request, "enrolment/move.html", page, fragment="form", invalid=form.is_bound)


@require_http_methods(["GET", "POST"])
@opens
def move(request: ActorRequest, public_id: str, move: str) -> HttpResponse:
    registration = registration_seen(request, public_id)
    if registration.person_id == request.actor.person_id:
        return redirect("enrolment:own_move", public_id, move)
    looks_at(request, registration.person_id, page="enrolment.move")
    form = _moved(request, registration, move)
    if form is None:
        person = registration.person.public_id
        return go(request, "people:person", person, say=str(wording.MOVES[move]))
    page = MovePage(registration, move, form, is_own=False)
    return show(request, "enrolment/move.html", page, fragment="form", invalid=form.is_bound)


def _moved(request: ActorRequest, registration: Registration, name: str) -> MoveForm | None:
    """Nothing once it is done; otherwise the form, with what was wrong."""
    move = MOVES[name]
    PERMISSIONS[move.permit].demand(request.actor, registration)
    form = MoveForm(*posted(request))
    if not form.is_valid():
        return form
    try:
        move_registration(
            by=request.actor,
            registration=registration,
            move=move,
            note=form.cleaned_data["note"],
            today=localdate(),
        )
    except RefusedError as refused:
        form.refuse(refused)
        return form
    return None


def registration_seen(request: ActorRequest, public_id: str) -> Registration:
    try:
        return queries.registration_for(request.actor, public_id)
    except Registration.DoesNotExist:
        raise Http404 from None


def person_seen(request: ActorRequest, public_id: str) -> Person:
    try:
        return person_for(request.actor, public_id)
    except Person.DoesNotExist:
        raise Http404 from None
