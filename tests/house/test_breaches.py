"""Every law is broken once, on purpose, and whoever enforces it is seen to say so."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from types import ModuleType

import pytest
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import isolate_apps

from gregoire.framework.actors import Actor, ActorRequest
from gregoire.framework.http import WriteWhileReadingError, opens
from gregoire.kernel.machine import Machine, Move
from gregoire.network.models import Centre, Region, Room
from tests.house import checks
from tests.house.source import PACKAGE, ROOT, Page, Source
from tests.house.test_laws import goes_through_opens
from tests.house.test_registries import in_words, loose_keys, unpermitted, unsaid, unsound

# Where the breach is planted, what is planted there, and what import-linter is to say.
IMPORT_BREACHES = {
    "modules": (
        "people/queries.py",
        "import gregoire.enrolment.models",
        "gregoire.people.queries -> gregoire.enrolment.models",
    ),
    "files": (
        "people/models.py",
        "import gregoire.people.operations",
        "gregoire.people.models -> gregoire.people.operations",
    ),
    "names": ("records/helpers.py", "", "gregoire.records.helpers"),
    "strangers": ("gadgets/__init__.py", "", "gregoire.gadgets"),
    "pure": ("catalogue/rules.py", "import django.db", "gregoire.catalogue.rules -> django"),
    "timeless": ("enrolment/rules.py", "import random", "gregoire.enrolment.rules -> random"),
    "web": (
        "portal/queries.py",
        "import gregoire.catalogue.web.urls",
        "gregoire.portal.queries -> gregoire.catalogue.web.urls",
    ),
    "observatory": (
        "observatory/figures.py",
        "import gregoire.observatory.editions",
        "gregoire.observatory.figures -> gregoire.observatory.editions",
    ),
    "acyclic": (
        "kernel/text.py",
        "import gregoire.kernel.levels",
        "No cycles are allowed in gregoire.kernel",
    ),
}
OTHER_HALF = ("kernel/levels.py", "import gregoire.kernel.text")


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says of a copy of the package in which every breach is planted."""
    place = tmp_path_factory.mktemp("planted")
    package = place / "gregoire"
    shutil.copytree(PACKAGE, package, ignore=lambda _, names: [n for n in names if _is_data(n)])
    for name, line in [OTHER_HALF, *((name, line) for name, line, _ in IMPORT_BREACHES.values())]:
        plant(package / name, line)
    shutil.copy(ROOT / "pyproject.toml", place)
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    said = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert said.returncode == 1
    return said.stdout


def _is_data(name: str) -> bool:
    return name in {"static", "icons", "data", "locale", "__pycache__"}


