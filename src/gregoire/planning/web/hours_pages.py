"""What the pages of learning hours and of their certificates show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from gregoire.enrolment.rules import Funding
from gregoire.framework.formats import day, hour, language
from gregoire.network.models import Centre
from gregoire.people.models import Person
from gregoire.planning.documents.certificates import month_in_words
from gregoire.planning.models import CertificateRun, HoursCertificate, LearningHours
from gregoire.planning.queries.hours import ToCertify, YearOfHours
from gregoire.planning.rules.attendance import AttendanceRefusal, Evidence, MonthOfUnit, number_of
from gregoire.planning.web.attendance_pages import said_of
from gregoire.planning.wording import REFUSALS
from gregoire.planning.wording.attendance import EVIDENCES, PAYERS, hours_and_minutes


@dataclass(frozen=True, slots=True)
class UnitOfMonth:
    code: str
    title: str
    hours: str


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month, and what was followed of each unit in it."""

    value: str  # in the address
    month: str
    units: tuple[UnitOfMonth, ...]
    total: str


@dataclass(frozen=True, slots=True)
class YearShown:
    year: str
    total: str
    months: tuple[MonthRow, ...]


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate in a list: whether it is in force, or which has replaced it."""

    certificate: HoursCertificate

    @property
    def month(self) -> str:
        return month_in_words(self.certificate.month, language())

    @property
    def reference(self) -> str:
        return number_of(self.certificate.public_id, self.certificate.month)

    @property
    def hours(self) -> str:
        return hours_and_minutes(self.certificate.minutes)

    @property
    def replaced_by(self) -> str:
        later = self.certificate.replaced_by
        return number_of(later.public_id, later.month) if later else ""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A line of the ledger: minutes of a class, or the counter-entry that takes them back."""

    hours: LearningHours
    is_taken_back: bool

    @property
    def is_counter_entry(self) -> bool:
        return self.hours.corrects_id is not None

    @property
    def minutes(self) -> str:
        sign = "" if self.is_counter_entry else "+"
        return f"{sign}{hours_and_minutes(self.hours.minutes)}"

    @property
    def said(self) -> str:
        """How it is known, who wrote it and when: on the clock of the centre that held the class."""
        if self.hours.session is None:
            return str(EVIDENCES[Evidence(self.hours.evidence)])
        return said_of(self.hours, self.hours.session)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A month, line by line as it was written: nothing that was corrected is hidden."""

    month: date
    written: Sequence[LearningHours]

    @property
    def rows(self) -> list[LedgerRow]:
        taken_back = {one.corrects_id for one in self.written}
        return [LedgerRow(one, one.pk in taken_back) for one in self.written]

    @property
    def total(self) -> int:
        return sum(one.minutes for one in self.written)


@dataclass(frozen=True, slots=True)
class HoursPage:
    """Hours and the certificates that were issued of them: one's own, or a person's (the office)."""

    followed: Sequence[YearOfHours]
    issued: Sequence[HoursCertificate]
    ledger: Ledger | None
    person: Person | None

    @property
    def years(self) -> list[YearShown]:
        return [
            YearShown(
                str(one.year),
                hours_and_minutes(one.minutes),
                tuple(
                    _month(month, list(units))
                    for month, units in groupby(one.months, key=lambda row: row.month)
                ),
            )
            for one in self.followed
        ]

    @property
    def certificates(self) -> list[CertificateRow]:
        return [CertificateRow(certificate) for certificate in self.issued]


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """What is said of a certificate to whoever holds it: no more than stands on the paper."""

    number: str  # as it was asked for; empty before
    certificate: HoursCertificate | None
    is_refused: bool = False  # too many numbers that do not exist were asked for

    @property
    def issued_at(self) -> str:
        """As the paper says it: on the clock of the centre."""
        if self.certificate is None:
            return ""
        at = self.certificate.issued_at.astimezone(self.certificate.centre.zone)
        return f"{day(at)}, {hour(at)}"

    @property
    def initials(self) -> str:
        """Enough to compare with the paper, too little to learn a name from a number."""
        person = self.certificate.registration.person if self.certificate else None
        names = [person.first_names, person.usage_name or person.birth_name] if person else []
        return " ".join(f"{name[:1].upper()}." for name in names)


def _month(month: date, units: Sequence[MonthOfUnit]) -> MonthRow:
    in_order = sorted(units, key=lambda row: row.unit)
    return MonthRow(
        f"{month:%Y-%m}",
        month_in_words(month, language()),
        tuple(_unit(row) for row in in_order),
        hours_and_minutes(sum(row.minutes for row in units)),
    )


def _unit(row: MonthOfUnit) -> UnitOfMonth:
    code, _, title = row.unit.partition(" ")
    return UnitOfMonth(code, title, hours_and_minutes(row.minutes))


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A learner with hours in the month: who pays, and where the certificate stands."""

    known: ToCertify

    @property
    def key(self) -> str:
        return self.known.registration.public_id

    @property
    def person(self) -> str:
        return self.known.registration.person.formal_name

    @property
    def person_id(self) -> str:
        return self.known.registration.person.public_id

    @property
    def hours(self) -> str:
        return hours_and_minutes(self.known.minutes)

    @property
    def payer(self) -> str:
        return str(PAYERS[Funding(self.known.registration.funding)])

    @property
    def certificate(self) -> CertificateRow | None:
        return CertificateRow(self.known.certificate) if self.known.certificate else None


@dataclass(frozen=True, slots=True)
class RunShown:
    """How far the certificates that were asked for are."""

    run: CertificateRun

    @property
    def total(self) -> int:
        return len(self.run.registrations)

    @property
    def is_over(self) -> bool:
        return self.run.ended_at is not None

    @property
    def issued(self) -> int:
        return self.run.done - len(self.run.refused)

    @property
    def refusals(self) -> list[str]:
        """Why some were not issued, each sentence once."""
        reasons = sorted(set(self.run.refused.values()))
        return [str(REFUSALS[AttendanceRefusal(reason)]) for reason in reasons]


@dataclass(frozen=True, slots=True)
class CertificatesPage:
    """The certificates of a month at a centre."""

    centres: Sequence[Centre]
    centre: Centre
    month: date
    months: Sequence[date]
    rows: Sequence[LearnerRow]
    replaced: Sequence[CertificateRow]
    run: RunShown | None
    refusal: str  # why none can be issued of this month

    @property
    def month_words(self) -> str:
        return month_in_words(self.month, language())

    @property
    def month_choices(self) -> list[tuple[str, str]]:
        return [(f"{one:%Y-%m}", month_in_words(one, language())) for one in self.months]

    @property
    def month_value(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def centre_choices(self) -> list[tuple[str, str]]:
        return [(one.code, one.name) for one in self.centres]

    @property
    def to_issue(self) -> int:
        return sum(row.known.is_to_issue for row in self.rows)

    @property
    def is_running(self) -> bool:
        return self.run is not None and not self.run.is_over
