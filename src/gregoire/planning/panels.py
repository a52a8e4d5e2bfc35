"""What planning shows on a person's page and among their documents, and what their journal says of it."""

from dataclasses import dataclass

from gregoire.framework.actors import Actor
from gregoire.people.models import Person
from gregoire.people.panels import Panel, offers_panel, offers_papers, says_of_operations
from gregoire.planning import wording
from gregoire.planning.models import HoursCertificate
from gregoire.planning.queries.hours import UnitOfYear, certificates_of_person, units_of_year

LATEST = 3  # certificates on the page of a person
ON_THE_SHELF = 12  # on that of one's documents: a year of months

says_of_operations(wording.OPERATIONS)


@dataclass(frozen=True, slots=True)
class HoursPanel:
    """What a person followed this year, and what was last certified of it."""

    person: Person
    units: list[UnitOfYear]
    certificates: list[HoursCertificate]

    @property
    def year(self) -> int:
        return sum(one.year for one in self.units)

    @property
    def month(self) -> int:
        return sum(one.month for one in self.units)


@offers_panel(rank=30)
def hours(actor: Actor, person: Person) -> Panel | None:
    """The hours of this year at the centres that the actor reads for; nothing where there are none."""
    units = units_of_year(actor, person.pk)
    certificates = certificates_of_person(actor, person.pk, most=LATEST)
    if not units and not certificates:
        return None
    return Panel("planning/hours_panel.html", HoursPanel(person, units, certificates))


@dataclass(frozen=True, slots=True)
class CertificatesOnTheShelf:
    certificates: list[HoursCertificate]


@offers_papers(rank=10)
def certificates(actor: Actor) -> Panel:
    """One's own certificates of hours that are in force."""
    own = certificates_of_person(actor, actor.person_id, most=ON_THE_SHELF)
    return Panel("planning/hours_papers.html", CertificatesOnTheShelf(own))
