"""What the database holds of a year, as rows of the feeds' tables. Reads, and writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from gregoire.catalogue.models import Offering
from gregoire.catalogue.rules import OfferingState
from gregoire.enrolment.models import Enrolment, Registration
from gregoire.enrolment.rules import Employment, OccupationGroup
from gregoire.enrolment.states import EnrolmentState, RegistrationState
from gregoire.kernel.levels import Level
from gregoire.people.models import Person
from gregoire.people.rules import Sex
from gregoire.records.models import Result
from gregoire.records.rules import Outcome, Way

REGISTERED: Final = (RegistrationState.VALIDATED, RegistrationState.PAUSED)
TRIED_HERE: Final = (Way.EXAM, Way.CONTINUOUS)
DIPLOMAS: Final = {
    Level.NONE: "none",
    Level.CAP: "cap",
    Level.BAC: "bac",
    Level.BAC_2: "bac_2",
    Level.BAC_3: "bac_3",
    Level.BAC_5: "bac_5",
    Level.DOCTORATE: "doctorate",
}
SEXES: Final = {Sex.FEMALE: "F", Sex.MALE: "M"}
OUTCOMES: Final = {
    Outcome.EARNED: "passed",
    Outcome.FAILED: "failed",
    Outcome.ABSENT: "absent",
}
BEST_FIRST: Final = (Outcome.EARNED, Outcome.FAILED, Outcome.ABSENT)
RISKY: Final = "=+-@ "  # no cell may begin so: a spreadsheet would run it
LOWEST: Final = "V"  # the level of a unit that asks for none
NAMELESS: Final = "?"  # a name of signs alone


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of an enrolment."""

    outcome: str
    mark: Decimal | None = None

    @property
    def sessions_sat(self) -> int | None:
        """One where there is an outcome: how many more is not kept."""
        return {"pending": None, "absent": 0}.get(self.outcome, 1)


@dataclass(frozen=True, slots=True)
class Registered:
    """A registration of the year, with the answers that the feeds ask for."""

    pk: int
    person: int
    centre: int
    answers: dict[str, Any]


def text(value: str) -> str:
    """As a feed may hold it: no formula, no end of line."""
    return " ".join(value.split()).lstrip(RISKY)


def code(value: str) -> str:
    """A code has no blank."""
    return "".join(value.split()).lstrip(RISKY)


def registrations(year: int) -> Iterator[Registered]:
    """Those that were validated, in order."""
    first = _first_diplomas(year)
    rows = (
        Registration.objects.filter(year=year, state__in=REGISTERED)
        .order_by("pk")
        .values_list(
            "pk", "person_id", "centre_id", "requested_on", "employment", "occupation",
            "earlier_diploma", "alternance_contract__kind",
        )
    )  # fmt: skip
    for pk, person, centre, asked_on, employment, occupation, diploma, contract in rows.iterator():
        answers = {
            "registered_on": asked_on,
            "employment": "" if employment == Employment.UNKNOWN else str(employment),
            "occupation": "" if occupation == OccupationGroup.UNKNOWN else str(occupation),
            "first_diploma": _diploma(first.get(person, diploma)),
            "diploma": _diploma(diploma),
            "alternance": contract is not None,
            "contract": contract or "",
        }
        yield Registered(pk, person, centre, answers)


def _first_diplomas(year: int) -> dict[int, int]:
    """Person → level at their first registration that says one."""
    rows = (
        Registration.objects.filter(
            person__registrations__year=year,
            year__lte=year,
            state__in=REGISTERED,
            earlier_diploma__isnull=False,
        )
        .order_by("year", "pk")
        .values_list("person_id", "earlier_diploma")
    )
    first: dict[int, int] = {}
    for person, level in rows.iterator():
        if level is not None:
            first.setdefault(person, level)
    return first


def _diploma(level: int | None) -> str:
    return "" if level is None else DIPLOMAS[Level(level)]


def persons(year: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Those who are registered in the year: who it is, and the columns."""
    asked = Registration.objects.filter(year=year, state__in=REGISTERED).values("person")
    codes = ("national_number", "mail", "postcode", "nationality")
    texts = ("usage_name", "first_names", "birth_place")
    fields = ("pk", "number", "birth_name", "birth_date", "sex", *codes, *texts)
    for row in Person.objects.filter(pk__in=asked).order_by("pk").values(*fields).iterator():
        columns = {
            "person": code(row["number"]),
            "birth_name": text(row["birth_name"]) or NAMELESS,
            "birth_date": row["birth_date"],
            "sex": SEXES.get(Sex(row["sex"]), ""),
        }
        columns |= {name: code(row[name]) for name in codes}
        columns |= {name: text(row[name]) for name in texts}
        yield row["pk"], columns


def offerings(year: int) -> Iterator[tuple[int, int, int | None, dict[str, Any]]]:
    """Offering, centre, the centre whose offering it passes on, and its columns.

    Those that were not opened are left out: nobody could be taught there.
    """
    rows = (
        Offering.objects.filter(semester__year=year)
        .exclude(state=OfferingState.NOT_OPENED)
        .order_by("pk")
        .values_list(
            "pk", "centre_id", "relays__centre_id", "unit__code", "unit__title", "unit__level",
            "modality", "unit__of_intec", "semester__number",
        )
    )  # fmt: skip
    for pk, centre, relayed, unit, title, level, modality, intec, semester in rows.iterator():
        columns = {
            "offering": f"O{pk}",
            "unit": code(unit),
            "title": text(title),
            "level": Level(level).roman or LOWEST,
            "modality": str(modality),
            "intec": intec,
            "semester": str(semester),
        }
        yield pk, centre, relayed, columns


def enrolments(year: int) -> Iterator[tuple[int, int, int, Tried]]:
    """Enrolment, registration, offering, and what came of it."""
    of_enrolment, of_unit = _results(year)
    rows = (
        Enrolment.objects.filter(
            registration__year=year,
            registration__state__in=REGISTERED,
            state=EnrolmentState.ENROLLED,
            offering__semester__year=year,
        )
        .order_by("pk")
        .values_list(
            "pk", "registration_id", "registration__person_id", "offering_id", "offering__unit_id"
        )
    )
    for pk, registration, person, offering, unit in rows.iterator():
        tried = of_enrolment.get(pk) or of_unit.get((person, unit)) or Tried("pending")
        yield pk, registration, offering, tried


def _results(year: int) -> tuple[dict[int, Tried], dict[tuple[int, int], Tried]]:
    """By enrolment; and by person and unit, for results that name no enrolment: the best one."""
    rows = (
        Result.objects.filter(year=year, way__in=TRIED_HERE)
        .order_by("pk")
        .values_list("enrolment_id", "person_id", "unit_id", "outcome", "mark")
    )
    found = sorted(rows.iterator(), key=lambda row: BEST_FIRST.index(Outcome(row[3])))
    of_enrolment: dict[int, Tried] = {}
    of_unit: dict[tuple[int, int], Tried] = {}
    for enrolment, person, unit, outcome, mark in found:
        tried = Tried(OUTCOMES[Outcome(outcome)], mark)
        if enrolment is not None:
            of_enrolment[enrolment] = tried
        else:
            of_unit.setdefault((person, unit), tried)
    return of_enrolment, of_unit
