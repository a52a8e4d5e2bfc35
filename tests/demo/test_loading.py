"""The network in the database: what was drawn is what is there, counted again by SQL."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils.timezone import localdate, now
from pytest_django.plugin import DjangoDbBlocker

from gregoire.catalogue.models import Offering, Unit
from gregoire.correspondence.models import Conversation, Message
from gregoire.demo import check, load
from gregoire.demo.drawing.network import draw
from gregoire.demo.edition import CONVENTION, build_first_edition
from gregoire.enrolment.models import Enrolment, Registration, RegulationAcceptance
from gregoire.framework.actors import Role
from gregoire.observatory import commands, editions
from gregoire.observatory.figures import Key
from gregoire.observatory.models import Publication
from gregoire.observatory.store import Store
from gregoire.people.models import Account, Appointment, Attachment, Person
from gregoire.people.queries import actor_for
from gregoire.portal.queries import awaiting
from gregoire.records.models import Result
from gregoire.site.demonstration import ACCOUNTS, PASSWORD

SCALE, YEAR, DAY = 0.005, 2026, date(2026, 11, 22)
pytestmark = pytest.mark.django_db
LOADED = (
    Person, Account, Appointment, Offering, Registration, Enrolment, Result, Attachment,
    Conversation, Message,
)  # fmt: skip


def silent(what: str, done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module", autouse=True)
def _network(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001
    """Loaded once; taken back when the last test of this file is over."""
    with django_db_blocker.unblock(), transaction.atomic():
        load.load_network(scale=SCALE, year=YEAR, progress=silent)
        yield
        transaction.set_rollback(True)


def test_it_is_loaded() -> None:
    assert load.is_loaded()


def test_every_count_by_sql_is_the_drawn_one() -> None:
    assert check.counted(YEAR) == check.expected(draw(SCALE).targets)


def test_both_tables_are_compared_cell_by_cell() -> None:
    cells = check.compared(YEAR)

    assert len(cells) == 263
    totals = {(cell.table, cell.column): cell for cell in cells if cell.row == "total"}
    assert totals[1, "learners"].published == 60_502
    assert totals[1, "learners"].counted == 303
    assert not totals[1, "learners"].agrees


def test_no_constraint_waits_to_fail() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert Registration.objects.filter(year=YEAR, state="validated").count() == 303


def test_the_next_person_takes_the_next_number() -> None:
    last = Person.objects.order_by("-pk").values_list("pk", flat=True)[0]

    person = Person.objects.create(number="99-000001", birth_name="Roy", first_names="Camille")

    assert person.pk == last + 1


@pytest.mark.parametrize("mail", list(ACCOUNTS))
def test_each_printed_account_signs_in(mail: str) -> None:
    account = Account.objects.get(email=mail)

    assert account.check_password(PASSWORD)
    assert authenticate(None, email=mail, password="another") is None


def test_the_offices_are_at_bourgogne_and_the_national_roles_everywhere() -> None:
    posts = {
        mail.partition("@")[0]: Appointment.objects.values_list("role", "centre__code").get(
            person__mail=mail
        )
        for mail in ACCOUNTS
        if not mail.startswith("auditeur@")
    }

    assert posts == {
        "enseignant": (Role.TEACHER, "dijon"),
        "conseiller": (Role.ADVISER, "bourgogne"),
        "scolarite": (Role.SCHOOLING, "bourgogne"),
        "examens": (Role.EXAMS, "bourgogne"),
        "jury": (Role.JURY, "bourgogne"),
        "diplomes": (Role.DIPLOMAS, "bourgogne"),
        "bibliotheque": (Role.LIBRARIAN, None),
        "observatoire": (Role.OBSERVATORY, None),
        "admin": (Role.ADMINISTRATOR, None),
    }


def test_the_learner_of_the_demo_has_a_story() -> None:
    amina = Person.objects.get(mail="auditeur@demo.gregoire.example")

    assert (amina.first_names, amina.usage_name, amina.birth_name) == ("Amina", "Rossi", "Haddad")
    assert amina.results.aggregate(all=Sum("credits"))["all"] == 116
    years = amina.registrations.order_by("year").values_list("year", "centre__code")
    assert list(years) == [(year, "dijon") for year in (2023, 2024, 2025, 2026)]
    taken = Enrolment.objects.filter(registration__person=amina, registration__year=YEAR)
    assert sorted(taken.values_list("offering__unit__code", "offering__centre__code", "state")) == [
        ("GDN100", "dijon", "enrolled"),
        ("MVA101", "paris", "enrolled"),
        ("NFP121", "dijon", "enrolled"),
        ("RSX101", "grenoble", "enrolled"),
        ("SMB101", "paris", "waiting"),
    ]
    assert amina.conversations.filter(messages__read_at=None).count() == 2


def test_no_offering_takes_more_than_it_can() -> None:
    crowded = (
        Offering.objects.annotate(taken=Count("enrolments", filter=Q(enrolments__state="enrolled")))
        .filter(taken__gt=F("capacity"))
        .count()
    )

    assert crowded == 0


def test_everybody_is_attached_where_they_register_and_learn() -> None:
    known = set(Attachment.objects.values_list("person", "centre"))

    assert set(Registration.objects.values_list("person", "centre")) <= known
    taught = Enrolment.objects.filter(state="enrolled")
    assert set(taught.values_list("registration__person", "offering__centre")) <= known


def test_the_present_year_has_no_result_and_the_past_has_one_for_each_enrolment() -> None:
    assert not Result.objects.filter(enrolment__registration__year=YEAR).exists()
    assert not Enrolment.objects.filter(
        registration__year__lt=YEAR, state="enrolled", result=None
    ).exists()


def test_regulations_are_accepted_by_all_of_this_year() -> None:
    people = Registration.objects.filter(year=YEAR, state="validated").count()

    assert RegulationAcceptance.objects.count() == 2 * people


def test_the_office_that_the_demo_shows_has_work_of_every_kind() -> None:
    account = Account.objects.get(email="scolarite@demo.gregoire.example")

    work = awaiting(actor_for(account, today=DAY))

    assert work.registrations_count >= 1
    assert work.conversations_count >= 3
    assert work.to_decide_count >= 1
    assert work.waited_for_count >= 1


def test_dijon_has_its_share() -> None:
    there = Offering.objects.filter(centre__code="dijon", semester__year=YEAR).annotate(
        taken=Count("enrolments", filter=Q(enrolments__state="enrolled")),
        in_line=Count("enrolments", filter=Q(enrolments__state="waiting")),
    )
    asked = Registration.objects.filter(centre__code="dijon", state="requested")
    said = Conversation.objects.filter(centre__code="dijon", office="schooling")

    assert 1 <= asked.count() <= 3
    assert said.filter(waits_for_office=True).count() >= 2
    assert there.filter(taken=F("capacity"), in_line__gte=1).exists()
    assert there.filter(state="announced", taken__gte=F("minimum")).exists()
    assert there.filter(state="announced", taken__lt=F("minimum")).exists()


def test_something_waits_in_every_centre() -> None:
    registered = Registration.objects.filter(year=YEAR, state="validated")
    waiting = Conversation.objects.filter(waits_for_office=True)
    answered = Conversation.objects.filter(messages__from_office=False, waits_for_office=False)

    centres = set(registered.values_list("centre", flat=True))
    assert set(waiting.values_list("centre", flat=True)) >= centres
    assert answered.exists()


def test_whoever_asks_to_be_registered_was_there_before_and_is_not_counted() -> None:
    asking = Registration.objects.filter(state="requested")

    earlier = Registration.objects.filter(person=OuterRef("person"), year__lt=YEAR)
    assert set(asking.values_list("year", flat=True)) == {YEAR}
    assert not asking.exclude(Exists(earlier)).exists()
    assert not Enrolment.objects.filter(registration__state="requested").exists()


def test_nobody_has_done_anything_tomorrow() -> None:
    today, this_moment = localdate(), now()

    assert not Registration.objects.filter(requested_on__gt=today).exists()
    assert not Registration.objects.filter(validated_on__gt=today).exists()
    assert not Enrolment.objects.filter(asked_at__gt=this_moment).exists()
    assert not Conversation.objects.filter(last_at__gt=this_moment).exists()
    assert not Message.objects.filter(Q(at__gt=this_moment) | Q(read_at__gt=this_moment)).exists()


def test_units_are_found_by_words_without_accents() -> None:
    assert Unit.objects.filter(code="RSX112", search_words="securite").exists()


def test_two_loads_write_the_same_rows() -> None:
    first = _digests()

    _empty_the_network()
    load.load_network(scale=SCALE, year=YEAR, progress=silent)

    assert _digests() == first


def _digests() -> dict[str, str]:
    """What each table holds, but for when the database wrote it."""
    digests = {}
    with connection.cursor() as cursor:
        for model in LOADED:
            table = model._meta.db_table
            cursor.execute(
                f"SELECT (to_jsonb(t) - 'created_at')::text FROM {table} t ORDER BY id"  # noqa: S608
            )
            rows = "\n".join(row[0] for row in cursor.fetchall())
            digests[table] = hashlib.sha256(rows.encode()).hexdigest()
    return digests


def _empty_the_network() -> None:
    tables = "people_person, catalogue_unit, catalogue_programme, catalogue_semester, network_room"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")


def test_the_observatory_publishes_the_year_before(tmp_path: Path, settings: LazySettings) -> None:
    store = Store(tmp_path / "observatory")
    settings.GREGOIRE_OBSERVATORY = store.root

    build_first_edition(store, scale=SCALE, year=YEAR - 1, progress=silent)
    made = commands.release(store, name="2025-2026", convention=CONVENTION, progress=silent)
    commands.record(made.edition, is_provisional=False)

    (publication,) = Publication.objects.all()
    (built,) = editions.built(store)
    edition = editions.load(store, *built)
    learners = edition.by_key[Key("learners", "total", "2025-2026")]
    registered = Registration.objects.filter(year=YEAR - 1, state="validated")
    assert built == ("2025-2026", "clean", publication.identifier)
    assert learners.value == registered.values("person").distinct().count()