def plant(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((path.read_text() if path.is_file() else '"""."""\n') + line + "\n")


@pytest.mark.parametrize("law", IMPORT_BREACHES)
def test_an_arrow_that_points_up_is_seen(law: str, told: str) -> None:
    assert IMPORT_BREACHES[law][2] in told


Check = Callable[[Source], Iterable[str]]
WRITING = """
def view(request):
    {breach}
"""


def seen(check: Check, name: str, text: str) -> list[str]:
    return list(check(Source.of(name, text)))


@pytest.mark.parametrize(
    "breach",
    [
        "person.save()",
        "Person.objects.create(name='x')",
        "Person.objects.filter(pk=1).update(name='x')",
        "people.delete()",
        "Person.objects.bulk_create([])",
        "await person.asave()",
        "cursor.execute('INSERT INTO people_person VALUES (1)')",
        "cursor.execute('update people_person set name = 1')",
        "cursor.execute(f'DELETE FROM {table}')",
        "cursor.execute('WITH gone AS (DELETE FROM x RETURNING *) SELECT * FROM gone')",
        "cursor.executemany(sql, rows)",
        "cursor.copy('COPY people_person (name) FROM STDIN')",
        "group.units.add(unit)",
    ],
)
def test_a_write_outside_an_operation_is_seen(breach: str) -> None:
    text = WRITING.format(breach=breach).replace("def view", "async def view")

    def writes(source: Source) -> Iterable[str]:
        return checks.writes(source, frozenset({"units"}))

    assert len(seen(writes, "people/web/views.py", text)) >= 1
    assert seen(writes, "people/operations.py", text) == []


@pytest.mark.parametrize(
    ("imports", "is_seen"),
    [
        ("import duckdb", False),
        ("import duckdb\nfrom gregoire.people.models import Person", True),
        ("import duckdb\nfrom gregoire.people import models", True),
        ("import duckdb\nfrom django.db import connection", True),
        ("import numpy", True),
    ],
)
def test_tables_of_duckdb_are_nobodys_rows(imports: str, *, is_seen: bool) -> None:
    text = imports + WRITING.format(breach="con.execute('INSERT INTO facts VALUES (1)')")

    assert bool(seen(checks.writes, "observatory/feeds/checking.py", text)) is is_seen


@pytest.mark.parametrize(
    "innocent",
    ["words.update(other)", "seen.add(1)", "numpy.delete(rows, 0)", "say('Select from a list')"],
)
def test_what_only_looks_like_a_write_is_let_through(innocent: str) -> None:
    assert seen(checks.writes, "people/web/views.py", WRITING.format(breach=innocent)) == []


@pytest.mark.parametrize(
    ("check", "name", "text"),
    [
        (checks.undeclared_operations, "x/operations.py", "def do(*, by):\n    'Do.'"),
        (checks.undeclared_operations, "x/operations/y.py", "@operation()\ndef do(*, by): ..."),
        (checks.knowing_rules, "x/rules.py", "def due():\n    'When.'\n    return date.today()"),
        (checks.knowing_rules, "x/states.py", "NOW = datetime.now()"),
        (checks.knowing_rules, "x/rules.py", "def facts():\n    'All.'\n    return open('f')"),
        (checks.knowing_rules, "x/rules.py", "def silent(): ..."),
        (checks.too_long, "x/queries.py", "\n" * 501),
        (checks.too_long, "x/queries.py", "def long():\n" + "    x = 1\n" * 60),
        (checks.too_long, "x/web/views.py", "@opens\ndef view():\n" + "    x = 1\n" * 25),
        (checks.nameless_placeholders, "x/wording.py", "_('%s places')"),
        (checks.nameless_placeholders, "x/wording.py", "_('{} places')"),
        (checks.nameless_placeholders, "x/wording.py", "gettext(f'{n} places')"),
        (checks.nameless_placeholders, "x/wording.py", "ngettext('a place', '%d places', n)"),
        (checks.unsafe_strings, "x/web/views.py", "mark_safe(words)"),
        (checks.misplaced_permits, "x/permissions.py", "permission('y.do', allow=all)"),
        (checks.misplaced_permits, "x/models.py", "permission('x.do', allow=all)"),
    ],
)
def test_a_breach_in_the_source_is_seen(check: Check, name: str, text: str) -> None:
    assert len(seen(check, name, text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "<script>go()</script>",
        '<p style="color:red">',
        "<style>p{}</style>",
        '<a onclick="go()">',
        '<a href="javascript:go()">',
        "{{ words|safe }}",
        "{% autoescape off %}",
        "\n" * 151,
    ],
)
def test_an_unclean_template_is_seen(text: str) -> None:
    assert len(list(checks.unclean_page(Page("x/templates/x/y.html", text)))) >= 1


@pytest.mark.parametrize(
    "text",
    ['<script src="/a.js" defer></script>', '<script type="application/ld+json">{}</script>'],
)
def test_a_script_of_our_own_is_let_through(text: str) -> None:
    assert list(checks.unclean_page(Page("x/templates/x/y.html", text))) == []


@opens
def careless(request: ActorRequest, sql: str) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(sql)
    return HttpResponse(str(request.method))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO network_region (name) VALUES ('x')",
        "  insert into network_region (name) values ('x')",
        "WITH made AS (INSERT INTO network_region (name) VALUES ('x') RETURNING id) SELECT id FROM made",
        "DELETE FROM network_region",
        "TRUNCATE network_region CASCADE",
    ],
)
def test_a_get_that_writes_is_refused(sql: str) -> None:
    with pytest.raises(WriteWhileReadingError):
        careless(RequestFactory().get("/"), sql)

    assert Region.objects.count() == 0


