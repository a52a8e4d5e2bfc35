"""How mail reaches people: their zone, their wishes, whether their address works."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from gregoire.correspondence.homes import home_centre_of
from gregoire.correspondence.models import AddressTask, Preference
from gregoire.correspondence.rules import MailRhythm, MailWish, is_mail_address
from gregoire.network.models import Centre
from gregoire.people.models import Person

PARIS: Final = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Reader:
    """To what address a person's mail goes now (empty: none works), and when they want it.

    `wish` is None where they have said nothing: at once.
    """

    address: str
    wish: MailWish | None = None
    wants_announcements: bool = True

    @property
    def reads_digests(self) -> bool:
        return self.wish is not None and self.wish.rhythm is not MailRhythm.AT_ONCE


def zone_of(person: Person, centre: Centre | None = None) -> ZoneInfo:
    """A person's own zone: the one they chose, else of their home centre, of this one, of Paris."""
    chosen = Preference.objects.filter(person=person).values_list("time_zone", flat=True).first()
    if chosen:
        return ZoneInfo(chosen)
    home = home_centre_of(person.pk)
    zones = Centre.objects.filter(pk=home or 0).values_list("time_zone", flat=True)
    zone = zones.first()
    return ZoneInfo(zone) if zone else centre.zone if centre else PARIS


def readers_of(people: Sequence[Person]) -> dict[int, Reader]:
    """By the person's key; a fixed number of queries for those who have said nothing."""
    keys = {person.pk for person in people}
    wishes = {one.person_id: one for one in Preference.objects.filter(person__in=keys)}
    zones = _zones([one for one in wishes.values() if _waits(one)])
    failing = set(
        AddressTask.objects.filter(person__in=keys, done_at=None)
        .order_by("pk")
        .values_list("person", "address")
    )
    return {
        person.pk: Reader(
            person.mail if _works(person, failing) else "",
            _wish(wishes[person.pk], zones[person.pk]) if person.pk in zones else None,
            person.pk not in wishes or wishes[person.pk].announcements_by_mail,
        )
        for person in people
    }


def _works(person: Person, failing: set[tuple[int, str]]) -> bool:
    return is_mail_address(person.mail) and (person.pk, person.mail) not in failing


def _waits(wish: Preference) -> bool:
    return wish.rhythm != MailRhythm.AT_ONCE or wish.quiet_from is not None


def _zones(wishes: Sequence[Preference]) -> dict[int, ZoneInfo]:
    homes = {one.person_id: home_centre_of(one.person_id) for one in wishes if not one.time_zone}
    centres = Centre.objects.filter(pk__in={home for home in homes.values() if home})
    of_centre = dict(centres.order_by("pk").values_list("pk", "time_zone"))
    return {
        one.person_id: ZoneInfo(
            one.time_zone or of_centre.get(homes[one.person_id] or 0) or PARIS.key
        )
        for one in wishes
    }


def _wish(wish: Preference, zone: ZoneInfo) -> MailWish:
    return MailWish(MailRhythm(wish.rhythm), zone, wish.quiet_from, wish.quiet_until)
