from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, GeneratedField, Q

from gregoire.catalogue.rules import (
    GroupRule,
    Modality,
    OfferingState,
    ProgrammeKind,
    Rhythm,
    UnitKind,
)
from gregoire.framework.models import PublicIdField
from gregoire.kernel.levels import Level
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.people.models import Person

LEVELS = [(level.value, level.name) for level in Level]


def words_of(*, strong: tuple[str, str], weak: tuple[str, str, str]) -> GeneratedField:
    """The words by which a row is found, kept by the database itself, however the row is written.

    `french_search_words` is ours (see the migration): French stems, accents left out.
    """
    return GeneratedField(
        expression=Func(*map(F, strong + weak), function="french_search_words"),
        output_field=SearchVectorField(),
        db_persist=True,
    )


class Semester(models.Model):
    """One of the two semesters of an academic year; its dates hold in the whole network."""

    year = models.SmallIntegerField()  # the calendar year in which the academic year starts
    number = models.PositiveSmallIntegerField(choices=[(1, "1"), (2, "2")])
    teaching_starts_on = models.DateField()
    teaching_ends_on = models.DateField()
    enrolment_opens_on = models.DateField()
    enrolment_closes_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "number"], name="two_semesters_a_year"),
            models.CheckConstraint(
                condition=Q(teaching_ends_on__gt=F("teaching_starts_on"))
                & Q(enrolment_closes_on__gt=F("enrolment_opens_on")),
                name="a_semester_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"semester {self.number} of {self.academic_year}"

    @property
    def academic_year(self) -> AcademicYear:
        return AcademicYear(self.year)


class Unit(models.Model):
    """What is taught, examined and earned as one: a code, a title, credits."""

    code = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=2, choices=[(kind, kind) for kind in UnitKind])
    ects = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(choices=LEVELS)
    field = models.CharField(max_length=60)  # informatique, droit, …
    of_intec = models.BooleanField(default=False)  # outside the presence and success indicators
    aims = models.TextField(blank=True)
    content = models.TextField(blank=True)
    assessment = models.TextField(blank=True)
    prerequisite_text = models.TextField(blank=True)
    search_words = words_of(strong=("code", "title"), weak=("field", "aims", "content"))

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["search_words"], name="unit_search_words")]

    def __str__(self) -> str:
        return self.code


class Prerequisite(models.Model):
    """To take a unit, another should have been earned; said to the learner, required or advised."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="prerequisites")
    needs = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    is_required = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "needs"], name="one_prerequisite_once"),
            models.CheckConstraint(condition=~Q(unit=F("needs")), name="no_unit_needs_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} needs {self.needs_id}"


class Programme(models.Model):
    """What units lead to: a diploma, a title, a certificate."""

    code = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=[(kind, kind) for kind in ProgrammeKind])
    level = models.PositiveSmallIntegerField(choices=LEVELS)
    entry_level = models.PositiveSmallIntegerField(choices=LEVELS, default=Level.NONE)
    ects = models.PositiveSmallIntegerField()
    rncp_code = models.CharField(max_length=12, blank=True)
    field = models.CharField(max_length=60)
    aims = models.TextField(blank=True)
    prospects = models.TextField(blank=True)
    experience_text = models.TextField(blank=True)
    search_words = words_of(strong=("code", "title"), weak=("field", "aims", "prospects"))

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["search_words"], name="programme_search_words")]

    def __str__(self) -> str:
        return self.code


class RequirementGroup(models.Model):
    """One line of what a programme asks for: all of these units, or N credits of them."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="groups")
    rank = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    rule = models.CharField(max_length=10, choices=[(rule, rule) for rule in GroupRule])
    credits_needed = models.PositiveSmallIntegerField(null=True, blank=True)
    units = models.ManyToManyField(Unit, through="GroupUnit", related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "rank"], name="one_group_at_a_rank_of_a_programme"
            ),
            models.CheckConstraint(
                condition=Q(rule="all_of", credits_needed=None)
                | Q(rule="credits_of", credits_needed__gt=0),
                name="credits_are_said_where_they_count",
            ),
        ]

    def __str__(self) -> str:
        return f"group {self.rank} of programme {self.programme_id}"


class GroupUnit(models.Model):
    group = models.ForeignKey(RequirementGroup, on_delete=models.CASCADE, related_name="entries")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="group_entries")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "unit"], name="one_unit_once_in_a_group")
        ]

    def __str__(self) -> str:
        return f"unit {self.unit_id} in group {self.group_id}"


class Offering(models.Model):
    """A unit that a centre teaches in a semester, in one modality and rhythm.

    `relays` points at another centre's distance offering that this centre gives its own learners;
    such an offering counts as opened there, not here (note, tables 1 and 2: La Réunion).
    """

    public_id = PublicIdField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="offerings")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="offerings")
    semester = models.ForeignKey(Semester, on_delete=models.PROTECT, related_name="offerings")
    modality = models.CharField(max_length=10, choices=[(value, value) for value in Modality])
    rhythm = models.CharField(max_length=12, choices=[(value, value) for value in Rhythm])
    group = models.PositiveSmallIntegerField(default=1)  # parallel groups of one offering
    capacity = models.PositiveIntegerField()
    minimum = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10,
        choices=[(state, state) for state in OfferingState],
        default=OfferingState.ANNOUNCED,
    )
    decided_on = models.DateField(null=True, blank=True)
    teacher = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    timetable = models.CharField(max_length=200, blank=True)  # in words, until it is planned
    relays = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="relayed_by"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "centre", "semester", "modality", "rhythm", "group"],
                name="one_offering_once",
            ),
            models.CheckConstraint(
                condition=Q(minimum__lte=F("capacity")), name="a_full_offering_can_open"
            ),
            models.CheckConstraint(
                condition=Q(relays=None) | Q(modality="distance"),
                name="only_distance_offerings_are_relayed",
            ),
            models.CheckConstraint(
                condition=Q(state="announced") | Q(decided_on__isnull=False),
                name="an_opening_decision_has_its_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["semester", "unit"], name="offering_semester_unit"),
            models.Index(fields=["centre", "semester"], name="offering_centre_semester"),
        ]

    def __str__(self) -> str:
        return f"offering {self.pk}"
