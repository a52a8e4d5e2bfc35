"""What is read of conversations, already restricted to whoever asks."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db.models import Count, Exists, Func, OuterRef, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower

from gregoire.correspondence.homes import home_centre_of
from gregoire.correspondence.models import HOLDERS, Conversation, Message
from gregoire.correspondence.models import Attachment as Attached
from gregoire.correspondence.rules import Office
from gregoire.framework.actors import Actor
from gregoire.kernel.text import without_accents
from gregoire.network.models import Centre
from gregoire.people.models import Appointment, Attachment, Person

ACCENTED: Final = "àâäáãåçéèêëíìîïñóòôöõúùûüýÿ"
UNREAD: Final = Q(messages__from_office=True, messages__read_at=None)


def conversations_of(actor: Actor, words: str = "") -> QuerySet[Conversation]:
    """One's own conversations, the latest first, each with its number of `unread` messages."""
    return (
        that_say(words, Conversation.objects.of(actor))
        .select_related("centre")
        .annotate(unread=Count("messages", filter=UNREAD))
        .order_by("-last_at", "-pk")
    )


def conversation_of(actor: Actor, public_id: str) -> Conversation:
    """One of one's own conversations; raises DoesNotExist otherwise."""
    return Conversation.objects.of(actor).select_related("centre").get(public_id=public_id)


def office_conversations(
    actor: Actor, *, waiting: bool = True, words: str = ""
) -> QuerySet[Conversation]:
    """What waits for the offices that the actor holds, oldest first; or what they have answered."""
    found = Conversation.objects.for_the_offices_of(actor).filter(waits_for_office=waiting)
    order = ("last_at", "pk") if waiting else ("-last_at", "-pk")
    return that_say(words, found).select_related("centre", "person", "taken_by").order_by(*order)


def office_conversation(actor: Actor, public_id: str) -> Conversation:
    """One conversation with an office that the actor holds; raises DoesNotExist otherwise."""
    conversations = Conversation.objects.for_the_offices_of(actor)
    return conversations.select_related("centre", "person", "taken_by").get(public_id=public_id)


def to_answer_count(actor: Actor) -> int:
    """How many conversations wait for an answer of the offices that the actor holds."""
    if not holds_an_office(actor):
        return 0
    return Conversation.objects.for_the_offices_of(actor).filter(waits_for_office=True).count()


def conversations_about(actor: Actor, person: Person, limit: int = 5) -> list[Conversation]:
    """The latest conversations of a person with the offices that the actor holds."""
    found = Conversation.objects.for_the_offices_of(actor).filter(person=person)
    return list(found.select_related("centre").order_by("-last_at", "-pk")[:limit])


def may_open_file(actor: Actor, person: Person) -> bool:
    """Whoever answers a message sees the file of who wrote it only where the two are attached."""
    return Person.objects.visible_to(actor).filter(pk=person.pk).exists()


def thread_of(conversation: Conversation) -> list[Message]:
    """Every message of a conversation with its files, in the order in which they were written."""
    messages = conversation.messages.select_related("author").order_by("pk")
    return list(messages.prefetch_related(Prefetch("attachments", Attached.objects.order_by("pk"))))


def topic_of(conversation: Conversation) -> str:
    """What notices that tell of a conversation are about."""
    return f"correspondence.conversation/{conversation.public_id}"


def holds_an_office(actor: Actor) -> bool:
    return actor.holds_any(*(role for roles in HOLDERS.values() for role in roles))


def centres_of(actor: Actor) -> list[Centre]:
    """The centres to which the person is attached: their home first, then the latest."""
    attached = Attachment.objects.filter(person=actor.person_id).select_related("centre")
    centres = [attachment.centre for attachment in attached.order_by("-since", "pk")]
    home = home_centre_of(actor.person_id) if len(centres) > 1 else None
    return sorted(centres, key=lambda centre: centre.pk != home)


def offices_at(centres: Sequence[Centre], *, today: date) -> dict[int, list[Office]]:
    """The offices to which one can write at each centre: the schooling office, and those held.

    A post at a regional centre counts for its teaching centres, a national one everywhere.
    """
    places = {place for centre in centres for place in _family(centre) if place}
    posts = Appointment.objects.in_force(today).filter(Q(centre__in=places) | Q(centre=None))
    held = set(posts.order_by("pk").values_list("role", "centre"))
    return {
        centre.pk: [
            office
            for office, roles in HOLDERS.items()
            if office is Office.SCHOOLING
            or any((role, place) in held for role in roles for place in _family(centre))
        ]
        for centre in centres
    }


def _family(centre: Centre) -> tuple[int | None, ...]:
    return (centre.pk, centre.parent_id, None)


def that_say(words: str, conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Those whose subject or messages hold every word, whatever its accents and its case."""
    for word in without_accents(words).lower().split()[:8]:
        said = Message.objects.filter(conversation=OuterRef("pk"))
        said = said.annotate(plain=plain("text")).filter(plain__contains=word)
        conversations = conversations.annotate(plain_subject=plain("subject")).filter(
            Q(plain_subject__contains=word) | Exists(said)
        )
    return conversations


def plain(field: str) -> Func:
    """Lower case without accents, in the database (which has no unaccent)."""
    plain = Value(without_accents(ACCENTED))
    lowered = Func(
        Lower(field), Value("œ"), Value("oe"), function="replace", output_field=TextField()
    )
    return Func(lowered, Value(ACCENTED), plain, function="translate", output_field=TextField())
