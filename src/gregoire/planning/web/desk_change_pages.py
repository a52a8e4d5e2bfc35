"""What the forms of a change, and the page of what was done, receive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise

from gregoire.correspondence.models import Delivery, Notice
from gregoire.correspondence.rules import Channel, DeliveryState
from gregoire.framework import formats
from gregoire.framework.actors import Actor
from gregoire.planning.models import ClassSession, SessionChange
from gregoire.planning.models.sessions import OFFICES
from gregoire.planning.permissions import MAKE_UP_SESSION
from gregoire.planning.queries.collisions import Collision
from gregoire.planning.queries.foresight import Audience, Foresight
from gregoire.planning.queries.proposals import Proposal
from gregoire.planning.rules.sessions import ChangeKind, SessionState
from gregoire.planning.web.desk_forms import FactsForm, ReasonForm, room_label, told
from gregoire.planning.wording import desk
from gregoire.planning.wording.sessions import CHANGES


@dataclass(frozen=True, slots=True)
class ClassNamed:
    """The class that a form is about."""

    session: ClassSession

    @property
    def code(self) -> str:
        return self.session.offering.unit.code

    @property
    def title(self) -> str:
        return self.session.offering.unit.title

    @property
    def moment(self) -> str:
        """`mar. 24 novembre, 18 h 30 – 21 h 00`, on the clock of the site."""
        zone = self.session.centre.zone
        end = formats.hour(self.session.ends_at.astimezone(zone))
        return f"{formats.moment(self.session.starts_at.astimezone(zone))} – {end}"

    @property
    def place(self) -> str:
        room = self.session.room
        return f"{room.name}, {self.session.centre.name}" if room else self.session.centre.name

    @property
    def teacher(self) -> str:
        return self.session.teacher.name if self.session.teacher else ""

    @property
    def short(self) -> str:
        """`NFP107, mar. 24 novembre, 18 h 30`"""
        start = self.session.starts_at.astimezone(self.session.centre.zone)
        return f"{self.code}, {formats.moment(start)}"

    @property
    def url(self) -> str:
        return reverse("planning:session", args=[self.session.public_id])

    @property
    def desk(self) -> str:
        """The week of this class at its centre."""
        centre = self.session.centre
        day = self.session.starts_at.astimezone(centre.zone).date()
        return f"{reverse('planning:desk')}?centre={centre.code}&day={day}"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A date that suits room and teacher, and the way to plan it."""

    moment: str
    room: str
    free: int
    learners: int
    url: str


def proposed(proposal: Proposal, session: ClassSession) -> Proposed:
    room = proposal.room
    zone = (room.centre if room else session.centre).zone
    start, end = proposal.starts_at.astimezone(zone), proposal.ends_at.astimezone(zone)
    asked = {
        "day": f"{start:%Y-%m-%d}",
        "starts": f"{start:%H:%M}",
        "ends": f"{end:%H:%M}",
        "room": str(room.pk) if room else "",
    }
    here = reverse("planning:make_up", args=[session.public_id])
    return Proposed(
        f"{formats.moment(start)} – {formats.hour(end)}",
        room_label(room) if room else "",
        proposal.free,
        proposal.learners,
        f"{here}?{urlencode(asked)}#form",
    )


@dataclass(frozen=True, slots=True)
class EndPage:
    """A class to cancel or to postpone."""

    session: ClassSession
    kind: ChangeKind
    form: ReasonForm
    audience: Audience
    proposals: Sequence[Proposal]

    @property
    def named(self) -> ClassNamed:
        return ClassNamed(self.session)

    @property
    def here(self) -> Promise:
        return desk.TITLES[self.kind]

    @property
    def is_cancelled(self) -> bool:
        return self.kind is ChangeKind.CANCELLED

    @property
    def reasons(self) -> Sequence[Promise]:
        return desk.REASONS

    @property
    def can_be_done(self) -> bool:
        return self.session.state == SessionState.PLANNED

    @property
    def dates(self) -> list[Proposed]:
        return [proposed(each, self.session) for each in self.proposals]


@dataclass(frozen=True, slots=True)
class HoldPage:
    """A class to hold at another moment: moved, or made up for."""

    session: ClassSession
    kind: ChangeKind
    form: FactsForm
    audience: Audience
    proposals: Sequence[Proposed]
    seen: Foresight | None
    why: str  # an hour that its day has not

    @property
    def named(self) -> ClassNamed:
        return ClassNamed(self.session)

    @property
    def here(self) -> Promise:
        return desk.TITLES[self.kind]

    @property
    def is_move(self) -> bool:
        return self.kind is ChangeKind.MOVED

    @property
    def reasons(self) -> Sequence[Promise]:
        return desk.REASONS

    @property
    def refused(self) -> list[str]:
        if self.why:
            return [self.why]
        return [told(each) for each in self.seen.refused] if self.seen else []

    @property
    def collisions(self) -> list[Collision]:
        return list(self.seen.collisions) if self.seen else []

    @property
    def rooms(self) -> list[str]:
        return [room_label(each, with_site=True) for each in self.seen.rooms] if self.seen else []

    @property
    def is_free(self) -> bool:
        return self.seen is not None and self.seen.can_be_done and not self.why


@dataclass(frozen=True, slots=True)
class ChangePage:
    """What was done to a class."""

    change: SessionChange
    told: int  # notices of it, recalled ones left out
    to_phone: int
    can_undo: bool
    can_make_up: bool
    has_calls: bool  # the actor holds the office that phones
    now: datetime

    @classmethod
    def of(cls, change: SessionChange, actor: Actor, *, now: datetime) -> "ChangePage":
        session = change.session
        notices = Notice.objects.filter(topic=change.topic)
        calls = Delivery.objects.filter(
            notice__topic=change.topic, channel=Channel.CALL, state=DeliveryState.QUEUED
        )
        open_still = session.state != SessionState.PLANNED and not hasattr(session, "made_up_by")
        return cls(
            change,
            notices.count(),
            calls.count(),
            can_undo=change.undone_at is None and now < change.tell_at,
            can_make_up=open_still and MAKE_UP_SESSION.granted(actor, session),
            has_calls=bool(
                {session.centre_id, session.offering.centre_id} & actor.centres_as(*OFFICES)
            ),
            now=now,
        )

    @property
    def named(self) -> ClassNamed:
        return ClassNamed(self.change.session)

    @property
    def kind(self) -> Promise:
        return CHANGES[ChangeKind(self.change.kind)]

    @property
    def until(self) -> str:
        return self.change.tell_at.isoformat()

    @property
    def until_hour(self) -> str:
        return formats.hour(self.change.tell_at.astimezone(self.change.session.centre.zone))

    @property
    def before(self) -> str:
        return self._held(self.change.before)

    @property
    def after(self) -> str:
        return self._held(self.change.after)

    @property
    def shows_both(self) -> bool:
        return self.change.kind in {ChangeKind.MOVED, ChangeKind.MADE_UP}

    def _held(self, facts: dict[str, object]) -> str:
        zone = self.change.session.centre.zone
        start, end = (
            datetime.fromisoformat(str(facts[name])).astimezone(zone)
            for name in ("starts_at", "ends_at")
        )
        return f"{formats.moment(start)} – {formats.hour(end)}"
