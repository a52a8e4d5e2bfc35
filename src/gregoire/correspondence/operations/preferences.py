"""When a person wants mail, and which."""

from dataclasses import dataclass
from datetime import time
from zoneinfo import available_timezones

from django.utils.timezone import now

from gregoire.correspondence import permissions, rules
from gregoire.correspondence.models import Delivery, Preference
from gregoire.correspondence.queries import readers_of
from gregoire.correspondence.rules import Channel, DeliveryState, MailRhythm, PreferenceRefusal
from gregoire.framework.actors import Actor
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError
from gregoire.people.models import Person


@dataclass(frozen=True, slots=True)
class MailWishes:
    """What a person chooses; `time_zone` is an IANA name, empty for the zone of their centre."""

    rhythm: MailRhythm = MailRhythm.AT_ONCE
    quiet_from: time | None = None
    quiet_until: time | None = None
    time_zone: str = ""
    announcements_by_mail: bool = True


@operation(permit=permissions.SET_PREFERENCES, on="person")
def set_preferences(*, by: Actor, person: Person, wishes: MailWishes) -> Preference:
    """Choose when mail comes; what already waits leaves by the new choice.

    Refuses quiet hours of one end or of no length, and zones that do not exist.
    """
    refusal = rules.preference_refusal(wishes.quiet_from, wishes.quiet_until)
    if wishes.time_zone and wishes.time_zone not in available_timezones():
        refusal = PreferenceRefusal.NO_SUCH_ZONE
    if refusal:
        raise RefusedError(refusal)
    preference, _made = Preference.objects.update_or_create(
        person=person,
        defaults={
            "rhythm": wishes.rhythm,
            "quiet_from": wishes.quiet_from,
            "quiet_until": wishes.quiet_until,
            "time_zone": wishes.time_zone,
            "announcements_by_mail": wishes.announcements_by_mail,
        },
    )
    _wait_as_wished(person)
    return preference


@operation(permit=permissions.UNSUBSCRIBE, on="person")
def unsubscribe(*, by: Actor, person: Person) -> Preference:
    """Receive no more announcements by mail; they still stand in the campus inbox.

    Once more changes nothing: mail readers click for people, and more than once.
    """
    preference, _made = Preference.objects.update_or_create(
        person=person, defaults={"announcements_by_mail": False}
    )
    return preference


def _wait_as_wished(person: Person) -> None:
    """Their mail that has not left is due anew; what is urgent or legal never waited for them."""
    wish = readers_of([person])[person.pk].wish
    waiting = Delivery.objects.filter(
        notice__person=person,
        notice__is_urgent=False,
        notice__is_legal=False,
        channel=Channel.MAIL,
        state=DeliveryState.QUEUED,
        mail=None,
    )
    rows = list(waiting.select_for_update(of=("self",)).select_related("notice").order_by("pk"))
    for row in rows:
        said = max(now(), row.notice.due_at)
        row.due_at = rules.due_at(wish, said) if wish else said
    Delivery.objects.bulk_update(rows, ["due_at"])
