"""Presence and success at the national size: as many offerings and enrolments as were published.

No drawing is needed: who is enrolled where does not matter to the rates, only the sizes of offerings do.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import numpy as np
import pytest

from gregoire.demo import facts
from gregoire.demo.drawing import targets
from gregoire.demo.drawing.chance import Bools, Ints, chance
from gregoire.demo.drawing.shares import apportioned
from gregoire.demo.feeds import exams, printed
from gregoire.demo.feeds.arrays import MISSING, PASSED, PENDING, OfferingRows
from gregoire.demo.feeds.exams import Results
from gregoire.observatory.feeds import schema

INTEC = (80, 26_910)  # offerings and enrolments, all in Paris


def parts() -> Iterator[tuple[int, int, int, int]]:
    """Centre, modality, offerings and enrolments outside INTEC, as published."""
    counts = targets.at_scale(1.0)
    paris = facts.place()[facts.INTEC_CENTRE]
    on_site = counts.enrolments_on_site.copy()
    far = counts.enrolments_distance.copy()
    on_site[paris] -= counts.intec_enrolments[0]
    far[paris] -= counts.intec_enrolments[1]
    for centre in range(len(on_site)):
        offered = (counts.distance[centre] + counts.relays[centre], counts.hybrid[centre])
        shared = apportioned(np.array(offered), int(far[centre]))
        sizes = (int(on_site[centre]), *shared.tolist())
        for modality, (number, size) in enumerate(
            zip((counts.on_site[centre], *offered), sizes, strict=True)
        ):
            if size:
                yield centre, modality, int(number), size


@cache
def national() -> tuple[OfferingRows, Ints]:
    """Offerings of all sizes, and the offering of each enrolment."""
    rng = chance(1, "sizes")
    rows = [*parts(), (facts.place()[facts.INTEC_CENTRE], 0, *INTEC)]
    sizes = [
        apportioned(rng.lognormal(0, 0.6, number), size, np.ones(number, dtype=np.int64))
        for _, _, number, size in rows
    ]
    counts = np.array([number for _, _, number, _ in rows])
    every = int(counts.sum())
    zeros = np.zeros(every, dtype=np.int64)
    offerings = OfferingRows(
        offering=np.arange(every),
        centre=np.repeat([row[0] for row in rows], counts),
        unit=zeros,
        level=zeros,
        modality=np.repeat([row[1] for row in rows], counts),
        intec=np.arange(every) >= every - INTEC[0],
        semester=zeros,
        relayed_from=zeros + MISSING,
    )
    return offerings, np.repeat(np.arange(every), np.concatenate(sizes))


@cache
def sat() -> Results:
    offerings, offering = national()
    ability = chance(1, "ability").standard_normal(len(offering))
    return exams.examined(offerings, offering, ability, 1)


def rates(among: Bools, unit: str = "0.1") -> tuple[Decimal, Decimal]:
    """Presence and success, in the field of note 4, of the enrolments given."""
    offerings, offering = national()
    results = sat()
    came = results.sessions_sat > 0
    field = np.isin(offering, offering[came]) & ~offerings.intec[offering] & among
    present, passed = field & came, field & (results.outcome == PASSED)
    shares = ((present, field), (passed, present))
    presence, success = (
        (100 * Decimal(int(part.sum())) / int(whole.sum())).quantize(Decimal(unit), ROUND_HALF_UP)
        for part, whole in shares
    )
    return presence, success


@pytest.mark.parametrize("row", facts.table_2(), ids=lambda row: row.code)
def test_presence_and_success_print_as_published(row: facts.TeachingFacts) -> None:
    offerings, offering = national()
    here = np.isin(offerings.centre[offering], printed.members(row))
    outcome = sat().outcome[here & ~offerings.intec[offering]]

    if row.presence_pct is None:
        assert (outcome == PENDING).all()
    else:
        assert tuple(map(float, rates(here))) == (row.presence_pct, row.success_pct)


@pytest.mark.parametrize("modality", schema.MODALITIES)
def test_presence_and_success_by_modality_are_those_of_the_text(modality: str) -> None:
    offerings, offering = national()
    here = offerings.modality[offering] == schema.MODALITIES.index(modality)
    text = [printed.figures()[f"{name}_{modality}_pct"].printed for name in ("presence", "success")]

    assert [*map(float, rates(here, "1"))] == text


def test_the_table_prints_82_5_and_the_text_82() -> None:
    _, offering = national()
    everybody = np.ones(len(offering), dtype=np.bool_)

    assert rates(everybody)[1] == Decimal("82.5")
    assert rates(everybody, "1")[1] == Decimal(82)


def test_every_window_holds_and_most_of_the_offerings_have_their_exam() -> None:
    _, offering = national()
    results = sat()

    examined = np.unique(offering[results.sessions_sat > 0]).size

    assert results.left == 0
    assert 0.5 < examined / np.unique(offering).size < 0.95
