"""What this module writes to people, in the language of each, in the transaction that says it."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from gregoire.catalogue.models import Offering
from gregoire.enrolment.models import Enrolment, Registration
from gregoire.enrolment.states import EnrolmentState
from gregoire.network.models import Centre
from gregoire.people.models import Person


def tell_validated(registration: Registration) -> None:
    _say(
        _mail(
            "validated",
            registration.person,
            registration=registration,
            centre=registration.centre,
            url=_address("enrolment:teachings"),
        )
    )


def tell_transferred(registration: Registration, from_centre: Centre) -> None:
    _say(
        _mail(
            "transferred",
            registration.person,
            registration=registration,
            from_centre=from_centre,
            centre=registration.centre,
            url=_address("enrolment:teachings"),
        )
    )


def tell_enrolled(enrolment: Enrolment) -> None:
    _say(_of(enrolment, "enrolled"))


def tell_waiting(enrolment: Enrolment, *, rank: int) -> None:
    _say(_of(enrolment, "waiting", rank=rank))


def tell_promoted(enrolment: Enrolment) -> None:
    _say(_of(enrolment, "promoted"))


def tell_withdrawn(enrolment: Enrolment) -> None:
    _say(_of(enrolment, "withdrawn"))


def tell_opened(offering: Offering, enrolments: Sequence[Enrolment]) -> None:
    """Those with a place, then those who wait, each with their place in the list."""
    placed = [e for e in enrolments if e.state == EnrolmentState.ENROLLED]
    waiting = [e for e in enrolments if e.state == EnrolmentState.WAITING]
    _say(
        *(_of(enrolment, "opened", offering=offering, rank=None) for enrolment in placed),
        *(
            _of(enrolment, "opened", offering=offering, rank=rank)
            for rank, enrolment in enumerate(waiting, start=1)
        ),
    )


def tell_not_opened(
    offering: Offering, enrolments: Sequence[Enrolment], alternatives: Sequence[Offering]
) -> None:
    """Everybody, with where the same unit can be taken instead."""
    ways = [(other, _address("enrolment:enrol", other.public_id)) for other in alternatives]
    _say(*(_of(e, "not_opened", offering=offering, alternatives=ways) for e in enrolments))


def _of(enrolment: Enrolment, kind: str, **facts: object) -> EmailMultiAlternatives:
    url = _address("enrolment:teaching", enrolment.public_id)
    known = {"enrolment": enrolment, "offering": enrolment.offering, "url": url}
    return _mail(kind, enrolment.registration.person, **(known | facts))


def _address(name: str, *args: object) -> str:
    return f"{settings.GREGOIRE_URL}{reverse(name, args=args)}"


def _mail(kind: str, person: Person, **facts: object) -> EmailMultiAlternatives:
    with translation.override(person.language):
        page = {"person": person, "language": person.language, **facts}
        subject = render_to_string(f"enrolment/mail/{kind}.subject.txt", page)
        text = render_to_string(f"enrolment/mail/{kind}.txt", page)
        html = render_to_string(f"enrolment/mail/{kind}.html", page)
    to = [person.mail] if person.mail else []
    message = EmailMultiAlternatives(" ".join(subject.split()), text.strip() + "\n", to=to)
    message.attach_alternative(html, "text/html")
    return message


def _say(*messages: EmailMultiAlternatives) -> None:
    get_connection().send_messages(messages)
