"""Puts the values of documents together from what was read."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import translation

from gregoire.correspondence.documents import (
    BatchPrinted,
    EventPrinted,
    LetterPrinted,
    Lines,
    NoticeProved,
    ProofPrinted,
)
from gregoire.correspondence.models import Delivery, LetterBatch
from gregoire.correspondence.queries.inbox import words_of
from gregoire.correspondence.queries.proofs import Proof
from gregoire.correspondence.rules import below_the_name
from gregoire.framework.formats import day, full_day, hour, there
from gregoire.network.models import Centre

CEDEX: Final = re.compile(r"\s+cedex\b.*", re.IGNORECASE)


def batch_printed(
    batch: LetterBatch, letters: Sequence[Delivery], *, language: str
) -> BatchPrinted:
    """A batch in its own order; its list in one language, each letter in that of its reader."""
    centre = batch.centre
    with translation.override(language):
        made_at = _dated(there(batch.made_at, centre.zone))
    return BatchPrinted(
        centre=centre.name,
        sender=_sender(centre),
        contact=tuple(filter(None, [centre.phone, centre.mail])),
        made_at=made_at,
        made_by=batch.made_by.name,
        reference=batch.public_id,
        letters=tuple(_letter(letter, batch) for letter in letters),
    )


def _letter(letter: Delivery, batch: LetterBatch) -> LetterPrinted:
    notice, words = letter.notice, words_of(letter.notice)
    with translation.override(notice.language):
        made_on = day(there(batch.made_at, batch.centre.zone).date())
    return LetterPrinted(
        language=notice.language,
        recipient=tuple(letter.address.splitlines()),
        below=below_the_name(letter.address, notice.person.name),
        reader=notice.person.name,
        place=CEDEX.sub("", batch.centre.town) or batch.centre.name,
        made_on=made_on,
        reference=notice.public_id,
        is_registered=notice.is_registered,
        registered_number=letter.registered_number,
        subject=words.subject,
        paragraphs=_paragraphs(words.text),
    )


def proof_printed(
    proofs: Sequence[Proof], *, topic: str, by: str, at: datetime, language: str
) -> ProofPrinted:
    """The proof of some notices, at least one, with every instant on the clock of their centre."""
    first = proofs[0]
    centre = first.notice.centre
    with translation.override(language):
        return ProofPrinted(
            centre=centre.name if centre else "",
            sender=_sender(centre) if centre else (),
            made_at=_dated(there(at, first.zone)),
            made_by=by,
            zone=first.zone.key,
            topic=topic,
            notices=tuple(_proved(proof, first.zone) for proof in proofs),
        )


def _proved(proof: Proof, zone: ZoneInfo) -> NoticeProved:
    return NoticeProved(
        person=proof.notice.person.name,
        number=proof.notice.person.number,
        subject=proof.subject,
        paragraphs=_paragraphs(proof.text),
        reference=proof.notice.public_id,
        reached_at=_instant(proof.reached_at, zone) if proof.reached_at else "",
        events=tuple(
            EventPrinted(way.name, way.address, _instant(event.at, zone), event.what, event.detail)
            for way, event in sorted(
                ((way, event) for way in proof.ways for event in way.events),
                key=lambda both: both[1].at,
            )
        ),
    )


def _dated(at: datetime) -> str:
    """A paper is kept for years: `dimanche 22 novembre 2026, 18 h 57`."""
    return f"{full_day(at.date())}, {hour(at)}"


def _instant(at: datetime, zone: ZoneInfo) -> str:
    """To the second: `2026-11-25 20:00:07`."""
    return f"{there(at, zone):%Y-%m-%d %H:%M:%S}"


def _sender(centre: Centre) -> Lines:
    place = f"{centre.postcode} {centre.town}".strip()
    return tuple(filter(None, [centre.name, centre.street, place]))


def _paragraphs(text: str) -> tuple[Lines, ...]:
    """Blank lines part paragraphs; the other line ends stay, without the indents of plain mail."""
    parts = text.replace("\r\n", "\n").split("\n\n")
    return tuple(
        tuple(line.strip() for line in part.strip().splitlines()) for part in parts if part.strip()
    )
