from datetime import datetime
from typing import ClassVar, Final

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.fields.ranges import RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Now

from gregoire.catalogue.models import Offering
from gregoire.enrolment.models import Enrolment
from gregoire.enrolment.states import EnrolmentState
from gregoire.framework.actors import Actor, Role
from gregoire.framework.models import PublicIdField
from gregoire.network.models import Centre, Room
from gregoire.people.models import Person
from gregoire.planning.rules.sessions import ChangeKind, Material, Mode, SessionState

OFFICES: Final = (Role.SCHOOLING, Role.ADMINISTRATOR)  # they plan
READERS: Final = (*OFFICES, Role.ADVISER, Role.EXAMS)  # they see every class of their centres


class _Alone(Func):
    """A range that holds one key alone: GiST knows ranges without any extension."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, '[]')"


class _Period(Func):
    function = "tstzrange"
    output_field = DateTimeRangeField()


def _never_twice(name: str, key: str) -> ExclusionConstraint:
    """What `key` names is in one place at a time: classes that touch do not overlap."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            (_Alone(F(key), F(key)), RangeOperators.OVERLAPS),
            (_Period(F("starts_at"), F("ends_at"), Value("[)")), RangeOperators.OVERLAPS),
        ],
        condition=Q(state="planned", **{f"{key}__isnull": False}),
    )


class SessionSeries(models.Model):
    """The rule from which classes of an offering were made.

    `rule` is an RRULE (RFC 5545, 3.3.10) read on the wall clock of the centre from `first_day`;
    hours are local ones. `skipped` keeps the days that were left out, each with its reason; of days
    that nobody wanted, it says `by_choice` (EXDATE). Days besides the rule (RDATE) are its classes.
    """

    public_id = PublicIdField()
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="series")
    rule = models.CharField(max_length=300)
    first_day = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    mode = models.CharField(max_length=8, choices=[(mode, mode) for mode in Mode])
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="+")
    teacher = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    link = models.URLField(max_length=300, blank=True)
    skipped = models.JSONField(default=list)  # [{"day": "2026-11-11", "reason": "Armistice"}]
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"series {self.pk}"


class ClassSessionQuerySet(models.QuerySet["ClassSession"]):
    def visible_to(self, actor: Actor) -> "ClassSessionQuerySet":
        """Those one follows, those one teaches, and those of the centres where one holds a post."""
        if actor.is_system:
            return self.all()
        if not actor.is_known:
            return self.none()
        seen = Q(teacher=actor.person_id) | Q(offering__teacher=actor.person_id)
        seen |= Q(Exists(_followed_by(actor)))
        if centres := actor.centres_as(*READERS):
            seen |= Q(centre__in=centres) | Q(offering__centre__in=centres)
        return self.filter(seen)

    def between(self, start: datetime, end: datetime) -> "ClassSessionQuerySet":
        """Those that are held at some moment of [start, end)."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def planned(self) -> "ClassSessionQuerySet":
        return self.filter(state=SessionState.PLANNED)


def _followed_by(actor: Actor) -> "models.QuerySet[Enrolment]":
    """A relayed offering is followed where it is taught."""
    own = Enrolment.objects.filter(
        registration__person=actor.person_id, state=EnrolmentState.ENROLLED
    )
    return own.filter(Q(offering=OuterRef("offering")) | Q(offering__relays=OuterRef("offering")))


class ClassSession(models.Model):
    """One class of an offering: when, where, with whom.

    `centre` is where it is held (its wall clock is the one that people read). `sequence` rises with
    each change, as RFC 5545 wants it, and is what two offices compare before they write.
    """

    public_id = PublicIdField()
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="sessions")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    series = models.ForeignKey(
        SessionSeries, on_delete=models.PROTECT, null=True, related_name="sessions"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    mode = models.CharField(max_length=8, choices=[(mode, mode) for mode in Mode])
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="sessions")
    teacher = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    link = models.URLField(max_length=300, blank=True)
    title = models.CharField(max_length=150, blank=True)
    state = models.CharField(
        max_length=10,
        choices=[(state, state) for state in SessionState],
        default=SessionState.PLANNED,
    )
    material = models.CharField(
        max_length=8, choices=[(value, value) for value in Material], default=Material.NONE
    )
    makes_up = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="made_up_by"
    )
    sequence = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    objects = ClassSessionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_class_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(mode="online", room=None) | ~Q(mode="online"),
                name="an_online_class_takes_no_room",
            ),
            models.CheckConstraint(
                condition=Q(mode="online") | Q(room__isnull=False) | ~Q(state="planned"),
                name="a_class_on_site_has_its_room",
            ),
            _never_twice("a_room_holds_one_class_at_a_time", "room_id"),
            _never_twice("a_teacher_gives_one_class_at_a_time", "teacher_id"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["offering", "starts_at"], name="session_offering_start"),
            models.Index(fields=["centre", "starts_at"], name="session_centre_start"),
            models.Index(fields=["teacher", "starts_at"], name="session_teacher_start"),
            models.Index(fields=["room", "starts_at"], name="session_room_start"),
        ]

    def __str__(self) -> str:
        return f"class {self.pk}"


class SessionChange(models.Model):
    """What was done to a class: why, by whom, what it was before and after.

    Learners are told at `tell_at`; before then it can be undone and nobody hears of it. The topic
    of its notices is `planning.change/<public_id>`.
    """

    public_id = PublicIdField()
    session = models.ForeignKey(ClassSession, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in ChangeKind])
    reason = models.CharField(max_length=300)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    tell_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="session_change_at")]

    def __str__(self) -> str:
        return f"{self.kind} of class {self.session_id}"

    @property
    def topic(self) -> str:
        return f"planning.change/{self.public_id}"


class FeedAddress(models.Model):
    """The private address from which a person's calendar reads their classes; it can be revoked.

    The address holds `key` and its signature by the house's secret: the table alone opens no feed.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at=None), name="one_feed_address_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"feed address of person {self.person_id}"


class PlanningVisit(models.Model):
    """When a person last saw their planning: what changed since then is shown first."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"planning seen by person {self.person_id}"
