"""The schooling office registers a person, or attaches one whom another centre knows."""

import uuid

from allauth.core.internal import ratelimit
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.kernel.refusals import RefusedError
from gregoire.people import queries, wording
from gregoire.people.models import Person
from gregoire.people.operations import attach_person, register_person
from gregoire.people.permissions import OFFICE
from gregoire.people.rules import PeopleRefusal
from gregoire.people.web.forms import AttachForm, NewPersonForm
from gregoire.people.web.pages import AttachPage, NewPersonPage

TRIES = {"attach_person": "30/h/user"}  # nobody finds out birth dates by trying them


@require_http_methods(["GET", "POST"])
@opens
def new_person(request: ActorRequest) -> HttpResponse:
    _demand_office(request)
    form = NewPersonForm(*posted(request), actor=request.actor, form_token=uuid.uuid4().hex)
    known: tuple[list[Person], int] = ([], 0)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            person = register_person(by=request.actor, today=localdate(), **typed)
        except RefusedError as refused:
            if refused.reason == PeopleRefusal.ALREADY_REGISTERED:
                return _registered_already(request, typed["form_token"])
            form.refuse(refused)
            known = queries.known_twins(request.actor, refused.facts.get("known", []))
        else:
            say = wording.PERSON_REGISTERED % {"name": person.name, "mail": person.mail}
            return go(request, "people:person", person.public_id, say=say)
    page = NewPersonPage(form, AttachForm(None, None, actor=request.actor), *known)
    return show(request, "people/new_person.html", page, fragment="form", invalid=form.is_bound)


def _registered_already(request: ActorRequest, form_token: str) -> HttpResponse:
    """A double click: the person is there, once; here they are."""
    person = queries.person_registered_from(request.actor, form_token)
    say = str(wording.REFUSALS[PeopleRefusal.ALREADY_REGISTERED])
    return go(request, "people:person", person.public_id, say=say)


@require_POST
@opens
def attach(request: ActorRequest) -> HttpResponse:
    _demand_office(request)
    form = AttachForm(*posted(request), actor=request.actor)
    if form.is_valid():
        typed = form.cleaned_data
        if not ratelimit.consume(request, app="gregoire", action="attach_person", config=TRIES):
            form.add_error(None, str(wording.TOO_MANY_TRIES))
            return show(request, "people/attach.html", AttachPage(form), invalid=True)
        try:
            person = queries.person_by_number(typed["number"], birth_date=typed["birth_date"])
        except Person.DoesNotExist:
            form.add_error(None, str(wording.UNKNOWN_AT_OTHER_CENTRE))
        else:
            centre = typed["centre"]
            attach_person(by=request.actor, person=person, centre=centre, today=localdate())
            say = wording.PERSON_ATTACHED % {"name": person.name, "centre": centre.name}
            return go(request, "people:person", person.public_id, say=say)
    return show(request, "people/attach.html", AttachPage(form), invalid=True)


def _demand_office(request: ActorRequest) -> None:
    if not request.actor.holds_any(*OFFICE):
        raise PermissionDenied
