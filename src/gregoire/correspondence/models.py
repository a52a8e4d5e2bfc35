from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from gregoire.correspondence.rules import Office
from gregoire.framework.models import PublicIdField
from gregoire.network.models import Centre
from gregoire.people.models import Person


class Conversation(models.Model):
    """What a person and an office of a centre say to each other on one subject."""

    public_id = PublicIdField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="conversations")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=12, choices=[(office, office) for office in Office])
    subject = models.CharField(max_length=150)
    started_at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(db_default=Now())
    waits_for_office = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "last_at"], name="conversation_person"),
            models.Index(
                fields=["centre", "office", "last_at"],
                condition=Q(waits_for_office=True),
                name="conversation_to_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class Message(models.Model):
    """One message of a conversation, from the person or from the office."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="messages"
    )
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    from_office = models.BooleanField()
    text = models.TextField(max_length=5000)
    at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["conversation"],
                condition=Q(read_at=None, from_office=True),
                name="message_unread_by_person",
            )
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"
