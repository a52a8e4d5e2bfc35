"""What the observatory decides of pairs, publishes and looks at."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied

from gregoire.framework.actors import NOBODY, SYSTEM, Actor, Role
from gregoire.framework.models import JournalEntry
from gregoire.kernel.refusals import RefusedError
from gregoire.observatory import queries
from gregoire.observatory.models import Consultation, PairReview, Publication
from gregoire.observatory.operations import (
    publish_edition,
    record_consultation,
    review_pair,
    take_back_review,
)
from gregoire.observatory.rules import (
    Answer,
    Built,
    Pair,
    PublicationRefusal,
    ReviewRefusal,
    Shelf,
    Sight,
)
from gregoire.observatory.store import Store
from gregoire.observatory.wording import REFUSALS
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person
from tests.makers.publications import make_edition, shelve
from tests.support.races import race

pytestmark = pytest.mark.django_db
TWO = Pair("a" * 24, "b" * 24, "2016-2017")


def statistician(first_names: str = "Ada") -> Actor:
    person = make_person(first_names=first_names, birth_name="Quetelet")
    return acting(person, Role.OBSERVATORY, at=make_centre())


def test_an_answer_is_kept_and_read_by_the_next_linkage() -> None:
    ada = statistician()

    review = review_pair(by=ada, pair=TWO, answer=Answer.SAME)

    assert queries.decisions() == [(TWO.left, TWO.right, "same")]
    entry = JournalEntry.objects.get()
    assert (entry.operation, entry.by) == ("observatory.review_pair", ada.person_id)
    assert entry.on_id == str(review.pk)


def test_a_double_click_is_one_answer() -> None:
    ada = statistician()

    first = review_pair(by=ada, pair=TWO, answer=Answer.SAME)
    second = review_pair(by=ada, pair=TWO, answer=Answer.SAME)

    assert first == second


def test_a_settled_pair_is_not_answered_again() -> None:
    ada, florence = statistician(), statistician("Florence")
    review_pair(by=ada, pair=TWO, answer=Answer.SAME)

    with pytest.raises(RefusedError) as refused:
        review_pair(by=florence, pair=TWO, answer=Answer.DIFFERENT)

    assert refused.value.reason == ReviewRefusal.ALREADY_ANSWERED
    said = str(REFUSALS[ReviewRefusal.ALREADY_ANSWERED]) % refused.value.facts
    assert "Ada Quetelet has just answered “Same person”" in said


def test_a_question_to_the_centre_is_no_decision_and_is_followed_by_one() -> None:
    ada, florence = statistician(), statistician("Florence")

    review_pair(by=ada, pair=TWO, answer=Answer.ASK_CENTRE)
    asked = queries.decisions()
    review_pair(by=florence, pair=TWO, answer=Answer.DIFFERENT)

    assert asked == []
    assert queries.decisions() == [(TWO.left, TWO.right, "different")]
    assert PairReview.objects.get().by == florence.person_id


def test_ones_own_answer_is_taken_back_once() -> None:
    ada = statistician()
    review = review_pair(by=ada, pair=TWO, answer=Answer.SAME)

    assert take_back_review(by=ada, review=review) == TWO
    with pytest.raises(RefusedError) as refused:
        take_back_review(by=ada, review=review)

    assert refused.value.reason == ReviewRefusal.ALREADY_TAKEN_BACK
    assert queries.decisions() == []
    operations = JournalEntry.objects.order_by("pk").values_list("operation", flat=True)
    assert list(operations) == ["observatory.review_pair", "observatory.take_back_review"]


def test_the_answer_of_a_colleague_stays() -> None:
    review = review_pair(by=statistician(), pair=TWO, answer=Answer.SAME)

    with pytest.raises(PermissionDenied):
        take_back_review(by=statistician("Florence"), review=review)

    assert queries.decisions() == [(TWO.left, TWO.right, "same")]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_is_told() -> None:
    ada, florence = statistician(), statistician("Florence")

    results = race(
        lambda: review_pair(by=ada, pair=TWO, answer=Answer.SAME),
        lambda: review_pair(by=florence, pair=TWO, answer=Answer.DIFFERENT),
    )

    kept = PairReview.objects.get()
    [told] = [one for one in results if isinstance(one, RefusedError)]
    assert told.reason == ReviewRefusal.ALREADY_ANSWERED
    assert told.facts["name"] == queries.names_of({kept.by})[kept.by]
    assert JournalEntry.objects.count() == 1


def test_whoever_holds_no_post_of_the_observatory_does_nothing() -> None:
    clerk = acting(make_person(), Role.SCHOOLING, at=make_centre())

    for actor in (clerk, NOBODY):
        with pytest.raises(PermissionDenied):
            review_pair(by=actor, pair=TWO, answer=Answer.SAME)
        with pytest.raises(PermissionDenied):
            record_consultation(by=actor, sight=Sight(Shelf.PAIR, "x"))


@pytest.fixture
def store(tmp_path: Path, settings: LazySettings) -> Store:
    settings.GREGOIRE_OBSERVATORY = tmp_path
    return Store(tmp_path)


def test_an_edition_whose_files_are_written_is_published(store: Store) -> None:
    built = shelve(store, make_edition()).built

    provisional = publish_edition(by=SYSTEM, built=built, is_provisional=True)
    final = publish_edition(by=statistician(), built=built, is_provisional=False)

    assert provisional == final
    assert queries.publication_of("2016-2017") == final
    assert Publication.objects.get().is_provisional is False


def test_published_anew_it_is_the_one_that_is_read(store: Store) -> None:
    older, newer = (shelve(store, make_edition(identifier=c * 64)).built for c in "12")
    for built in (older, newer, older):
        publish_edition(by=SYSTEM, built=built, is_provisional=False)

    assert queries.publication_of("2016-2017").identifier == older.identifier
    assert [one.identifier for one in queries.publications()] == [older.identifier]


def test_an_edition_without_its_public_figures_is_not_published(store: Store) -> None:
    built: Built = shelve(store, make_edition(), is_written=False).built

    with pytest.raises(RefusedError) as refused:
        publish_edition(by=SYSTEM, built=built, is_provisional=False)

    assert refused.value.reason == PublicationRefusal.NOT_WRITTEN
    assert "publish --edition 2016-2017 --convention clean" in (
        str(REFUSALS[PublicationRefusal.NOT_WRITTEN]) % refused.value.facts
    )
    assert Publication.objects.count() == 0


def test_who_looked_is_kept_with_the_name() -> None:
    ada = statistician()

    record_consultation(by=ada, sight=Sight(Shelf.FIGURES, "2016-2017 T1"))

    [(seen, name)] = queries.consultations_of("2016-2017 T1")
    assert (seen.page, seen.by, name) == ("figures", ada.person_id, "Ada Quetelet")
    assert Consultation.objects.count() == 1
