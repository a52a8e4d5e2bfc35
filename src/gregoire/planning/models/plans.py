from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from gregoire.catalogue.models import Offering, Semester
from gregoire.framework.models import PublicIdField
from gregoire.network.models import Centre, Room
from gregoire.people.models import Person
from gregoire.planning.rules.plans import Pattern, RunState


class OfferingNeed(models.Model):
    """What the planner has to know of an offering; without a row, what is usual for its rhythm."""

    offering = models.OneToOneField(
        Offering, on_delete=models.PROTECT, related_name="planning_need"
    )
    pattern = models.CharField(max_length=8, choices=[(one, one) for one in Pattern])
    minutes = models.PositiveSmallIntegerField()  # of one class
    classes = models.PositiveSmallIntegerField()  # in the semester
    needs_computers = models.BooleanField(default=False)
    needs_step_free = models.BooleanField(default=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"need of offering {self.offering_id}"


class TeacherAvailability(models.Model):
    """Hours of the week at which a teacher can give classes in a semester, on the centre's clock."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    semester = models.ForeignKey(Semester, on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField(choices=[(day, str(day)) for day in range(1, 8)])
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")), name="an_availability_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["person", "centre", "semester", "weekday", "starts"],
                name="one_availability_once",
            ),
        ]

    def __str__(self) -> str:
        return f"availability of person {self.person_id}"


class PlanRun(models.Model):
    """One run of the semester planner for a centre (its teaching centres with it).

    `proposal` and `progress` are written as the search goes; both say what they hold in
    `solving.proposals`. Nothing is in the timetable before somebody publishes the proposal.
    """

    public_id = PublicIdField()
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    semester = models.ForeignKey(Semester, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=[(state, state) for state in RunState], default=RunState.QUEUED
    )
    seconds = models.PositiveSmallIntegerField()  # how long the search may last
    wishes = models.JSONField(default=dict)  # `rules.plans.Wishes`
    progress = models.JSONField(default=dict)
    proposal = models.JSONField(default=dict)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    stop_asked_at = models.DateTimeField(null=True, blank=True)
    why_failed = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["centre", "semester"],
                condition=Q(state__in=["queued", "running"]),
                name="one_run_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"plan run {self.pk} ({self.state})"
