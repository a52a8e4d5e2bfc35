"""Tables 1 and 2 of the note, against a drawing of the whole network and of small ones."""

import numpy as np
import pytest

from gregoire.demo import facts
from gregoire.demo.drawing import catalogue, learners
from gregoire.demo.drawing.targets import MERGED_PARTS
from tests.demo.drawings import (
    SCALES,
    at_a_distance,
    drawing_at,
    entrants,
    of_level_1,
    per_centre,
)

CENTRES = facts.centres()
TAUGHT = {row.code: row for row in facts.table_2()}


def test_each_centre_has_its_published_learners() -> None:
    drawing = drawing_at(1.0)

    present = drawing.cohorts.centre[drawing.cohorts.there[:, 0]]
    assert per_centre(present).tolist() == [centre.learners for centre in CENTRES]
    assert present.size == 60_502


def test_each_centre_has_its_published_entrants() -> None:
    assert entrants(drawing_at(1.0)).tolist() == [centre.entrants for centre in CENTRES]


@pytest.mark.parametrize("modality", ["on_site", "distance", "hybrid"])
def test_each_centre_opens_its_published_offerings(modality: str) -> None:
    drawing = drawing_at(1.0)
    offered, taken = drawing.offerings, np.unique(drawing.enrolments[0].offering)
    number = ("on_site", "distance", "hybrid").index(modality)

    opened = taken[(offered.modality[taken] == number) & (offered.relays[taken] < 0)]

    counts = dict(zip(facts.place(), per_centre(offered.centre[opened]).tolist(), strict=True))
    counts[facts.MERGED] = sum(counts.pop(code) for code in MERGED_PARTS)
    published = {code: getattr(TAUGHT[code], modality) for code in counts if code in TAUGHT}
    assert {code: count for code, count in counts.items() if code in TAUGHT} == published


@pytest.mark.parametrize("intec_too", [True, False])
def test_each_centre_teaches_its_published_enrolments(intec_too: bool) -> None:
    drawing = drawing_at(1.0)
    offered, year = drawing.offerings, drawing.enrolments[0]
    kept = catalogue.units().of_intec[offered.unit[year.offering]] <= intec_too

    counts = per_centre(offered.centre[year.offering][kept])

    found = dict(zip(facts.place(), counts.tolist(), strict=True))
    found[facts.MERGED] = sum(found.pop(code) for code in MERGED_PARTS)
    column = "enrolments" if intec_too else "outside_intec"
    published = {code: getattr(TAUGHT[code], column) for code in found if code in TAUGHT}
    assert {code: count for code, count in found.items() if code in TAUGHT} == published


@pytest.mark.parametrize("scale", SCALES)
def test_nothing_is_lost_at_any_scale(scale: float) -> None:
    drawing = drawing_at(scale)
    aims, year = drawing.targets, drawing.enrolments[0]
    taught = per_centre(drawing.offerings.centre[year.offering])

    assert taught.tolist() == (aims.enrolments_on_site + aims.enrolments_distance).tolist()
    assert entrants(drawing).tolist() == aims.entrants.tolist()
    assert at_a_distance(drawing).tolist() == aims.distance_learners.tolist()
    assert abs(len(year) - 248_040 * scale) <= 1


@pytest.mark.parametrize("scale", SCALES)
def test_every_offering_has_somebody_and_nobody_takes_it_twice(scale: float) -> None:
    drawing = drawing_at(scale)
    year = drawing.enrolments[0]

    assert np.unique(year.offering).size == len(drawing.offerings)
    assert np.unique(year.learner * 10_000 + year.offering).size == len(year)


@pytest.mark.parametrize("scale", SCALES)
def test_every_centre_has_learners(scale: float) -> None:
    assert (drawing_at(scale).targets.learners >= 3).all()


@pytest.mark.parametrize("centre", CENTRES, ids=lambda centre: centre.code)
def test_the_rates_of_learners_print_as_published(centre: facts.LearnerFacts) -> None:
    drawing = drawing_at(1.0)
    people, who = drawing.people, drawing.cohorts
    here = np.flatnonzero(who.there[:, 0] & (who.centre == facts.place()[centre.code]))
    active = np.isin(people.employment[here], [1, 2])
    known = people.diploma[here] >= 0
    women, men = (int((people.sex[here] == sex).sum()) for sex in (learners.FEMALE, learners.MALE))

    found = {
        "distance": _percent(at_a_distance(drawing)[facts.place()[centre.code]], here.size),
        "men": round(100 * men / women) if women else None,
        "alternance": _percent(who.alternance[here].sum(), here.size),
        "seeking": _percent((people.employment[here] == 2).sum(), active.sum()),
        "bac3": _percent((people.diploma[here] >= 6).sum(), known.sum()),
    }

    published = {
        "distance": centre.distance_pct,
        "men": centre.men_per_100_women,
        "alternance": centre.alternance_pct,
        "seeking": centre.seeking_pct,
        "bac3": centre.bac3_pct,
    }
    assert {name: found[name] for name, value in published.items() if value is not None} == {
        name: value for name, value in published.items() if value is not None
    }


@pytest.mark.parametrize("centre", CENTRES, ids=lambda centre: centre.code)
def test_the_mean_age_is_the_published_one(centre: facts.LearnerFacts) -> None:
    drawing = drawing_at(1.0)
    here = drawing.cohorts.there[:, 0] & (drawing.cohorts.centre == facts.place()[centre.code])
    ages = drawing.people.age[here]

    if centre.mean_age is None:
        assert (ages == -1).all()
    else:
        assert float(ages.mean()) == pytest.approx(centre.mean_age, abs=0.05)


def test_level_1_has_its_share_at_each_centre() -> None:
    drawing = drawing_at(1.0)

    assert of_level_1(drawing).tolist() == drawing.targets.level_1.tolist()


def test_the_text_of_the_note_on_alternance_and_work() -> None:
    drawing = drawing_at(1.0)
    people, present = drawing.people, drawing.cohorts.there[:, 0]
    alternance = present & drawing.cohorts.alternance
    told = present & (people.employment > 0)
    at_work = present & (people.employment == 1)

    men = (people.sex[alternance] == learners.MALE).sum()
    women = (people.sex[alternance] == learners.FEMALE).sum()
    assert round(100 * men / women) == 144
    assert float(people.age[alternance].mean()) == pytest.approx(24.7, abs=0.2)
    assert _percent(people.apprentice[alternance].sum(), alternance.sum()) == 51.0
    assert _percent(at_work.sum(), told.sum()) == pytest.approx(63, abs=1)
    intermediate = people.occupation[at_work] == learners.OCCUPATIONS.index("intermediate")
    assert _percent(intermediate.sum(), at_work.sum()) == pytest.approx(51, abs=1)


def test_la_reunion_teaches_at_a_distance_without_opening_anything_there() -> None:
    drawing = drawing_at(1.0)
    offered, year = drawing.offerings, drawing.enrolments[0]
    island = facts.place()["la-reunion"]
    far = (offered.centre == island) & (offered.modality == 1)

    assert (offered.relays[far] >= 0).all()
    assert (offered.unit[far] == offered.unit[offered.relays[far]]).all()
    here = offered.centre[year.offering] == island
    assert _percent(far[year.offering].sum(), here.sum()) == 94.7
    homes = drawing.cohorts.centre[year.learner[here & far[year.offering]]]
    assert {CENTRES[home].code for home in np.unique(homes)} >= {"mayotte", "madagascar"}


def _percent(part: float, whole: float) -> float:
    return round(100 * float(part) / float(whole), 1) if whole else 0.0
