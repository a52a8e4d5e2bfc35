from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from gregoire.framework.models import PublicIdField
from gregoire.observatory.rules import Answer


class PairReview(models.Model):
    """What the observatory decided of two registrations that may be one person's.

    The two are named by their pseudonyms, the smaller first: the decision holds for every later
    edition in which both stand. No name is kept here.
    """

    public_id = PublicIdField()
    left = models.CharField(max_length=64)
    right = models.CharField(max_length=64)
    answer = models.CharField(max_length=12, choices=[(answer, answer) for answer in Answer])
    edition = models.CharField(max_length=9)  # during which it was taken
    by = models.PositiveBigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["left", "right"], name="one_decision_for_two_registrations"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} ({self.left} / {self.right})"


class Publication(models.Model):
    """An edition that the public may read; the last one of a name is the one that is shown."""

    public_id = PublicIdField()
    edition = models.CharField(max_length=9)
    convention = models.CharField(max_length=20)
    identifier = models.CharField(max_length=64)
    is_provisional = models.BooleanField(default=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "convention", "identifier"], name="an_edition_is_published_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} ({self.convention})"


class Consultation(models.Model):
    """Who looked at what of the observatory's own pages, where figures or names are not hidden."""

    by = models.PositiveBigIntegerField()
    page = models.CharField(max_length=40)
    about = models.CharField(max_length=140)  # the pair, or the edition
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [models.Index(fields=["about", "at"], name="consultation_about")]

    def __str__(self) -> str:
        return f"{self.page} {self.about}"
