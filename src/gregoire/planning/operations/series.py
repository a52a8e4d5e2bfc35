from collections.abc import Iterator, Sequence

from django.utils.timezone import now as the_present

from gregoire.catalogue.models import Offering
from gregoire.catalogue.operations import say_timetables
from gregoire.framework.actors import SYSTEM, Actor
from gregoire.framework.operations import operation
from gregoire.planning import mails
from gregoire.planning.models import ClassSession, SessionSeries
from gregoire.planning.permissions import ADD_SESSION, PLAN_SERIES, TELL_OF_PLANNED
from gregoire.planning.queries.demands import (
    demand_free,
    demand_place,
    naming_who_was_first,
    wish_for,
)
from gregoire.planning.queries.learners import enrolled_in
from gregoire.planning.queries.locks import lock_rooms_and_teachers, locked_offering
from gregoire.planning.queries.previews import (
    Drawing,
    as_kept,
    demand_drawn,
    demand_seats,
    drawing_of,
    wish_of,
)
from gregoire.planning.queries.timetables import timetables_of
from gregoire.planning.rules.recurrence import SeriesPattern
from gregoire.planning.rules.sessions import SessionFacts


@operation(permit=PLAN_SERIES, on="offering", journal="result")
def plan_series(
    *, by: Actor, offering: Offering, pattern: SeriesPattern, tell: bool = True
) -> SessionSeries:
    """Plan the classes of an offering by a rule; days on which the centre is closed are left out.

    Learners are told once, of all of them; `tell=False` where the caller tells them of more than
    one series (`tell_of_planned`). Raises RefusedError with the name of the other class where the
    room, the teacher or the unit already has one then.
    """
    offering = locked_offering(offering.pk)
    drawn = drawing_of(offering, pattern)
    demand_drawn(drawn, pattern)
    lock_rooms_and_teachers([pattern.room_id], [pattern.teacher_id])
    demand_seats(drawn.room, pattern.mode, enrolled_in(offering.pk).count())
    wish = wish_of(offering, pattern, drawn)
    demand_free(wish)
    series = SessionSeries.objects.create(
        offering=offering,
        rule=pattern.rule,
        first_day=pattern.first_day,
        starts=pattern.starts,
        ends=pattern.ends,
        mode=pattern.mode,
        room_id=pattern.room_id,
        teacher_id=pattern.teacher_id,
        link=pattern.link,
        skipped=as_kept(drawn),
        made_by_id=by.person_id,
    )
    with naming_who_was_first(wish):
        ClassSession.objects.bulk_create(_classes(series, drawn))
    say_timetables(by=SYSTEM, centre=offering.centre, words=timetables_of([offering.pk]))
    if tell:
        mails.say_planned([offering])
    return series


def _classes(series: SessionSeries, drawn: Drawing) -> Iterator[ClassSession]:
    for period in drawn.periods:
        yield ClassSession(
            offering_id=series.offering_id,
            centre=drawn.centre,
            series=series,
            starts_at=period.starts_at,
            ends_at=period.ends_at,
            mode=series.mode,
            room_id=series.room_id,
            teacher_id=series.teacher_id,
            link=series.link,
        )


@operation(permit=ADD_SESSION, on="offering", journal="result")
def add_session(
    *, by: Actor, offering: Offering, facts: SessionFacts, tell: bool = True
) -> ClassSession:
    """Plan one class more of an offering; its learners are told."""
    offering = locked_offering(offering.pk)
    _, centre = demand_place(offering, facts, now=None if by.is_system else the_present())
    lock_rooms_and_teachers([facts.room_id], [facts.teacher_id])
    wish = wish_for(offering, facts, centre)
    demand_free(wish)
    with naming_who_was_first(wish):
        session = ClassSession.objects.create(
            offering=offering,
            centre=centre,
            starts_at=facts.starts_at,
            ends_at=facts.ends_at,
            mode=facts.mode,
            room_id=facts.room_id,
            teacher_id=facts.teacher_id,
            link=facts.link,
            title=facts.title,
        )
    if tell:
        mails.say_added(session)
    return session


@operation(permit=TELL_OF_PLANNED, on="offering")
def tell_of_planned(*, by: Actor, offering: Offering, also: Sequence[Offering] = ()) -> int:
    """Tell each learner once of the classes of these offerings; how many people were told.

    The permit is asked of the first: all are of one centre.
    """
    return mails.say_planned([offering, *also])
