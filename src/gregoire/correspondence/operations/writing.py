"""Letters that an office writes to one person."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db.models.functions import Now

from gregoire.correspondence import permissions, rules
from gregoire.correspondence.kinds import LETTER, REGISTERED_LETTER
from gregoire.correspondence.models import Notice
from gregoire.correspondence.rules import LONGEST_SUBJECT, LONGEST_TEXT, MessageRefusal
from gregoire.correspondence.saying import Telling, say
from gregoire.framework.actors import Actor
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.people.models import Attachment, Person

JUST_NOW = Now() - timedelta(seconds=rules.SAME_WORDS_WITHIN_S)


@operation(permit=permissions.WRITE_LETTER, on="centre", journal="result")
def write_letter(
    *,
    by: Actor,
    centre: Centre,
    person: Person,
    subject: str,
    text: str,
    registered: bool = False,
) -> Notice:
    """Write to a person by letter; it stands in their campus inbox, too, and waits to be printed.

    The person is attached to the centre. The same subject sent again within two minutes (a double
    click) is the same letter.
    """
    if not Attachment.objects.filter(person=person, centre=centre).exists():
        raise PermissionDenied
    subject, text = " ".join(subject.split()), rules.tidied(text)
    _demand(rules.subject_refusal(subject), count=len(subject), most=LONGEST_SUBJECT)
    _demand(rules.text_refusal(text), count=len(text), most=LONGEST_TEXT)
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    kind = REGISTERED_LETTER if registered else LETTER
    said = Notice.objects.filter(person=person, kind=kind.name, subject=subject)
    twin = said.filter(said_at__gt=JUST_NOW, centre=centre).order_by("-pk").first()
    if twin is not None:
        return twin
    (notice,) = say(kind, Telling(person, {"subject": subject, "text": text}, centre=centre))
    return notice


def _demand(refusal: MessageRefusal | None, **facts: object) -> None:
    if refusal:
        raise RefusedError(refusal, **facts)
