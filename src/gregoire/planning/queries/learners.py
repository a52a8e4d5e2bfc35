"""Who follows the classes of an offering."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce

from gregoire.catalogue.models import Offering
from gregoire.enrolment.models import Enrolment, EnrolmentQuerySet
from gregoire.enrolment.states import EnrolmentState
from gregoire.planning.models import ClassSession


def enrolled_in(offering_id: int) -> EnrolmentQuerySet:
    """Those with a place, and those of the offerings that relay it; nothing else is loaded."""
    return enrolled_in_any([offering_id])


def enrolled_in_any(offering_ids: Collection[int]) -> EnrolmentQuerySet:
    """Those with a place in offerings, and in those that relay them.

    The offerings are found first: asked of the join, the database would read every enrolment.
    """
    taught = Offering.objects.filter(Q(pk__in=offering_ids) | Q(relays__in=offering_ids))
    return Enrolment.objects.filter(offering__in=taught.values("pk"), state=EnrolmentState.ENROLLED)


def learners_of(session: ClassSession) -> EnrolmentQuerySet:
    """The enrolments of those who follow a class, with person and home centre."""
    return (
        enrolled_in(session.offering_id)
        .select_related("registration__person", "registration__centre", "offering")
        .order_by("pk")
    )


def last_learners_of(session: ClassSession) -> EnrolmentQuerySet:
    """Those who would have come, had the course been opened: their enrolments ended with it.

    Who waited for a place is not told apart: nobody waits for a course that is under its minimum.
    """
    ended = Enrolment.objects.filter(
        offering=session.offering_id, state=EnrolmentState.NOT_OPENED
    ).select_related("registration__person", "registration__centre", "offering")
    return ended.order_by("pk")


def person_ids_of(offering_id: int) -> set[int]:
    found = enrolled_in(offering_id).order_by("pk").values_list("registration__person", flat=True)
    return set(found)


def offerings_followed_by(person_ids: set[int], *, around: datetime) -> dict[int, set[int]]:
    """For each person, the offerings whose classes they follow, in the year around an instant."""
    found = (
        Enrolment.objects.filter(
            registration__person__in=person_ids,
            state=EnrolmentState.ENROLLED,
            offering__semester__year__in=(around.year - 1, around.year),
        )
        .annotate(taught=Coalesce("offering__relays", "offering"))
        .order_by("pk")
        .values_list("registration__person", "taught")
    )
    followed: dict[int, set[int]] = {}
    for person, offering in found:
        followed.setdefault(person, set()).add(offering)
    return followed
