from gregoire.observatory.models import PairReview
from gregoire.observatory.rules import Answer
from gregoire.people.models import Person


def make_review(
    *, by: Person, left: str = "a", right: str = "b", answer: Answer = Answer.SAME
) -> PairReview:
    """What somebody answered about a pair."""
    return PairReview.objects.create(
        left=left, right=right, answer=answer, edition="2016-2017", by=by.pk
    )
