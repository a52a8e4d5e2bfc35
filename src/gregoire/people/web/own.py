"""One's own personal data: verified, corrected, with their story."""

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.kernel.refusals import RefusedError
from gregoire.people import operations, queries, stories, wording
from gregoire.people.models import Person
from gregoire.people.operations import ask_mail_change, change_personal_data
from gregoire.people.rules import PeopleRefusal
from gregoire.people.web.forms import MailForm, PersonalDataForm
from gregoire.people.web.pages import MailPage, PersonalDataPage


@require_http_methods(["GET", "POST"])
@opens
def personal_data(request: ActorRequest) -> HttpResponse:
    person = queries.person_of(request.actor)
    form = PersonalDataForm(*posted(request), person=person)
    if form.is_valid():
        try:
            write_typed(request, person, form)
        except RefusedError as refused:
            form = refused_form(form, refused, queries.person_of(request.actor))
        else:
            return go(request, "people:personal_data", say=str(wording.DATA_CHANGED))
    page = PersonalDataPage(
        person, form, stories.changes_of(person), stories.looks_at_person(person)
    )
    return show(
        request, "people/personal_data.html", page, fragment="form", invalid=bool(form.errors)
    )


def write_typed(request: ActorRequest, person: Person, form: PersonalDataForm) -> None:
    change_personal_data(
        by=request.actor,
        person=person,
        data=form.typed,
        seen=form.cleaned_data["seen"],
        today=localdate(),
    )


def refused_form(form: PersonalDataForm, refused: RefusedError, now: Person) -> PersonalDataForm:
    """Of a stale form the present values are shown, so that the next try starts from them."""
    if refused.reason != PeopleRefusal.CHANGED_MEANWHILE:
        form.refuse(refused)
        return form
    fresh = PersonalDataForm(None, None, person=now)
    current = {name: fresh.get_initial_for_field(f, name) for name, f in fresh.fields.items()}
    shown = PersonalDataForm(current, None, person=now)
    shown.is_valid()
    shown.refuse(refused)
    return shown


@require_http_methods(["GET", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]
@opens
def mail(request: ActorRequest) -> HttpResponse:
    person = queries.person_of(request.actor)
    form = MailForm(*posted(request))
    if form.is_valid():
        typed = cast("str", form.cleaned_data["mail"])
        try:
            ask_mail_change(by=request.actor, person=person, mail=typed)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            say = wording.MAIL_ASKED % {"mail": typed}
            return go(request, "people:personal_data", say=say)
    page = MailPage(person, form)
    return show(request, "people/mail.html", page, fragment="form", invalid=form.is_bound)


@require_POST
@login_not_required
@opens
def choose_language(request: ActorRequest) -> HttpResponse:
    """The switch of every page; of whoever is signed in, the mails follow it."""
    language = request.POST.get("language", "")
    if request.actor.is_known and language in dict(settings.LANGUAGES):
        person = queries.person_of(request.actor)
        operations.choose_language(by=request.actor, person=person, language=language)
    return set_language(request)
