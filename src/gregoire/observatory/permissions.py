from gregoire.framework.actors import Actor, Role
from gregoire.framework.permissions import permission
from gregoire.observatory.models import PairReview


def holds_the_observatory(actor: Actor, _subject: object = None) -> bool:
    """There is one observatory: its post counts for the whole network, at whatever centre it is held."""
    return actor.holds_any(Role.OBSERVATORY)


def has_answered(actor: Actor, review: PairReview) -> bool:
    """Whoever gave an answer may take it back."""
    return holds_the_observatory(actor) and review.by == actor.person_id


REVIEW_PAIR = permission("observatory.review_pair", allow=holds_the_observatory)
TAKE_BACK_REVIEW = permission("observatory.take_back_review", allow=has_answered)
PUBLISH_EDITION = permission("observatory.publish_edition", allow=holds_the_observatory)
RECORD_CONSULTATION = permission("observatory.record_consultation", allow=holds_the_observatory)