@pytest.mark.django_db
def test_a_post_writes() -> None:
    careless(RequestFactory().post("/"), "INSERT INTO network_region (name) VALUES ('x')")

    assert Region.objects.get().name == "x"


def test_a_view_that_does_not_open_is_seen() -> None:
    def bare(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert not goes_through_opens(bare)
    assert goes_through_opens(careless)


class DoorRefusal(StrEnum):
    LOCKED = "locked"
    WALLED_UP = "walled_up"


def test_a_refusal_without_a_sentence_is_seen() -> None:
    wording = ModuleType("wording")
    vars(wording)["REFUSALS"] = {DoorRefusal.LOCKED: "It is locked."}

    assert unsaid(DoorRefusal, wording) == {DoorRefusal.WALLED_UP}
    assert unsaid(DoorRefusal, None) == set(DoorRefusal)


@pytest.mark.parametrize("name", ["people_pers_mail_3f21_idx", "unique", "Person_uniq"])
def test_a_name_that_says_nothing_is_seen(name: str) -> None:
    assert not in_words(name)


class Bulb(StrEnum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


def test_an_unsound_machine_is_seen() -> None:
    on = Move("switch", frozenset({Bulb.OFF}), Bulb.ON, "lamps.switch")
    off = Move("switch", frozenset({Bulb.ON}), Bulb.OFF, "lamps.forgotten")
    machine = Machine("bulb", start=Bulb.OFF, moves=(on, off))

    assert unsound(machine, {"lamps.switch"}) == ["switch", "broken", "lamps.forgotten"]


def test_an_operation_without_a_permit_is_seen() -> None:
    def switch(*, by: Actor, lamp: object) -> None: ...

    def move_lamp(*, by: Actor, lamp: object, move: object) -> None: ...

    permits = {"lamps.switch": None, "lamps.move_lamp": None}
    operations: dict[str, Callable[..., object]] = {
        "lamps.switch": switch,
        "lamps.move_lamp": move_lamp,
    }

    assert unpermitted(permits, operations) == ["lamps.switch"]


@isolate_apps("gregoire.network")
def test_a_key_that_protects_nothing_is_seen() -> None:
    class Lamp(models.Model):
        centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="+")
        room = models.ForeignKey(Room, on_delete=models.PROTECT)
        spare = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "network"

        def __str__(self) -> str:
            return "lamp"

    assert loose_keys(Lamp, {"network.Lamp.spare"}) == ["network.Lamp.centre", "network.Lamp.room"]


def test_a_table_that_no_test_reads_is_seen() -> None:
    tests = 'cases("reference/rules/known.md", "Examples")'

    assert checks.unread_tables(["known.md", "forgotten.md"], tests) == ["forgotten.md"]


TANGLED = "def tangled(n: int) -> int:\n" + "".join(
    f"    if n == {n}:\n        return {n + 1}\n" for n in range(9)
)

WIDE = ", ".join(f"{name}: int" for name in "*abcdefghi").replace("*: int", "*")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("C901", TANGLED + "    return 0\n"),
        ("PLR0913", f"def wide({WIDE}) -> None: ...\n"),
        ("ANN001", "def untyped(n) -> None: ...\n"),
    ],
)
def test_a_tangle_is_seen(code: str, text: str) -> None:
    command = [str(Path(sys.executable).with_name("ruff")), "check", "--no-cache"]
    command += ["--stdin-filename", "src/gregoire/people/planted.py", "-"]

    said = subprocess.run(
        command, cwd=ROOT, input=text, capture_output=True, text=True, check=False
    )

    assert said.returncode == 1
    assert code in said.stdout
