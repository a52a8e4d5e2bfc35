"""A letter that an office writes to one person."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from gregoire.correspondence.audiences import SENDERS
from gregoire.correspondence.operations.writing import write_letter
from gregoire.correspondence.queries.letters import centre_that_writes_to, postal_address_of
from gregoire.correspondence.rules import MessageRefusal
from gregoire.correspondence.web.forms import TextForm
from gregoire.correspondence.wording import REFUSALS
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.framework.looks import looks_at
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.people.models import Person
from gregoire.people.queries import person_for


class LetterForm(TextForm):
    """A letter: what it is about, and what it says."""

    subject = forms.CharField(
        label=_("Subject"),
        error_messages={"required": REFUSALS[MessageRefusal.NO_SUBJECT]},  # type: ignore[dict-item]
    )
    registered = forms.BooleanField(
        label=_("By registered post"),
        required=False,
        help_text=_("Where a date has to be proved; the number is noted when it is posted."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["attached"]  # a letter has no files


@dataclass(frozen=True, slots=True)
class LetterPage:
    person: Person
    centre: Centre
    address: str
    form: LetterForm


@require_http_methods(["GET", "POST"])
@opens
def write(request: ActorRequest, public_id: str) -> HttpResponse:
    """Write to somebody of one's centre by letter."""
    person, centre = _whom(request, public_id)
    form = LetterForm(*posted(request))
    if form.is_valid():
        try:
            write_letter(by=request.actor, centre=centre, person=person, **form.cleaned_data)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            waits = gettext("The letter waits to be printed.")
            return go(request, "correspondence:letters", say=waits)
    looks_at(request, person.pk, page="correspondence:write_letter")
    page = LetterPage(person, centre, postal_address_of(person, home=centre.country), form)
    return show(
        request, "correspondence/letter_write.html", page, fragment="form", invalid=form.is_bound
    )


def _whom(request: ActorRequest, public_id: str) -> tuple[Person, Centre]:
    try:
        person = person_for(request.actor, public_id)
    except Person.DoesNotExist:
        raise Http404 from None
    centre = centre_that_writes_to(person, among=request.actor.centres_as(*SENDERS))
    if centre is None:
        raise Http404
    return person, centre
