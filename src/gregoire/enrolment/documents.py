"""The documents of the house: a value each, and its template under `typst/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from django.utils import translation

from gregoire.catalogue.rules import Modality
from gregoire.catalogue.wording import MODALITIES
from gregoire.enrolment.models import Enrolment, Registration
from gregoire.framework.documents import Document
from gregoire.framework.formats import day
from gregoire.people.models import Person


@dataclass(frozen=True, slots=True)
class UnitCertified:
    code: str
    title: str
    modality: str
    centre: str
    semester: int
    ects: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """That a person is registered for a year, and in which units."""

    person: str
    birth_name: str
    born: str
    number: str
    centre: str
    centre_address: str
    centre_contact: str
    year: str
    programme: str
    validated_on: str
    is_paused: bool
    made_on: str
    units: tuple[UnitCertified, ...]
    ects: int


CERTIFICATE: Final = Document(Path(__file__).parent / "typst/certificate.typ", Certificate)


def certificate_of(
    registration: Registration, enrolments: Sequence[Enrolment], *, language: str, today: date
) -> Certificate:
    """What the certificate of a registration says of these enrolments, in a language."""
    centre, person = registration.centre, registration.person
    with translation.override(language):
        units = tuple(
            UnitCertified(
                enrolment.offering.unit.code,
                enrolment.offering.unit.title,
                str(MODALITIES[Modality(enrolment.offering.modality)]),
                enrolment.offering.centre.name,
                enrolment.offering.semester.number,
                enrolment.offering.unit.ects,
            )
            for enrolment in enrolments
        )
        return Certificate(
            person=person.formal_name,
            birth_name=person.birth_name.upper() if person.usage_name else "",
            born=_born(person),
            number=person.number,
            centre=centre.name,
            centre_address=", ".join(
                filter(None, [centre.street, f"{centre.postcode} {centre.town}".strip()])
            ),
            centre_contact=", ".join(filter(None, [centre.phone, centre.mail])),
            year=str(registration.academic_year),
            programme=registration.programme.title if registration.programme else "",
            validated_on=day(registration.validated_on) if registration.validated_on else "",
            is_paused=registration.state == "paused",
            made_on=day(today),
            units=units,
            ects=sum(unit.ects for unit in units),
        )


def _born(person: Person) -> str:
    if person.birth_date is None:
        return ""
    return f"{day(person.birth_date)}, {person.birth_place}".rstrip(", ")
