"""What each template receives: one value, named `page`, with nothing left to query."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gregoire.catalogue import wording
from gregoire.catalogue.models import Offering, Programme, RequirementGroup, Unit
from gregoire.catalogue.queries import Offer, ProgrammesFound, UnitFound, UnitsFound
from gregoire.catalogue.rules import (
    GroupRule,
    Modality,
    OfferingState,
    ProgrammeKind,
    Rhythm,
    Seats,
    UnitKind,
)
from gregoire.catalogue.web.choices import Filter, Narrower, field_label
from gregoire.kernel.levels import Level
from gregoire.network.models import Centre

SHOWN_PLACES: Final = 3
SHOWN_PROGRAMMES: Final = 8


@dataclass(frozen=True, slots=True)
class ForEngines:
    """What search engines read in the head of a page."""

    description: str
    canonical: str
    data: SafeString | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    label: str
    tone: str


def modality_tag(modality: str) -> Tag:
    named = Modality(modality)
    return Tag(str(wording.MODALITIES[named]), wording.MODALITY_TONES[named])


def seats_words(seats: Seats) -> str:
    """“3 seats left”; full: there is a waiting list."""
    if seats.is_full:
        return _("Full: waiting list")
    return ngettext("%(left)d seat left", "%(left)d seats left", seats.left) % {"left": seats.left}


# Units


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the list of results: what, where, when, and whether there is room."""

    found: UnitFound
    centres: list[str]
    semesters: list[str]

    @property
    def unit(self) -> Unit:
        return self.found.unit

    @property
    def tags(self) -> list[Tag]:
        taught = {each.modality for each in self.found.taught}
        return [modality_tag(each) for each in Modality if each in taught]

    @property
    def credits(self) -> str:
        return _("%(ects)d credits") % {"ects": self.unit.ects}

    @property
    def subject(self) -> str:
        return field_label(self.unit.field)

    @property
    def where(self) -> str:
        """The first centres, and how many others."""
        others = len(self.centres) - SHOWN_PLACES
        shown = ", ".join(self.centres[:SHOWN_PLACES])
        if others <= 0:
            return shown
        words = ngettext(
            "%(shown)s and %(n)d other centre", "%(shown)s and %(n)d other centres", others
        )
        return words % {"shown": shown, "n": others}

    @property
    def when(self) -> str:
        return ", ".join(self.semesters)

    @property
    def room(self) -> str:
        """The seats left over all the offerings shown, or that one must wait."""
        return seats_words(Seats(self.found.left, 0)) if self.found.taught else ""


