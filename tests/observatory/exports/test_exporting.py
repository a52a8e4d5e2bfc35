"""What is exported is a feed like any other: it is read back without a finding, and counts agree."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from gregoire.catalogue.models import Offering
from gregoire.catalogue.rules import Modality, OfferingState
from gregoire.enrolment.models import AlternanceContract, Registration
from gregoire.enrolment.rules import ContractKind
from gregoire.enrolment.states import EnrolmentState, RegistrationState
from gregoire.kernel.levels import Level
from gregoire.network.models import Centre
from gregoire.observatory.exports import Exported, export
from gregoire.observatory.exports import rows as told
from gregoire.observatory.feeds.reading import ingest
from gregoire.observatory.feeds.schema import BY_NAME
from gregoire.observatory.store import Store
from gregoire.records.rules import Outcome
from tests.makers.attendance import record
from tests.makers.enrolment import (
    YEAR,
    make_enrolment,
    make_offering,
    make_registration,
    make_unit,
)
from tests.makers.network import make_centre
from tests.makers.people import make_person
from tests.makers.planning import make_session
from tests.makers.records import make_result

pytestmark = pytest.mark.django_db
EDITION = "2026-2027"
AFTERWARDS = date(2027, 11, 30)


def written(folder: Path) -> Exported:
    return export(folder, year=YEAR, progress=lambda *_: None, produced_on=AFTERWARDS)


def rows(folder: Path, system: str, table: str) -> list[dict[str, str]]:
    path = folder / system / EDITION / f"{table}.csv"
    found = duckdb.read_csv(str(path), all_varchar=True, header=True, delimiter=",")
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def registered(
    centre: Centre, *, diploma: Level | None = Level.BAC_2, **facts: str
) -> Registration:
    """Somebody of whom everything is known."""
    person = make_person(birth_name=facts.get("birth_name", "Roy"))
    registration = make_registration(person=person, centre=centre)
    registration.occupation = "intermediate"
    registration.earlier_diploma = diploma
    registration.save()
    return registration


@pytest.fixture
def alsace() -> Centre:
    return make_centre(code="alsace", name="Cnam Alsace")


@pytest.fixture
def reunion() -> Centre:
    return make_centre(code="la-reunion", name="Cnam La Réunion")


def test_an_export_is_read_back_without_a_finding_and_with_the_same_counts(
    tmp_path: Path, alsace: Centre, reunion: Centre
) -> None:
    at_home = make_offering(unit=make_unit(), centre=alsace)
    far = make_offering(unit=make_unit(), centre=reunion, modality=Modality.DISTANCE)
    first, second = registered(alsace), registered(alsace)
    for registration, offering in ((first, at_home), (first, far), (second, at_home)):
        make_enrolment(registration=registration, offering=offering)
    registered(reunion)

    exported = written(tmp_path / "feeds")
    taken = ingest(
        tmp_path / "feeds", edition=EDITION, store=Store(tmp_path), progress=lambda *_: None
    )

    assert taken.findings == ()
    assert exported.systems == {
        "alsace": {"persons": 2, "registrations": 2, "offerings": 1, "enrolments": 2},
        "la-reunion": {"persons": 2, "registrations": 2, "offerings": 1, "enrolments": 1},
    }
    assert exported.left_out == {}
    read = {(file.system, Path(file.file).stem): file.kept for file in taken.files}
    assert read == {
        (system, table): count
        for system, tables in exported.systems.items()
        for table, count in tables.items()
    }


def test_whoever_is_taught_elsewhere_stands_in_that_feed_too_and_says_where_they_belong(
    tmp_path: Path, alsace: Centre, reunion: Centre
) -> None:
    learner = registered(alsace)
    enrolment = make_enrolment(
        registration=learner, offering=make_offering(centre=reunion, unit=make_unit())
    )

    written(tmp_path)

    (second,) = rows(tmp_path, "la-reunion", "registrations")
    assert second["registration"] == f"R{learner.pk}-la-reunion"
    assert second["centre"] == "la-reunion"
    assert second["administrative_centre"] == "alsace"
    (taught,) = rows(tmp_path, "la-reunion", "enrolments")
    assert taught["enrolment"] == f"E{enrolment.pk}"
    assert taught["registration"] == second["registration"]
    assert rows(tmp_path, "alsace", "enrolments") == []
    (known,) = rows(tmp_path, "la-reunion", "persons")
    assert known["birth_name"] == "Roy"


def test_a_teaching_centre_stands_under_its_region_and_mayotte_in_the_feed_of_la_reunion(
    tmp_path: Path, alsace: Centre, reunion: Centre
) -> None:
    mulhouse = make_centre(code="mulhouse", parent=alsace)
    mayotte = make_centre(code="mayotte")
    mayotte.reports_through = reunion
    mayotte.save()
    registered(mulhouse)
    at_mayotte = registered(mayotte)
    make_enrolment(registration=at_mayotte, offering=make_offering(centre=reunion))

    written(tmp_path)

    assert [row["centre"] for row in rows(tmp_path, "alsace", "registrations")] == ["alsace"]
    manifest = json.loads((tmp_path / "la-reunion" / EDITION / "feed.json").read_text())
    assert manifest["centres"] == ["mayotte", "la-reunion"]
    assert [
        (row["centre"], row["administrative_centre"])
        for row in rows(tmp_path, "la-reunion", "registrations")
    ] == [("mayotte", "mayotte"), ("la-reunion", "mayotte")]
    assert len(rows(tmp_path, "la-reunion", "persons")) == 1


def test_a_relayed_offering_says_whose_it_is(
    tmp_path: Path, alsace: Centre, reunion: Centre
) -> None:
    own = make_offering(centre=alsace, unit=make_unit(), modality=Modality.DISTANCE)
    relayed = make_offering(centre=reunion, unit=own.unit, modality=Modality.DISTANCE)
    Offering.objects.filter(pk=relayed.pk).update(relays=own)
    make_offering(centre=reunion, unit=make_unit(), state=OfferingState.NOT_OPENED)

    written(tmp_path)

    assert [row["relayed_from"] for row in rows(tmp_path, "la-reunion", "offerings")] == ["alsace"]
    assert [row["relayed_from"] for row in rows(tmp_path, "alsace", "offerings")] == [None]


@pytest.mark.parametrize(
    ("outcome", "mark", "expected"),
    [
        (Outcome.EARNED, Decimal("14.5"), ("1", "14.50", "passed")),
        (Outcome.FAILED, Decimal(7), ("1", "7.00", "failed")),
        (Outcome.ABSENT, None, ("0", None, "absent")),
        (None, None, (None, None, "pending")),
    ],
)
def test_what_came_of_an_enrolment_is_told_by_its_result(
    tmp_path: Path,
    alsace: Centre,
    outcome: Outcome | None,
    mark: Decimal | None,
    expected: tuple[str, ...],
) -> None:
    unit = make_unit()
    enrolment = make_enrolment(
        registration=registered(alsace), offering=make_offering(centre=alsace, unit=unit)
    )
    if outcome is not None:
        person = enrolment.registration.person
        make_result(person, unit, year=YEAR, outcome=outcome, mark=mark, enrolment=enrolment)

    written(tmp_path)

    (row,) = rows(tmp_path, "alsace", "enrolments")
    assert (row["sessions_sat"], row["mark"], row["outcome"]) == expected


def test_of_results_that_name_no_enrolment_the_best_of_the_year_counts(
    tmp_path: Path, alsace: Centre
) -> None:
    unit = make_unit()
    enrolment = make_enrolment(
        registration=registered(alsace), offering=make_offering(centre=alsace, unit=unit)
    )
    person = enrolment.registration.person
    make_result(person, unit, year=YEAR, outcome=Outcome.FAILED, mark=Decimal(6))
    make_result(person, unit, year=YEAR, outcome=Outcome.EARNED, mark=Decimal(11))

    written(tmp_path)

    assert [row["outcome"] for row in rows(tmp_path, "alsace", "enrolments")] == ["passed"]


def test_diplomas_contracts_and_unknown_answers_are_told_in_the_words_of_the_format(
    tmp_path: Path, alsace: Centre
) -> None:
    learner = registered(alsace, diploma=Level.BAC_5)
    earlier = make_registration(person=learner.person, centre=alsace, year=YEAR - 1)
    Registration.objects.filter(pk=earlier.pk).update(earlier_diploma=Level.NONE)
    AlternanceContract.objects.create(
        registration=learner,
        kind=ContractKind.APPRENTICESHIP,
        employer="Forges de l’Est",
        starts_on=date(YEAR, 9, 1),
        ends_on=date(YEAR + 1, 8, 31),
    )
    silent = registered(alsace, diploma=None)
    Registration.objects.filter(pk=silent.pk).update(employment="unknown", occupation="unknown")

    written(tmp_path)

    first, second = rows(tmp_path, "alsace", "registrations")
    answers = ("first_diploma", "diploma", "alternance", "contract", "employment", "occupation")
    assert [first[name] for name in answers] == [
        "none", "bac_5", "yes", "apprenticeship", "employed", "intermediate",
    ]  # fmt: skip
    assert [second[name] for name in answers] == [None, None, "no", None, None, None]


def test_no_cell_begins_as_a_formula_and_no_name_breaks_a_line(
    tmp_path: Path, alsace: Centre
) -> None:
    registered(alsace, birth_name="=HYPERLINK(1)\nRoy, “Cam”")
    make_offering(centre=alsace, unit=make_unit(title="-- Réseaux"))

    written(tmp_path)
    taken = ingest(tmp_path, edition=EDITION, store=Store(tmp_path / "s"), progress=lambda *_: None)

    assert taken.findings == ()
    assert rows(tmp_path, "alsace", "persons")[0]["birth_name"] == "HYPERLINK(1) Roy, “Cam”"
    assert rows(tmp_path, "alsace", "offerings")[0]["title"] == "Réseaux"


def test_who_has_only_asked_or_has_left_is_in_no_feed(tmp_path: Path, alsace: Centre) -> None:
    make_registration(centre=alsace, state=RegistrationState.REQUESTED)
    make_registration(centre=alsace, state=RegistrationState.CANCELLED)
    there = registered(alsace)
    gone = make_offering(centre=alsace, unit=make_unit())
    make_enrolment(registration=there, offering=gone, state=EnrolmentState.WITHDRAWN)

    exported = written(tmp_path)

    assert exported.systems["alsace"] == {
        "persons": 1, "registrations": 1, "offerings": 1, "enrolments": 0,
    }  # fmt: skip


def test_a_centre_that_no_table_has_is_told_and_not_dropped_in_silence(
    tmp_path: Path, alsace: Centre
) -> None:
    atlantis = make_centre(code="atlantis")
    lost = registered(atlantis)
    make_enrolment(registration=lost, offering=make_offering(centre=alsace, unit=make_unit()))

    exported = written(tmp_path)

    assert exported.left_out == {"atlantis": 1, "enrolments": 1}
    assert sorted(exported.systems) == ["alsace"]


def test_a_feed_is_provisional_until_its_year_is_over(tmp_path: Path, alsace: Centre) -> None:
    registered(alsace)
    statuses = []
    for day in (date(2027, 8, 31), date(2027, 9, 1)):
        export(tmp_path, year=YEAR, progress=lambda *_: None, produced_on=day)
        said = json.loads((tmp_path / "alsace" / EDITION / "feed.json").read_text())
        statuses.append(said["status"])

    assert statuses == ["provisional", "final"]


def test_every_level_and_choice_of_the_database_is_one_of_the_format() -> None:
    diplomas = BY_NAME["registrations"].column("diploma").values

    assert tuple(told.DIPLOMAS[level] for level in Level) == diplomas
    assert set(told.OUTCOMES.values()) < set(BY_NAME["enrolments"].column("outcome").values)
    assert {kind.value for kind in ContractKind} == set(
        BY_NAME["registrations"].column("contract").values
    )
    assert set(told.OUTCOMES) == set(Outcome)


def test_the_year_under_way_is_exported_unless_another_is_named(
    tmp_path: Path, alsace: Centre
) -> None:
    registered(alsace)

    exported = export(
        tmp_path, year=None, progress=lambda *_: None, produced_on=date(YEAR + 1, 3, 1)
    )

    assert exported.year == YEAR
    assert exported.systems["alsace"]["registrations"] == 1


def test_hours_are_told_by_the_system_where_they_were_followed(
    tmp_path: Path, alsace: Centre, reunion: Centre
) -> None:
    registration = registered(alsace)
    idle = registered(alsace)
    for centre, hours in ((alsace, 2.5), (alsace, 1.25), (reunion, 3)):
        offering = make_offering(centre=centre)
        enrolment = make_enrolment(registration=registration, offering=offering)
        record(make_session(offering=offering, hours=hours), [enrolment])

    written(tmp_path)

    told_at_home = {
        row["registration"]: row["hours"] for row in rows(tmp_path, "alsace", "registrations")
    }
    (there,) = rows(tmp_path, "la-reunion", "registrations")
    assert told_at_home[f"R{registration.pk}"] == "3.75"
    assert not told_at_home[f"R{idle.pk}"]
    assert there["hours"] == "3.00"
