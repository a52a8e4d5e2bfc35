from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models.functions import Now

from gregoire.framework.actors import Actor
from gregoire.kernel.identifiers import LENGTH, new_public_id

if TYPE_CHECKING:
    TextColumn = models.CharField[str, str]
else:
    TextColumn = models.CharField  # generic for the type checker alone


class PublicIdField(TextColumn):
    """The identifier of a row in addresses: unique, and of no use to whoever counts."""

    def __init__(self, **options: object) -> None:
        settled = {
            "max_length": LENGTH,
            "unique": True,
            "default": new_public_id,
            "editable": False,
        }
        super().__init__(**(options | settled))  # type: ignore[arg-type]

    def deconstruct(self) -> tuple[str, str, list[object], dict[str, object]]:
        name, path, args, options = super().deconstruct()
        for settled in ("max_length", "unique", "default", "editable"):
            options.pop(settled, None)
        return name, path, list(args), options


class JournalEntry(models.Model):
    """One line per operation: who did what, on what, about whom, when."""

    operation = models.CharField(max_length=100)
    by = models.PositiveBigIntegerField(null=True)
    on_type = models.CharField(max_length=100)
    on_id = models.CharField(max_length=64)
    about = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["on_type", "on_id"], name="journal_on"),
            models.Index(fields=["about", "at"], name="journal_about"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} on {self.on_type} {self.on_id}"

    @classmethod
    def record(cls, operation: str, *, by: Actor, on: models.Model) -> "JournalEntry":
        return cls.objects.create(
            operation=operation,
            by=by.person_id,
            on_type=on._meta.label,
            on_id=str(on.pk),
            about=_person_of(on),
        )


def _person_of(subject: models.Model) -> int | None:
    """The person whom a row concerns: `person_id`, or the row itself when it is a person."""
    if subject._meta.label == "people.Person":
        return subject.pk  # type: ignore[no-any-return]
    return getattr(subject, "person_id", None)


class Look(models.Model):
    """Somebody with a post looked at a person's file: written each time, shown to that person."""

    by = models.PositiveBigIntegerField()
    about = models.PositiveBigIntegerField()
    page = models.CharField(max_length=100)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [models.Index(fields=["about", "at"], name="look_about")]

    def __str__(self) -> str:
        return f"person {self.by} looked at {self.page} of person {self.about}"


class OutgoingMail(models.Model):
    """A mail as it leaves the house, kept until the mail server has taken it.

    Written in the transaction of the operation that says it; `message_id` is chosen then, once,
    so that a mail sent twice over a broken line is recognised as one. Of those that wait, the ones
    of a higher priority leave first.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        REFUSED = "refused"  # for good, by our own mail server
        BOUNCED = "bounced"  # taken, then sent back by the reader's

    class Priority(models.IntegerChoices):
        """As the queue of jobs reads it: higher first."""

        BULK = -10
        ORDINARY = 0
        URGENT = 10

    public_id = PublicIdField()
    message_id = models.CharField(max_length=200, unique=True)
    sender = models.CharField(max_length=320)
    recipients = models.JSONField()
    subject = models.CharField(max_length=998)
    raw = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    priority = models.SmallIntegerField(choices=Priority.choices, default=Priority.ORDINARY)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_answer = models.CharField(max_length=500, blank=True)
    written_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["sent", "bounced"], sent_at__isnull=False)
                | models.Q(state__in=["waiting", "refused"], sent_at__isnull=True),
                name="a_sent_mail_has_its_instant",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["written_at"], name="outgoing_mail_written")]

    def __str__(self) -> str:
        return f"mail {self.message_id} ({self.state})"
