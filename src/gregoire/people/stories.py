"""The stories that people are told: what changed, who looked, what was done; newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gregoire.framework import formats
from gregoire.framework.actors import Role
from gregoire.framework.models import JournalEntry, Look
from gregoire.people import wording
from gregoire.people.models import Appointment, Person, PersonalDataChange
from gregoire.people.panels import said_of

LONGEST: Final = 30  # lines of a story


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One line of a story: what happened, when, and by whom as far as it may be said."""

    at: datetime
    what: str
    who: str = ""
    detail: str = ""


def changes_of(person: Person) -> list[StoryLine]:
    """Every change of a person's data: the field, before, after, and who made it."""
    changes = list(
        PersonalDataChange.objects.filter(person=person).order_by("-at", "-pk")[:LONGEST]
    )
    whos = _whos({change.by_id for change in changes}, person)
    return [_change_line(change, whos) for change in changes]


def _change_line(change: PersonalDataChange, whos: dict[int | None, str]) -> StoryLine:
    before, after = _shown(change.field, change.before), _shown(change.field, change.after)
    name = str(wording.DATA_FIELDS.get(change.field, change.field))
    return StoryLine(change.at, name, whos[change.by_id], f"{before or '–'} → {after or '–'}")


def _shown(field: str, value: str) -> str:
    if field == "birth_date" and value:
        return formats.day(date.fromisoformat(value))
    if field == "country":
        names = Locale.parse((get_language() or "fr")[:2]).territories
        return str(names.get(value, value))
    return value


def looks_at_person(person: Person) -> list[StoryLine]:
    """Who opened this person's file: the office and its centre rather than the name of the clerk."""
    looks = list(Look.objects.filter(about=person.pk).order_by("-at", "-pk")[:LONGEST])
    whos = _whos({look.by for look in looks}, person)
    return [
        StoryLine(look.at, str(wording.PAGES.get(look.page, _("your file"))), whos[look.by])
        for look in looks
    ]


def journal_of(person: Person) -> list[StoryLine]:
    """What was done about a person, whatever the module."""
    entries = list(JournalEntry.objects.filter(about=person.pk).order_by("-at", "-pk")[:LONGEST])
    whos = _whos({entry.by for entry in entries}, person)
    return [StoryLine(entry.at, said_of(entry.operation), whos[entry.by]) for entry in entries]


def _whos(ids: Iterable[int | None], person: Person) -> dict[int | None, str]:
    """“You”, the campus itself, or the office and the centre of whoever acted."""
    others = {pk for pk in ids if pk is not None and pk != person.pk}
    appointments = (
        Appointment.objects.filter(person__in=others)
        .select_related("centre")
        .order_by("-starts_on", "pk")
        if others
        else ()
    )
    posts: dict[int, list[Appointment]] = {}
    for appointment in appointments:
        posts.setdefault(appointment.person_id, []).append(appointment)
    whos: dict[int | None, str] = {pk: _office(posts.get(pk, [])) for pk in others}
    whos[None], whos[person.pk] = _("the campus"), str(person.name)
    return whos


def _office(posts: Sequence[Appointment]) -> str:
    if not posts:
        return _("a former member of staff")
    role = str(wording.ROLES[Role(posts[0].role)])
    centre = posts[0].centre
    return f"{role}, {centre.name}" if centre else role
