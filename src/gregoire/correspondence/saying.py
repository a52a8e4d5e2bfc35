"""The one way to say a thing to people.

Like the outbox, it writes in the transaction of the operation that says it: what is rolled back was
never said, and what is committed is never lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models.functions import Now
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.timezone import now

from gregoire.correspondence.kinds import Kind
from gregoire.correspondence.models import Delivery, Notice
from gregoire.correspondence.rules import Channel, DeliveryState
from gregoire.network.models import Centre
from gregoire.people.models import Person

NO_FACTS: Final[Mapping[str, object]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Telling:
    """What one person is told: the facts of the kind's sentence, in whose name, about what.

    `after`: nothing leaves before that instant (it can be recalled until then). `call_before`: the
    office has to phone as well, and before then; None: no call.
    """

    person: Person
    facts: Mapping[str, object] = field(default=NO_FACTS)
    centre: Centre | None = None
    topic: str = ""
    path: str = ""
    after: datetime | None = None
    call_before: datetime | None = None


def say(kind: Kind, *tellings: Telling) -> list[Notice]:
    """Tell each person: in the campus inbox, and on the channels that reach them."""
    return [_said(kind, telling) for telling in tellings]


def recall(topic: str) -> int:
    """Take back what was said about something and has not left yet; how many notices."""
    waiting = Notice.objects.filter(topic=topic, recalled_at=None, due_at__gt=now())
    keys = list(waiting.select_for_update().order_by("pk").values_list("pk", flat=True))
    Delivery.objects.filter(notice__in=keys, state=DeliveryState.QUEUED).update(
        state=DeliveryState.RECALLED
    )
    return Notice.objects.filter(pk__in=keys).update(recalled_at=Now())


def _said(kind: Kind, telling: Telling) -> Notice:
    person = telling.person
    with translation.override(person.language):
        words = _Words.of(kind, telling)
    notice = Notice.objects.create(
        kind=kind.name,
        person=person,
        centre=telling.centre,
        topic=telling.topic,
        language=person.language,
        subject=words.subject,
        text=words.text,
        path=telling.path,
        is_urgent=kind.is_urgent,
        is_legal=kind.legal is not None,
        due_at=telling.after or now(),
    )
    if kind.by_mail and person.mail:
        _mail(notice, words)
    if kind.legal is Channel.LETTER:
        _queue(notice, Channel.LETTER, address=_postal_address(person))
    if telling.call_before is not None:
        call = _queue(notice, Channel.CALL, address=person.phone)
        Delivery.objects.filter(pk=call.pk).update(
            due_at=now(), deadline=telling.call_before, words=words.call
        )
    return notice


@dataclass(frozen=True, slots=True)
class _Words:
    """What a kind says of these facts, in the language that is in force."""

    subject: str
    text: str
    html: str
    call: str

    @classmethod
    def of(cls, kind: Kind, telling: Telling) -> "_Words":
        page = {
            "person": telling.person,
            "language": telling.person.language,
            "url": f"{settings.GREGOIRE_URL}{telling.path}",
            **telling.facts,
        }
        subject = " ".join(render_to_string(f"{kind.template}.subject.txt", page).split())
        text = render_to_string(f"{kind.template}.txt", page).strip() + "\n"
        html = _rendered(f"{kind.template}.html", page)
        call = _rendered(f"{kind.template}.call.txt", page) if telling.call_before else ""
        return cls(subject, text, html, call.strip() or text)


def _rendered(template: str, page: Mapping[str, object]) -> str:
    """Nothing, where the kind has no such template."""
    try:
        return render_to_string(template, dict(page))
    except TemplateDoesNotExist:
        return ""


def _mail(notice: Notice, words: _Words) -> None:
    to = notice.person.mail
    message = EmailMultiAlternatives(words.subject, words.text, to=[to])
    if words.html:
        message.attach_alternative(words.html, "text/html")
    message.send()
    _queue(notice, Channel.MAIL, address=to)


def _queue(notice: Notice, channel: Channel, *, address: str) -> Delivery:
    return Delivery.objects.create(
        notice=notice, channel=channel, address=address, due_at=notice.due_at
    )


def _postal_address(person: Person) -> str:
    lines = (person.street, f"{person.postcode} {person.town}".strip(), person.country)
    return "\n".join(line for line in lines if line)
