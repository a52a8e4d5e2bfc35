from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from gregoire.correspondence.rules import LONGEST_SUBJECT, AnnouncementState, AudienceKind
from gregoire.framework.models import PublicIdField
from gregoire.network.models import Centre
from gregoire.people.models import Person


class Announcement(models.Model):
    """The same thing said to a public: the learners of an offering, a centre, a programme; a role.

    `audience` is the key of what the public is of (an offering's, a centre's, a programme's public
    identifier or code, a role's value); `counted` is how many they were when it was written.
    """

    public_id = PublicIdField()
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    audience_kind = models.CharField(max_length=10, choices=[(one, one) for one in AudienceKind])
    audience = models.CharField(max_length=60)
    subject_fr = models.CharField(max_length=LONGEST_SUBJECT)
    text_fr = models.TextField()
    subject_en = models.CharField(max_length=LONGEST_SUBJECT, blank=True)  # empty: in French
    text_en = models.TextField(blank=True)
    is_urgent = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10,
        choices=[(state, state) for state in AnnouncementState],
        default=AnnouncementState.DRAFT,
    )
    counted = models.PositiveIntegerField()
    written_at = models.DateTimeField(db_default=Now())
    send_at = models.DateTimeField(null=True, blank=True)  # the agreed instant
    enqueued_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(send_at__isnull=False),
                name="an_announcement_that_leaves_has_its_instant",
            )
        ]

    def __str__(self) -> str:
        return f"announcement {self.pk} ({self.state})"
