"""The monthly certificate of learning hours, for the employer or the funder of a learner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Final

from babel.dates import format_date
from django.utils import translation

from gregoire.enrolment.models import AlternanceContract, Registration
from gregoire.enrolment.rules import ContractKind, Funding
from gregoire.enrolment.wording import CONTRACTS
from gregoire.framework.documents import Document
from gregoire.framework.formats import day, hour, weekday
from gregoire.network.models import Centre
from gregoire.people.models import Person
from gregoire.planning.models import HoursCertificate, LearningHours
from gregoire.planning.rules.attendance import Evidence, Presence, number_of
from gregoire.planning.rules.sessions import Mode
from gregoire.planning.wording.attendance import EVIDENCES, PAYERS, PLACES, hours_and_minutes


@dataclass(frozen=True, slots=True)
class ClassFollowed:
    day: str
    hours: str
    place: str  # on site, or at a distance
    evidence: str
    duration: str


@dataclass(frozen=True, slots=True)
class UnitFollowed:
    code: str
    title: str
    classes: tuple[ClassFollowed, ...]
    duration: str


@dataclass(frozen=True, slots=True)
class HoursCertified:
    """What a certificate of hours says; the words are those of its language."""

    reference: str
    replaces: str
    centre: str
    centre_address: str
    centre_contact: str
    month: str
    person: str
    birth_name: str
    born: str
    number: str
    programme: str
    employer: str
    contract: str
    funding: str
    is_apprenticeship: bool
    units: tuple[UnitFollowed, ...]
    total: str
    total_in_hours: str
    issued_at: str
    signer: str
    fingerprint: str
    address: str  # where whoever is given it sees whether it still counts


HOURS: Final = Document(Path(__file__).parent.parent / "typst/certificate.typ", HoursCertified)


@dataclass(frozen=True, slots=True)
class Issue:
    """The circumstances of one certificate: its number, instant, what it replaces, who signs, where it is verified."""

    public_id: str
    month: date
    at: datetime
    replaces: HoursCertificate | None
    signer: str
    fingerprint: str
    address: str


def month_in_words(month: date, language: str) -> str:
    """`octobre 2026`"""
    return format_date(month, "LLLL y", locale=language)


def certificate_document(
    registration: Registration,
    centre: Centre,
    hours: Sequence[LearningHours],
    contract: AlternanceContract | None,
    issue: Issue,
    *,
    language: str,
) -> HoursCertified:
    """What the certificate of these hours says; each class on the clock of the centre that held it."""
    person, total = registration.person, sum(one.minutes for one in hours)
    with translation.override(language):
        return HoursCertified(
            reference=number_of(issue.public_id, issue.month),
            replaces=(number_of(issue.replaces.public_id, issue.month) if issue.replaces else ""),
            centre=centre.name,
            centre_address=", ".join(
                filter(None, [centre.street, f"{centre.postcode} {centre.town}".strip()])
            ),
            centre_contact=", ".join(filter(None, [centre.phone, centre.mail])),
            month=month_in_words(issue.month, language),
            person=person.formal_name,
            birth_name=person.birth_name.upper() if person.usage_name else "",
            born=_born(person),
            number=person.number,
            programme=registration.programme.title if registration.programme else "",
            employer=contract.employer if contract else "",
            contract=str(CONTRACTS[ContractKind(contract.kind)]) if contract else "",
            funding=_funding(registration),
            is_apprenticeship=bool(contract and contract.kind == ContractKind.APPRENTICESHIP),
            units=_units(hours, centre),
            total=hours_and_minutes(total),
            total_in_hours=f"{total / 60:.2f}".replace(".", "," if language == "fr" else "."),
            issued_at=f"{day(issue.at.astimezone(centre.zone))}, "
            f"{hour(issue.at.astimezone(centre.zone))}",
            signer=issue.signer,
            fingerprint=issue.fingerprint,
            address=issue.address,
        )


def _born(person: Person) -> str:
    if person.birth_date is None:
        return ""
    return f"{day(person.birth_date)}, {person.birth_place}".rstrip(", ")


def _funding(registration: Registration) -> str:
    """Who pays, where it is somebody else than the learner."""
    funding = Funding(registration.funding)
    return "" if funding == Funding.SELF else str(PAYERS[funding])


def _units(hours: Sequence[LearningHours], centre: Centre) -> tuple[UnitFollowed, ...]:
    in_order = sorted(hours, key=lambda one: one.enrolment.offering.unit.code)
    units = []
    for code, followed in groupby(in_order, key=lambda one: one.enrolment.offering.unit.code):
        rows = list(followed)
        units.append(
            UnitFollowed(
                code,
                rows[0].enrolment.offering.unit.title,
                tuple(_class_followed(row, centre) for row in rows),
                hours_and_minutes(sum(row.minutes for row in rows)),
            )
        )
    return tuple(units)


def _class_followed(row: LearningHours, centre: Centre) -> ClassFollowed:
    session = row.session
    distant = row.entry is not None and row.entry.presence == Presence.DISTANT
    if session is None:
        said, distant = "", True
    else:
        zone = session.centre.zone
        starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
        said = f"{hour(starts)} – {hour(ends)}"
        said += f" ({session.centre.time_zone})" if zone != centre.zone else ""
    place = Mode.ONLINE if distant else Mode.ON_SITE
    evidence = str(EVIDENCES[Evidence(row.evidence)])
    return ClassFollowed(
        weekday(row.day), said, str(PLACES[place]), evidence, hours_and_minutes(row.minutes)
    )
