from collections import defaultdict
from datetime import date

import pytest

from gregoire.observatory.linkage import Decision, review_names
from gregoire.observatory.linkage.review import PairToReview, Strata, Stratum, reviewed
from gregoire.observatory.rules import Answer
from gregoire.observatory.store import Store
from tests.makers.observatory import Snapshot, identity

SIZES = {Stratum.SURE: 1000, Stratum.LIKELY: 10, Stratum.UNLIKELY: 20, Stratum.REJECTED: 400}
STRATA = Strata(pairs=defaultdict(int, SIZES), expected=defaultdict(float))


def queue(stratum: Stratum, count: int) -> list[PairToReview]:
    return [
        PairToReview(f"{stratum}-{number}", f"{stratum}-{number}-b", 0.5, "audit", stratum)
        for number in range(count)
    ]


def answers(pairs: list[PairToReview], same: int) -> list[Decision]:
    """So many are the same, the others different."""
    return [
        Decision(pair.right, pair.left, Answer.SAME if number < same else Answer.DIFFERENT)
        for number, pair in enumerate(pairs)
    ]


def test_nothing_is_estimated_before_anything_is_reviewed() -> None:
    found = reviewed(queue(Stratum.SURE, 5), STRATA, [])

    assert (found.precision, found.recall, found.reviewed, found.to_review) == (None, None, 0, 5)


def test_precision_and_recall_weigh_answers_by_the_sizes_of_the_strata() -> None:
    sure, likely = queue(Stratum.SURE, 50), queue(Stratum.LIKELY, 10)
    unlikely, rejected = queue(Stratum.UNLIKELY, 20), queue(Stratum.REJECTED, 50)
    decisions = [
        *answers(sure, 50), *answers(likely, 8), *answers(unlikely, 5), *answers(rejected, 0),
    ]  # fmt: skip

    found = reviewed([*sure, *likely, *unlikely, *rejected], STRATA, decisions)

    assert found.precision == pytest.approx(1008 / 1010, abs=1e-6)
    assert found.recall == pytest.approx(1008 / 1013, abs=1e-6)
    assert (found.reviewed, found.to_review) == (130, 0)


def test_recall_waits_for_an_answer_in_each_stratum() -> None:
    sure, likely = queue(Stratum.SURE, 50), queue(Stratum.LIKELY, 10)

    found = reviewed([*sure, *likely], STRATA, [*answers(sure, 49), *answers(likely, 10)])

    assert found.precision == pytest.approx(990 / 1010, abs=1e-6)
    assert found.recall is None


def test_to_ask_the_centre_is_no_answer_yet() -> None:
    pairs = queue(Stratum.SURE, 1)

    found = reviewed(pairs, STRATA, [Decision(pairs[0].left, pairs[0].right, Answer.ASK_CENTRE)])

    assert (found.reviewed, found.to_review) == (0, 1)


def test_names_are_read_for_those_who_are_asked_for_and_mail_is_not(store: Store) -> None:
    made = Snapshot()
    made.person("a", "lorraine", **identity(1), mail="somebody@mail.example")
    made.person("b", "picardie", **identity(2))
    made.write(store, "7" * 64)

    found = review_names(store, "7" * 64, ["a", "nobody"])

    assert list(found) == ["a"]
    assert (found["a"].birth_name, found["a"].birth_date) == ("Bernard", date(1967, 6, 12))
    assert not hasattr(found["a"], "mail")
