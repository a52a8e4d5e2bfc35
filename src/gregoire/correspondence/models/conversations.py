from collections.abc import Mapping
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from gregoire.correspondence.rules import LONGEST_SUBJECT, LONGEST_TEXT, Office
from gregoire.framework.actors import Actor, Role
from gregoire.framework.models import PublicIdField
from gregoire.network.models import Centre
from gregoire.people.models import Person

# Who reads and answers what is written to an office. Administrators stand in for the schooling
# office alone: what people tell an adviser or a jury's office is for those who hold it.
HOLDERS: Final[Mapping[Office, tuple[Role, ...]]] = {
    Office.SCHOOLING: (Role.SCHOOLING, Role.ADMINISTRATOR),
    Office.ADVISER: (Role.ADVISER,),
    Office.EXAMS: (Role.EXAMS,),
    Office.RECOGNITION: (Role.RECOGNITION,),
    Office.DIPLOMAS: (Role.DIPLOMAS,),
}


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def of(self, actor: Actor) -> "ConversationQuerySet":
        """One's own: those that the person has with offices."""
        return self.filter(person=actor.person_id) if actor.is_known else self.none()

    def for_the_offices_of(self, actor: Actor) -> "ConversationQuerySet":
        """Those with the offices that the actor holds, at the centres where they hold them."""
        held = Q(pk=None)
        for office, roles in HOLDERS.items():
            if centres := actor.centres_as(*roles):
                held |= Q(office=office, centre__in=centres)
        return self.filter(held)

    def visible_to(self, actor: Actor) -> "ConversationQuerySet":
        if actor.is_system:
            return self.all()
        return self.of(actor) | self.for_the_offices_of(actor)


class Conversation(models.Model):
    """What a person and an office of a centre say to each other on one subject."""

    public_id = PublicIdField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="conversations")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=12, choices=[(office, office) for office in Office])
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    started_at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(db_default=Now())
    waits_for_office = models.BooleanField(default=True)
    archived_at = models.DateTimeField(
        null=True, blank=True
    )  # by the person; a word brings it back
    taken_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ConversationQuerySet.as_manager()

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
    text = models.TextField(max_length=LONGEST_TEXT)
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


class Attachment(models.Model):
    """A file that goes with a message; its content has been looked at before it was kept."""

    public_id = PublicIdField()
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attachments")
    file = models.FileField(upload_to="messages/%Y/%m", max_length=300)
    name = models.CharField(max_length=150)  # as its sender called it, tidied
    content_type = models.CharField(max_length=100)  # as its content says, not its name
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"attachment {self.pk}"
