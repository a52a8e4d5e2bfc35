from decimal import Decimal
from typing import ClassVar, Final

from django.db import models
from django.db.models import Exists, OuterRef, Q

from gregoire.catalogue.models import Unit
from gregoire.enrolment.models import Enrolment
from gregoire.framework.actors import Actor, Role
from gregoire.framework.models import PublicIdField
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.people.models import Attachment, Person
from gregoire.records.rules import Outcome, Way

READERS: Final = (
    Role.SCHOOLING,
    Role.ADMINISTRATOR,
    Role.ADVISER,
    Role.EXAMS,
    Role.RECOGNITION,
    Role.DIPLOMAS,
)


class ResultQuerySet(models.QuerySet["Result"]):
    def visible_to(self, actor: Actor) -> "ResultQuerySet":
        """One's own; and those of the people whose file an office keeps. None before its day."""
        if actor.is_system:
            return self.all()
        own = Q(person=actor.person_id)
        decided = self.filter(decided_on__lte=actor.today)
        centres = actor.centres_as(*READERS)
        if not centres:
            return decided.filter(own)
        kept = Attachment.objects.filter(person=OuterRef("person"), centre__in=centres)
        return decided.filter(own | Q(Exists(kept)))


class Result(models.Model):
    """What a person has obtained in a unit: earned once, tried as often as it takes.

    `mark` is out of 20; a unit earned by validation or dispensation has none. `centre` organised
    the unit, and it is the centre that sends the attestation of success.
    """

    public_id = PublicIdField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="results")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="results")
    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.PROTECT, null=True, blank=True, related_name="result"
    )
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    way = models.CharField(max_length=12, choices=[(way, way) for way in Way])
    outcome = models.CharField(max_length=8, choices=[(outcome, outcome) for outcome in Outcome])
    mark = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    credits = models.PositiveSmallIntegerField(default=0)
    decided_on = models.DateField()

    objects = ResultQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "unit"],
                condition=Q(outcome="earned"),
                name="a_unit_is_earned_once",
            ),
            models.CheckConstraint(
                condition=Q(mark=None) | Q(mark__range=(Decimal(0), Decimal(20))),
                name="a_mark_is_out_of_twenty",
            ),
            models.CheckConstraint(
                condition=Q(outcome="earned") | Q(credits=0),
                name="only_what_is_earned_gives_credits",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="absent") | Q(mark=None), name="the_absent_have_no_mark"
            ),
        ]

    def __str__(self) -> str:
        return f"result {self.pk}"

    @property
    def academic_year(self) -> AcademicYear:
        return AcademicYear(self.year)
