"""What this module says to people, in the transaction that decides it."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from gregoire.catalogue.models import Offering
from gregoire.correspondence.kinds import Kind
from gregoire.correspondence.saying import Telling, say
from gregoire.enrolment import kinds
from gregoire.enrolment.models import Enrolment, Registration
from gregoire.enrolment.states import EnrolmentState
from gregoire.network.models import Centre


def tell_validated(registration: Registration) -> None:
    say(kinds.VALIDATED, _of_registration(registration))


def tell_transferred(registration: Registration, from_centre: Centre) -> None:
    say(kinds.TRANSFERRED, _of_registration(registration, from_centre=from_centre))


def tell_enrolled(enrolment: Enrolment) -> None:
    _say_to(kinds.ENROLLED, enrolment)


def tell_waiting(enrolment: Enrolment, *, rank: int) -> None:
    _say_to(kinds.WAITING, enrolment, rank=rank)


def tell_promoted(enrolment: Enrolment) -> None:
    _say_to(kinds.PROMOTED, enrolment)


def tell_withdrawn(enrolment: Enrolment) -> None:
    _say_to(kinds.WITHDRAWN, enrolment)


def tell_opened(offering: Offering, enrolments: Sequence[Enrolment]) -> None:
    """Those with a place, then those who wait, each with their place in the list."""
    placed = [e for e in enrolments if e.state == EnrolmentState.ENROLLED]
    waiting = [e for e in enrolments if e.state == EnrolmentState.WAITING]
    say(
        kinds.OPENED,
        *(_of(enrolment, offering=offering, rank=None) for enrolment in placed),
        *(
            _of(enrolment, offering=offering, rank=rank)
            for rank, enrolment in enumerate(waiting, start=1)
        ),
    )


def tell_not_opened(
    offering: Offering, enrolments: Sequence[Enrolment], alternatives: Sequence[Offering]
) -> None:
    """Everybody, with where the same unit can be taken instead."""
    ways = [
        (other, f"{settings.GREGOIRE_URL}{reverse('enrolment:enrol', args=[other.public_id])}")
        for other in alternatives
    ]
    told = (_of(enrolment, offering=offering, alternatives=ways) for enrolment in enrolments)
    say(kinds.NOT_OPENED, *told)


def _say_to(kind: Kind, enrolment: Enrolment, **facts: object) -> None:
    say(kind, _of(enrolment, **facts))


def _of(enrolment: Enrolment, **facts: object) -> Telling:
    offering = enrolment.offering
    return Telling(
        enrolment.registration.person,
        {"enrolment": enrolment, "offering": offering, **facts},
        centre=offering.centre,
        topic=f"enrolment.enrolment/{enrolment.public_id}",
        path=reverse("enrolment:teaching", args=[enrolment.public_id]),
    )


def _of_registration(registration: Registration, **facts: object) -> Telling:
    return Telling(
        registration.person,
        {"registration": registration, "centre": registration.centre, **facts},
        centre=registration.centre,
        topic=f"enrolment.registration/{registration.public_id}",
        path=reverse("enrolment:teachings"),
    )
