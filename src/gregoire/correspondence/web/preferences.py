"""When a person wants mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from gregoire.correspondence import queries
from gregoire.correspondence.kinds import KINDS
from gregoire.correspondence.models import Preference
from gregoire.correspondence.operations import MailWishes, set_preferences
from gregoire.correspondence.rules import MailRhythm, PreferenceRefusal
from gregoire.correspondence.web.zones import label_of, zone_labels, zone_named
from gregoire.correspondence.wording import REFUSALS, RHYTHMS
from gregoire.framework.actors import ActorRequest
from gregoire.framework.http import go, opens, posted, show
from gregoire.kernel.refusals import RefusedError
from gregoire.people.models import Person
from gregoire.people.queries import person_of


class PreferencesForm(forms.Form):
    """Reads the choice; empty hours are no quiet hours, an empty zone is that of the centre."""

    rhythm = forms.ChoiceField(label=_("Rhythm"), choices=RHYTHMS.items(), widget=forms.RadioSelect)
    quiet_from = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Until"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    time_zone = forms.CharField(
        label=_("My time zone"),
        required=False,
        max_length=100,
        help_text=_("Type a town or a country. Empty: the time zone of your centre."),
        widget=forms.TextInput({"list": "zones", "autocomplete": "off"}),
    )
    announcements_by_mail = forms.BooleanField(
        label=_("Send me announcements by mail, too"), required=False
    )

    @property
    def wishes(self) -> MailWishes:
        """What was chosen, once the form is valid."""
        chosen = self.cleaned_data
        return MailWishes(
            rhythm=MailRhythm(chosen["rhythm"]),
            quiet_from=chosen["quiet_from"],
            quiet_until=chosen["quiet_until"],
            time_zone=zone_named(chosen["time_zone"]) if chosen["time_zone"] else "",
            announcements_by_mail=chosen["announcements_by_mail"],
        )

    def refuse(self, refused: RefusedError) -> None:
        """Say why not, beside the field that it is about."""
        about_zone = refused.reason == PreferenceRefusal.NO_SUCH_ZONE
        self.add_error("time_zone" if about_zone else "quiet_from", str(REFUSALS[refused.reason]))


@dataclass(frozen=True, slots=True)
class PreferencesPage:
    """The choice; what comes at once whatever it is; what the clock shows in the person's zone."""

    form: PreferencesForm
    mail: str
    zone: ZoneInfo
    now: datetime

    @property
    def always(self) -> list[Promise]:
        return [kind.label for kind in KINDS.values() if kind.is_urgent or kind.legal is not None]

    @property
    def zones(self) -> list[str]:
        return list(zone_labels())

    @property
    def zone_label(self) -> str:
        return label_of(self.zone.key)


@require_http_methods(["GET", "POST"])
@opens
def preferences(request: ActorRequest) -> HttpResponse:
    """At once or together, quiet hours, one's own zone, announcements."""
    person = person_of(request.actor)
    form = PreferencesForm(posted(request)[0], initial=_chosen(person))
    if form.is_valid():
        try:
            set_preferences(by=request.actor, person=person, wishes=form.wishes)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            said = gettext("Your choice is kept, and holds from the next mail on.")
            return go(request, "correspondence:preferences", say=said)
    page = PreferencesPage(form, person.mail, queries.zone_of(person), now())
    return show(
        request, "correspondence/preferences.html", page, fragment="form", invalid=form.is_bound
    )


def _chosen(person: Person) -> dict[str, Any]:
    """What stands in the form at first; without a row, what holds without one."""
    kept = Preference.objects.filter(person=person).first() or Preference(person=person)
    return {
        "rhythm": kept.rhythm,
        "quiet_from": kept.quiet_from,
        "quiet_until": kept.quiet_until,
        "time_zone": label_of(kept.time_zone) if kept.time_zone else "",
        "announcements_by_mail": kept.announcements_by_mail,
    }
