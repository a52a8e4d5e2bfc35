from collections import Counter

from gregoire.kernel.identifiers import ALPHABET, LENGTH, new_public_ids


def test_many_identifiers_are_as_good_as_one() -> None:
    identifiers = new_public_ids(5000)

    assert len(set(identifiers)) == 5000
    assert {len(one) for one in identifiers} == {LENGTH}
    letters = Counter("".join(identifiers))
    assert set(letters) == set(ALPHABET)
    expected = 5000 * LENGTH / len(ALPHABET)
    assert all(abs(count - expected) < expected / 6 for count in letters.values())


def test_none_is_possible() -> None:
    assert new_public_ids(0) == []
