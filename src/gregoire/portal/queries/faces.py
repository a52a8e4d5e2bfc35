"""What the frame of every page says of whoever is signed in: one query."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from gregoire.correspondence.models import Message
from gregoire.enrolment.models import Registration, Regulation, RegulationAcceptance
from gregoire.enrolment.states import RegistrationState
from gregoire.framework.actors import Actor
from gregoire.people.models import Appointment, Attachment, Person


@dataclass(frozen=True, slots=True)
class Face:
    """Who is signed in, as the bar shows them."""

    name: str = ""
    first_name: str = ""
    initials: str = ""
    mail: str = ""
    centre: str = ""  # where they learn
    post: str = ""  # where they work; empty for the whole network
    unread: int = 0
    to_accept: int = 0  # regulations in force that a registered learner has not accepted


def face_of(actor: Actor) -> Face:
    """One query, whoever it is; none for a visitor."""
    if actor.person_id is None:
        return Face()
    person: Any = (
        Person.objects.filter(pk=actor.person_id)
        .annotate(
            learns_at=Coalesce(
                Subquery(_registered_at().values("centre__name")[:1]),
                Subquery(_attached_at().values("centre__name")[:1]),
            ),
            works_at=Subquery(_posted_at(actor).values("centre__name")[:1]),
            unread=Coalesce(Subquery(_unread()), 0),
            to_accept=Coalesce(Subquery(_to_accept(actor)), 0),
        )
        .get()
    )
    return Face(
        name=person.name,
        first_name=person.first_name,
        initials=person.initials,
        mail=person.mail,
        centre=person.learns_at or "",
        post=person.works_at or "",
        unread=person.unread,
        to_accept=person.to_accept if person.learns_at else 0,
    )


def _registered_at() -> QuerySet[Registration]:
    kept = Registration.objects.exclude(state=RegistrationState.CANCELLED)
    return kept.filter(person=OuterRef("pk")).order_by("-year")


def _attached_at() -> QuerySet[Attachment]:
    return Attachment.objects.filter(person=OuterRef("pk")).order_by("-since", "pk")


def _posted_at(actor: Actor) -> QuerySet[Appointment]:
    held = Appointment.objects.filter(person=OuterRef("pk"), starts_on__lte=actor.today)
    current = held.filter(Q(ends_on=None) | Q(ends_on__gte=actor.today))
    return current.order_by("centre__parent_id", "centre__rank", "pk")


def _unread() -> QuerySet[Message, int]:
    to_read = Message.objects.filter(
        conversation__person=OuterRef("pk"), from_office=True, read_at=None
    )
    counted = to_read.order_by().values("conversation__person").annotate(count=Count("pk"))
    return counted.values_list("count", flat=True)


def _to_accept(actor: Actor) -> QuerySet[Regulation, int]:
    """Of each text the version in force, unless it is accepted."""
    in_force = Regulation.objects.filter(in_force_on__lte=actor.today)
    newer = in_force.filter(kind=OuterRef("kind"), in_force_on__gt=OuterRef("in_force_on"))
    accepted = RegulationAcceptance.objects.filter(
        regulation=OuterRef("pk"), person=OuterRef(OuterRef("pk"))
    )
    open_ones = in_force.filter(~Exists(newer), ~Exists(accepted)).order_by()
    counted = open_ones.annotate(all_of_them=Value(1)).values("all_of_them")
    return counted.annotate(count=Count("pk")).values_list("count", flat=True)
