"""The audit of a programme, against the table of docs/reference/rules/programme_audit.md."""

from itertools import chain, combinations

import pytest

from gregoire.records.rules import GroupAsked, ProgrammeAudit, UnitAsked, audit
from tests.support.tables import cases


def unit(word: str) -> UnitAsked:
    letter, size = word[0], word[1:]
    return UnitAsked(letter, f"Unit {letter}", int(size or 6), is_taught=letter != "X")


def group(text: str) -> GroupAsked:
    rank, _, rest = text.partition(":")
    units, _, credits_needed = rest.partition(">=")
    return GroupAsked(
        int(rank),
        f"Group {rank}",
        tuple(unit(word) for word in units.split()),
        int(credits_needed) if credits_needed else None,
    )


def counted(found: ProgrammeAudit) -> str:
    return "; ".join(
        f"{each.group.rank}: {' '.join(u.code for u in each.earned)}".rstrip()
        for each in found.groups
    )


@pytest.mark.parametrize("case", cases("reference/rules/programme_audit.md", "Examples"))
def test_the_audit_follows_the_table(case: dict[str, str]) -> None:
    groups = [group(text) for text in case["Groups"].split("/")]

    found = audit(groups, set(case["Earned"].split()), set(case["Under way"].split()))

    answers = {
        "Counted": counted(found),
        "Credits": f"{found.credits_earned} of {found.credits_needed}",
        "Missing": " ".join(u.code for u in found.missing),
        "Per cent": str(found.percentage),
        "Complete": "yes" if found.is_complete else "no",
    }
    assert answers == {title: case[title].replace(": ;", ":;") for title in answers}


# Every set of units of a small programme whose groups overlap.
OVERLAPPING = [
    GroupAsked(1, "", tuple(map(unit, "ABC")), 12),
    GroupAsked(2, "", tuple(map(unit, "BCD")), 6),
    GroupAsked(3, "", tuple(map(unit, "CDE")), 6),
    GroupAsked(4, "", tuple(map(unit, "AF"))),
]


def _letters(codes: frozenset[str]) -> str:
    return "".join(sorted(codes))


SUBSETS = [
    frozenset(codes)
    for codes in chain.from_iterable(combinations("ABCDEF", size) for size in range(7))
]


def best_credits(earned: frozenset[str]) -> int:
    """By trying every way to give each unit a group: what the clever way has to reach."""
    own = {"A": [4], "F": [4], "B": [1, 2], "C": [1, 2, 3], "D": [2, 3], "E": [3]}
    needs = {1: 12, 2: 6, 3: 6, 4: 12}
    ways: list[dict[int, int]] = [{}]
    for code in sorted(earned):
        ways = [{**way, rank: way.get(rank, 0) + 6} for way in ways for rank in own[code]]
    return max(sum(min(needs[rank], got) for rank, got in way.items()) for way in ways)


@pytest.mark.parametrize("earned", SUBSETS, ids=_letters)
def test_no_other_way_to_count_gives_more(earned: frozenset[str]) -> None:
    assert audit(OVERLAPPING, earned, frozenset()).credits_earned == best_credits(earned)


@pytest.mark.parametrize("earned", SUBSETS, ids=_letters)
def test_a_unit_counts_once(earned: frozenset[str]) -> None:
    found = audit(OVERLAPPING, earned, frozenset("ABCDEF") - earned)

    seen = [u.code for each in found.groups for u in (*each.earned, *each.under_way)]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("earned", SUBSETS, ids=_letters)
def test_one_unit_more_never_takes_anything_away(earned: frozenset[str]) -> None:
    before = audit(OVERLAPPING, earned, frozenset())

    for code in set("ABCDEF") - earned:
        after = audit(OVERLAPPING, earned | {code}, frozenset())
        assert after.credits_earned >= before.credits_earned
        assert after.percentage >= before.percentage
        assert after.is_complete or not before.is_complete


def test_the_internship_asks_for_seventy_per_cent() -> None:
    ten = GroupAsked(1, "", tuple(map(unit, "ABCDEFGHIJ")))

    assert not audit([ten], set("ABCDEF"), set()).allows_internship
    assert audit([ten], set("ABCDEFG"), set()).allows_internship


def test_an_empty_programme_is_not_complete() -> None:
    assert not audit([], set(), set()).is_complete
