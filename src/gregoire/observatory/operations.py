from django.db.models.functions import Now

from gregoire.framework.actors import Actor
from gregoire.framework.constraints import refusing
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError
from gregoire.observatory import permissions
from gregoire.observatory.models import Consultation, PairReview, Publication
from gregoire.observatory.queries import names_of, public_file
from gregoire.observatory.rules import (
    Answer,
    Built,
    Pair,
    PublicationRefusal,
    ReviewRefusal,
    Sight,
    is_settled,
)
from gregoire.observatory.wording import ANSWERS


@operation(permit=permissions.REVIEW_PAIR, on="pair", journal="result")
def review_pair(*, by: Actor, pair: Pair, answer: Answer) -> PairReview:
    """Say whether two registrations are one person's; the next linkage, and every later one, obeys.

    A pair has one answer. Only a question to the centre is followed by another one.
    """
    seen = PairReview.objects.filter(left=pair.left, right=pair.right)
    known = seen.select_for_update().first()
    if known is not None:
        return _answered_anew(known, pair, answer, by)
    try:
        with refusing(one_decision_for_two_registrations=ReviewRefusal.ALREADY_ANSWERED):
            return PairReview.objects.create(
                left=pair.left,
                right=pair.right,
                answer=answer,
                edition=pair.edition,
                by=by.person_id or 0,
            )
    except RefusedError:  # of two who answer at once the second is told what the first has said
        raise _told(seen.get()) from None


def _answered_anew(known: PairReview, pair: Pair, answer: Answer, by: Actor) -> PairReview:
    """The same answer again is a double click; another one only follows a question to the centre."""
    if known.answer == answer and known.by == by.person_id:
        return known
    if is_settled(Answer(known.answer)):
        raise _told(known)
    PairReview.objects.filter(pk=known.pk).update(
        answer=answer, edition=pair.edition, by=by.person_id or 0, at=Now()
    )
    known.refresh_from_db()
    return known


def _told(known: PairReview) -> RefusedError:
    name = names_of({known.by}).get(known.by, "")
    said = ANSWERS[Answer(known.answer)]
    return RefusedError(ReviewRefusal.ALREADY_ANSWERED, name=name, answer=said)


@operation(permit=permissions.TAKE_BACK_REVIEW, on="review")
def take_back_review(*, by: Actor, review: PairReview) -> Pair:
    """Take one's own answer back: the pair waits again; the journal keeps that it was answered."""
    gone, _ = PairReview.objects.filter(pk=review.pk, by=review.by).delete()
    if not gone:
        raise RefusedError(ReviewRefusal.ALREADY_TAKEN_BACK)
    return Pair(review.left, review.right, review.edition)


@operation(permit=permissions.PUBLISH_EDITION, on="built", journal="result")
def publish_edition(*, by: Actor, built: Built, is_provisional: bool) -> Publication:
    """Show a built edition to the public under its name; published again, it is shown again.

    Its public figures must have been written: nothing is computed here.
    """
    if not public_file(built).is_file():
        raise RefusedError(
            PublicationRefusal.NOT_WRITTEN, edition=built.edition, convention=built.convention
        )
    published, _ = Publication.objects.update_or_create(
        edition=built.edition,
        convention=built.convention,
        identifier=built.identifier,
        defaults={"is_provisional": is_provisional, "at": Now()},
    )
    published.refresh_from_db()
    return published


@operation(permit=permissions.RECORD_CONSULTATION, on="sight", journal="result")
def record_consultation(*, by: Actor, sight: Sight) -> Consultation:
    """Keep that somebody looked at names, or at figures that the public does not see."""
    return Consultation.objects.create(by=by.person_id or 0, page=sight.page, about=sight.about)
