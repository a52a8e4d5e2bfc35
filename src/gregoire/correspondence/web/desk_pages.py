"""What the templates of letters, calls, addresses and proofs receive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.paginator import Page
from django.utils.functional import Promise

from gregoire.correspondence.models import AddressTask, CallAttempt, Delivery, LetterBatch, Notice
from gregoire.correspondence.queries.letters import Waiting
from gregoire.correspondence.queries.proofs import Event, Proof, Way
from gregoire.correspondence.rules import (
    CallOutcome,
    Channel,
    DeliveryState,
    below_the_name,
    next_try,
)
from gregoire.correspondence.web.area import AreaTab
from gregoire.correspondence.web.desk_forms import CallForm, NoteForm
from gregoire.correspondence.wording import DELIVERY_STATES, OUTCOMES

TONES: Mapping[DeliveryState, str] = {
    DeliveryState.QUEUED: "amber",
    DeliveryState.SENT: "green",
    DeliveryState.BOUNCED: "red",
    DeliveryState.RECALLED: "quiet",
}


@dataclass(frozen=True, slots=True)
class LettersPage:
    area: list[AreaTab]
    waiting: list[Waiting]
    batches: list[LetterBatch]  # each with `count` and `to_post`


@dataclass(frozen=True, slots=True)
class LetterRow:
    letter: Delivery
    number: str  # as typed, where the list is refused
    is_ticked: bool

    @property
    def below(self) -> str:
        """The address as it is printed, without the name."""
        return "\n".join(below_the_name(self.letter.address, self.letter.notice.person.name))

    @property
    def to_post(self) -> bool:
        return self.letter.state == DeliveryState.QUEUED

    @property
    def may_come_back(self) -> bool:
        return self.letter.state == DeliveryState.SENT

    @property
    def state(self) -> Promise:
        return DELIVERY_STATES[Channel.LETTER, DeliveryState(self.letter.state)]

    @property
    def tone(self) -> str:
        return TONES[DeliveryState(self.letter.state)]


@dataclass(frozen=True, slots=True)
class BatchPage:
    batch: LetterBatch
    letters: list[Delivery]
    refusal: str
    typed: Mapping[str, str]

    @property
    def rows(self) -> list[LetterRow]:
        return [
            LetterRow(
                letter,
                self.typed.get(f"number-{letter.public_id}", letter.registered_number),
                not self.typed or f"posted-{letter.public_id}" in self.typed,
            )
            for letter in self.letters
        ]

    @property
    def to_post(self) -> int:
        return sum(row.to_post for row in self.rows)

    @property
    def zone(self) -> ZoneInfo:
        return self.batch.centre.zone


@dataclass(frozen=True, slots=True)
class CallRow:
    """One person to phone, and the calls that were made already."""

    call: Delivery
    now: datetime

    @property
    def phone(self) -> str:
        """The number of today, which may have been mended since."""
        return self.call.notice.person.phone or self.call.address

    @property
    def dialled(self) -> str:
        """As a `tel:` link takes it."""
        return "".join(one for one in self.phone if one.isdigit() or one == "+")

    @property
    def zone(self) -> ZoneInfo | None:
        return self.call.notice.centre.zone if self.call.notice.centre else None

    @property
    def attempts(self) -> list[tuple[Promise, CallAttempt]]:
        return [(OUTCOMES[CallOutcome(one.outcome)], one) for one in self.call.attempts.all()]

    @property
    def waits_until(self) -> datetime | None:
        """The next try, where it is still to come."""
        return self.call.due_at if self.attempts and self.call.due_at > self.now else None

    @property
    def state(self) -> Promise:
        return DELIVERY_STATES[Channel.CALL, DeliveryState(self.call.state)]

    @property
    def tone(self) -> str:
        return TONES[DeliveryState(self.call.state)]

    @property
    def is_late(self) -> bool:
        deadline = self.call.deadline
        queued = self.call.state == DeliveryState.QUEUED
        return queued and deadline is not None and deadline <= self.now


@dataclass(frozen=True, slots=True)
class CallsPage:
    area: list[AreaTab]
    pages: "Page[Delivery]"
    spared: Sequence[Delivery]
    made: bool  # what is over, and not what is to do
    now: datetime

    @property
    def rows(self) -> list[CallRow]:
        return [CallRow(call, self.now) for call in self.pages]

    @property
    def spared_rows(self) -> list[CallRow]:
        return [CallRow(call, self.now) for call in self.spared]


@dataclass(frozen=True, slots=True)
class CallPage:
    row: CallRow
    form: CallForm

    @property
    def next_try(self) -> datetime | None:
        """What is proposed where nobody answers."""
        return next_try(self.row.now, self.row.call.deadline)


@dataclass(frozen=True, slots=True)
class AddressesPage:
    area: list[AreaTab]
    pages: "Page[AddressTask]"
    done: bool


@dataclass(frozen=True, slots=True)
class AddressPage:
    task: AddressTask
    form: NoteForm
    may_open_file: bool


@dataclass(frozen=True, slots=True)
class ProofPage:
    proof: Proof

    @property
    def rows(self) -> list[tuple[Way, str, Sequence[Event]]]:
        """Each channel, the tone of how it stands, and its events."""
        tones = {str(words): TONES[state] for (_channel, state), words in DELIVERY_STATES.items()}
        return [(way, tones.get(way.state, "quiet"), way.events) for way in self.proof.ways]


@dataclass(frozen=True, slots=True)
class TopicProofPage:
    topic: str
    pages: "Page[Notice]"
    proofs: list[Proof]
    can_print: bool

    @property
    def first(self) -> Proof:
        return self.proofs[0]
