from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from gregoire.correspondence.kinds import KINDS
from gregoire.correspondence.models.announcements import Announcement
from gregoire.correspondence.models.conversations import Conversation
from gregoire.correspondence.rules import (
    LONGEST_SUBJECT,
    CallOutcome,
    Channel,
    DeliveryState,
    MailRhythm,
)
from gregoire.framework.actors import Actor
from gregoire.framework.models import OutgoingMail, PublicIdField
from gregoire.network.models import Centre
from gregoire.people.models import Person


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, actor: Actor) -> "NoticeQuerySet":
        """One's own, those that may be seen by now."""
        if not actor.is_known:
            return self.none()
        return self.filter(person=actor.person_id, recalled_at=None, due_at__lte=Now())


class Notice(models.Model):
    """One thing said to one person: it stands in their campus inbox, whatever else carries it.

    What an announcement says is kept once, on the announcement: `subject` and `text` are then
    empty. `topic` names what it is about (`planning.change/12`), so that one finds who was told.
    Nothing leaves and nothing is seen before `due_at`; until then it can be recalled.
    """

    public_id = PublicIdField()
    kind = models.CharField(max_length=60)  # the name of a declared kind
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, null=True, related_name="+")
    announcement = models.ForeignKey(
        Announcement, on_delete=models.PROTECT, null=True, related_name="notices"
    )
    topic = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=2, default="fr")
    subject = models.CharField(max_length=LONGEST_SUBJECT, blank=True)
    text = models.TextField(blank=True)
    path = models.CharField(max_length=300, blank=True)  # the page of the campus that it leads to
    is_urgent = models.BooleanField(default=False)
    is_legal = models.BooleanField(default=False)
    said_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    recalled_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)  # in the campus
    archived_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.ForeignKey(Conversation, on_delete=models.PROTECT, null=True, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "due_at"], name="notice_person"),
            models.Index(fields=["topic"], condition=~Q(topic=""), name="notice_topic"),
            models.Index(
                fields=["person"],
                condition=Q(opened_at=None, recalled_at=None),
                name="notice_unopened",
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"

    @property
    def is_registered(self) -> bool:
        """Whether its letter has to go by registered post."""
        known = KINDS.get(self.kind)
        return known is not None and known.legal is Channel.LETTER


class LetterBatch(models.Model):
    """The letters that a centre prints at once, in the order of its list."""

    public_id = PublicIdField()
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"batch {self.pk} of letters"


class Delivery(models.Model):
    """A notice on one channel out of the campus: a mail, a letter, a phone call.

    `address` is what it was sent to on that day: a mail address, a postal one, a phone number.
    Deliveries of a daily or weekly digest share one `mail`.
    """

    public_id = PublicIdField()
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=[(one, one) for one in Channel])
    state = models.CharField(
        max_length=10,
        choices=[(state, state) for state in DeliveryState],
        default=DeliveryState.QUEUED,
    )
    address = models.CharField(max_length=500, blank=True)
    words = models.TextField(blank=True)  # what to say on the phone
    queued_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())  # it leaves then; a call: its next try
    deadline = models.DateTimeField(null=True, blank=True)  # a call is of no use after it
    sent_at = models.DateTimeField(null=True, blank=True)  # posted, for a letter; told, for a call
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce = models.CharField(max_length=500, blank=True)  # what the other side said
    mail = models.ForeignKey(
        OutgoingMail, on_delete=models.PROTECT, null=True, related_name="deliveries"
    )
    batch = models.ForeignKey(
        LetterBatch, on_delete=models.PROTECT, null=True, related_name="letters"
    )
    registered_number = models.CharField(max_length=30, blank=True)  # of a registered letter

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["notice", "channel"], name="a_notice_goes_once_on_a_channel"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="a_sent_delivery_has_its_instant",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["channel", "due_at"], condition=Q(state="queued"), name="delivery_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} of notice {self.notice_id} ({self.state})"


class CallAttempt(models.Model):
    """Somebody of the office has phoned, and what came of it."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="attempts")
    outcome = models.CharField(max_length=12, choices=[(one, one) for one in CallOutcome])
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"call {self.outcome} of delivery {self.delivery_id}"


class AddressTask(models.Model):
    """A mail address of a person does not work: somebody of their centre's office sees to it."""

    public_id = PublicIdField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=320)
    why = models.CharField(max_length=500)
    at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "address"],
                condition=Q(done_at=None),
                name="one_open_task_for_an_address",
            )
        ]

    def __str__(self) -> str:
        return f"address task {self.pk}"


class Preference(models.Model):
    """When a person wants mail. Without a row: at once, at any hour, in the zone of their centre.

    Urgent and legal notices leave at once, whatever is said here.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="mail_preference")
    rhythm = models.CharField(
        max_length=8, choices=[(one, one) for one in MailRhythm], default=MailRhythm.AT_ONCE
    )
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=40, blank=True)  # empty: that of their centre
    announcements_by_mail = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_have_two_ends",
            )
        ]

    def __str__(self) -> str:
        return f"mail preference of person {self.person_id}"
