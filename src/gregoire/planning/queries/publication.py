"""Whether a proposal can still be published: what has changed since it was made, in words."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from gregoire.catalogue.models import Offering
from gregoire.catalogue.rules import OfferingState
from gregoire.enrolment.states import EnrolmentState
from gregoire.framework.formats import full_day
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Room
from gregoire.network.rules import local_instant
from gregoire.planning.models import ClassSession, PlanRun
from gregoire.planning.rules.plans import PlanRefusal
from gregoire.planning.rules.sessions import SessionState
from gregoire.planning.solving.problem import Meeting
from gregoire.planning.solving.proposals import read_meetings

HELD = Q(sessions__state=SessionState.PLANNED)
ENROLLED = Q(enrolments__state=EnrolmentState.ENROLLED)


@dataclass(frozen=True, slots=True)
class Placed:
    """An offering that a proposal places anew; `moves` where its classes are published."""

    offering: Offering
    room: Room
    meetings: Sequence[Meeting]
    moves: bool


def placed_of(run: PlanRun) -> list[Placed]:
    """What a proposal adds or moves, with its rows; what stays as it is published is left out.

    Raises RefusedError, with the unit, where an offering or a room is not what it was.
    """
    rows = [
        row
        for row in run.proposal["placed"]
        if not row["fixed"] and (row["moved"] or not row["published"])
    ]
    offerings = _locked_offerings([row["offering"] for row in rows])
    rooms = Room.objects.in_bulk([row["room"] for row in rows])
    learners = _learners(list(offerings))
    held = set(
        ClassSession.objects.planned()
        .filter(offering__in=offerings)
        .order_by()
        .values_list("offering", flat=True)
        .distinct()
    )
    changed = _changed_since(run, list(offerings))
    found = []
    for row in rows:
        offering, room = offerings.get(row["offering"]), rooms.get(row["room"])
        why = _what_changed(row, offering, room, learners, held)
        if not why and row["published"] and row["offering"] in changed:
            why = _("its classes were changed by hand")
        if offering is None or room is None or why:
            what = offering.unit.code if offering else str(row["offering"])
            raise RefusedError(PlanRefusal.CHANGED_MEANWHILE, what=what, why=why)
        meetings = read_meetings(row["meetings"])
        found.append(Placed(offering, room, meetings, bool(row["published"])))
    return found


def _changed_since(run: PlanRun, keys: list[int]) -> set[int]:
    """Whose published classes somebody has moved or cancelled since the search has read them."""
    rows = ClassSession.objects.filter(offering__in=keys, changed_at__gte=run.started_at)
    return set(rows.order_by().values_list("offering", flat=True).distinct())


def _locked_offerings(keys: list[int]) -> dict[int, Offering]:
    rows = (
        Offering.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit", "centre", "semester")
        .filter(pk__in=keys)
        .order_by("pk")
    )
    return {offering.pk: offering for offering in rows}


def _learners(keys: list[int]) -> dict[int, int]:
    counted = Offering.objects.filter(pk__in=keys).order_by("pk")
    return dict(counted.annotate(n=Count("enrolments", filter=ENROLLED)).values_list("pk", "n"))


def _what_changed(
    row: dict[str, Any], offering: Offering | None, room: Room | None,
    learners: dict[int, int], held: set[int],
) -> str:  # fmt: skip
    """What is not as it was when the plan was made, in words; empty when all is."""
    if offering is None or offering.state == OfferingState.NOT_OPENED:
        return _("it is not taught any more")
    if room is None or room.centre_id != offering.centre_id:
        return _("its room is gone")
    if learners[offering.pk] > room.seats:
        return _("%(learners)s learners do not fit in %(room)s any more") % {
            "learners": learners[offering.pk],
            "room": room.name,
        }
    if not row["published"] and offering.pk in held:
        return _("it has classes by now")
    if row.get("teacher") != offering.teacher_id:
        return _("its teacher is another one")
    return ""


def demand_nobody_else_there(made: Sequence[ClassSession], *, besides: Collection[int]) -> None:
    """Raise RefusedError with the class that has taken a room or a teacher meanwhile.

    `besides`: offerings whose own classes make way.
    """
    if not made:
        return
    first, last = min(one.starts_at for one in made), max(one.ends_at for one in made)
    others = (
        ClassSession.objects.planned()
        .between(first, last)
        .filter(
            Q(room__in={one.room_id for one in made})
            | Q(teacher__in={one.teacher_id for one in made if one.teacher_id})
        )
        .exclude(offering__in=besides)
        .select_related("offering__unit", "centre")
        .order_by("pk")
    )
    by_key: dict[tuple[str, int | None], list[ClassSession]] = defaultdict(list)
    for other in others:
        by_key["room", other.room_id].append(other)
        by_key["teacher", other.teacher_id].append(other)
    for one in made:
        keys = [("room", one.room_id), ("teacher", one.teacher_id)]
        for key in [key for key in keys if key[1] is not None]:
            for other in by_key[key]:
                if one.starts_at < other.ends_at and other.starts_at < one.ends_at:
                    raise _taken(one, other, key[0])


def _taken(one: ClassSession, other: ClassSession, what: str) -> RefusedError:
    said = {
        "other": other.offering.unit.code,
        "day": full_day(local_instant(other.centre, other.starts_at)),
    }
    why = (
        _("its room is taken by %(other)s on %(day)s") % said
        if what == "room"
        else _("its teacher gives %(other)s on %(day)s") % said
    )
    return RefusedError(PlanRefusal.CHANGED_MEANWHILE, what=one.offering.unit.code, why=why)