@dataclass(frozen=True, slots=True)
class UnitsPage:
    engines: ForEngines
    found: UnitsFound
    lines: list[UnitLine]
    words: str
    filters: list[Filter]
    or_distance: bool
    narrowers: list[Narrower]
    programme: Programme | None
    without_programme: str

    @property
    def has_filters(self) -> bool:
        return any(each.is_used for each in self.filters)


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One offering of a unit, as somebody who may want it reads it."""

    offer: Offer
    today: date  # where it is taught
    is_signed_in: bool

    @property
    def offering(self) -> Offering:
        return self.offer.offering

    @property
    def centre(self) -> Centre:
        return self.offering.centre

    @property
    def tag(self) -> Tag:
        return modality_tag(self.offering.modality)

    @property
    def rhythm(self) -> str:
        return str(wording.RHYTHMS[Rhythm(self.offering.rhythm)])

    @property
    def state(self) -> str:
        return str(wording.STATES[OfferingState(self.offering.state)])

    @property
    def seats(self) -> str:
        return seats_words(self.offer.seats)

    @property
    def can_be_taken(self) -> bool:
        return self.offer.can_be_taken(self.today)

    @property
    def enrol_at(self) -> str:
        """Enrolling is the business of a module above this one: its address is part of the guide."""
        return f"/enseignements/inscription/{self.offering.public_id}/"


@dataclass(frozen=True, slots=True)
class OffersInSemester:
    title: str
    starts_on: date
    ends_on: date
    enrolment_closes_on: date
    lines: list[OfferLine]


@dataclass(frozen=True, slots=True)
class UnitPage:
    engines: ForEngines
    unit: Unit
    semesters: list[OffersInSemester]
    programmes: list[Programme]
    is_signed_in: bool

    @property
    def first_programmes(self) -> list[Programme]:
        return self.programmes[:SHOWN_PROGRAMMES]

    @property
    def other_programmes(self) -> list[Programme]:
        return self.programmes[SHOWN_PROGRAMMES:]

    @property
    def kind(self) -> str:
        return str(wording.UNIT_KINDS[UnitKind(self.unit.kind)])

    @property
    def level(self) -> str:
        return str(wording.LEVELS[Level(self.unit.level)]) if self.unit.level else ""

    @property
    def subject(self) -> str:
        return field_label(self.unit.field)

    @property
    def can_be_taken(self) -> bool:
        return any(line.can_be_taken for semester in self.semesters for line in semester.lines)


# Programmes


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    programme: Programme

    @property
    def kind(self) -> str:
        return str(wording.PROGRAMME_KINDS[ProgrammeKind(self.programme.kind)])

    @property
    def entry(self) -> str:
        level = Level(self.programme.entry_level)
        if level == Level.NONE:
            return _("Open to all, without a diploma")
        return _("Entry: %(level)s") % {"level": wording.LEVELS[level]}

    @property
    def subject(self) -> str:
        return field_label(self.programme.field)


@dataclass(frozen=True, slots=True)
class ProgrammesPage:
    engines: ForEngines
    found: ProgrammesFound
    words: str
    filters: list[Filter]

    @property
    def lines(self) -> list[ProgrammeLine]:
        return [ProgrammeLine(programme) for programme in self.found.page]

    @property
    def has_filters(self) -> bool:
        return any(each.is_used for each in self.filters)


@dataclass(frozen=True, slots=True)
class GroupBox:
    group: RequirementGroup
    offered: set[int]

    @property
    def rule(self) -> str:
        words = str(wording.GROUP_RULES[GroupRule(self.group.rule)])
        return words % {"credits": self.group.credits_needed or 0} if "%" in words else words

    @property
    def units(self) -> list[tuple[Unit, bool]]:
        """Each unit, and whether it is taught now or later."""
        return [(entry.unit, entry.unit.pk in self.offered) for entry in self.group.entries.all()]


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    engines: ForEngines
    programme: Programme
    groups: list[GroupBox]

    @property
    def line(self) -> ProgrammeLine:
        return ProgrammeLine(self.programme)

    @property
    def level(self) -> str:
        return str(wording.LEVELS[Level(self.programme.level)])

    @property
    def entry_level(self) -> str:
        return str(wording.LEVELS[Level(self.programme.entry_level)])

    @property
    def needs_a_diploma(self) -> bool:
        return self.programme.entry_level != Level.NONE


# Centres


@dataclass(frozen=True, slots=True)
class CentreEntry:
    """A centre in the list, with the teaching centres under it."""

    centre: Centre
    teaching: list[Centre]

    @property
    def town(self) -> str:
        """Where it is, unless its name says so."""
        return "" if self.centre.town in self.centre.name else self.centre.town


@dataclass(frozen=True, slots=True)
class CentresPage:
    engines: ForEngines
    groups: list[tuple[str, list[CentreEntry]]]
    countries: list[tuple[str, str]]
    postcode: str
    country: str
    from_here: str
    near: list[tuple[Centre, int]]
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class Closing:
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class CentrePage:
    engines: ForEngines
    centre: Centre
    now: datetime
    elsewhere: bool  # the clock on its wall is not that of the visitor's page
    is_closed_today: str
    closings: list[Closing]
    teaching_centres: list[Centre]
    fields: list[tuple[str, int]]

    @property
    def offered(self) -> int:
        return sum(units for _, units in self.fields)

    @property
    def phone_link(self) -> str:
        return "".join(character for character in self.centre.phone if character in "+0123456789")
