"""The laws of the house that no linter knows; `docs/reference/laws.md` lists them."""

import importlib
import re
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from gregoire.framework import http
from tests.house import checks
from tests.house.source import PACKAGE, ROOT, Source, pages, sources, sources_of_tests

OUTSIDE_THE_TABLE = {"kernel", "framework", "site", "demo", "cli.py"}


def breaches(check: Callable[[Source], Iterable[str]]) -> list[str]:
    return [breach for source in sources() for breach in check(source)]


def test_arrows_point_down() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert "Contracts:" in told.stdout
    assert told.returncode == 0, told.stdout[told.stdout.find("Broken") :]


def test_every_module_obeys_the_table_of_files() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    tables = [one for one in contracts["contracts"] if one["id"] in {"files", "observatory"}]
    modules = {path.parent.name for path in PACKAGE.glob("*/__init__.py")} - OUTSIDE_THE_TABLE

    placed = [container for table in tables for container in table["containers"]]
    assert sorted(placed) == sorted(f"gregoire.{module}" for module in modules)


def test_only_operations_write() -> None:
    relations = frozenset(
        field.name for model in apps.get_models() for field in model._meta.many_to_many
    )

    assert breaches(lambda source: checks.writes(source, relations)) == []


def test_who_writes_besides_operations_exists() -> None:
    assert {name for name in checks.WRITERS if not (PACKAGE / name).is_file()} == set()


def test_what_operations_files_offer_are_operations() -> None:
    assert breaches(checks.undeclared_operations) == []


def test_rules_know_nothing() -> None:
    assert breaches(checks.knowing_rules) == []


def views(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[Callable[..., object]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns)
        else:
            yield pattern.callback


def goes_through_opens(view: Callable[..., object]) -> bool:
    layer: object = view
    while layer is not None:
        code = getattr(layer, "__code__", None)
        if code is not None and code.co_filename == http.__file__ and code.co_name == "run":
            return True
        layer = getattr(layer, "__wrapped__", None)
    return False


def test_every_view_of_ours_goes_through_opens() -> None:
    ours = {
        view
        for view in views(get_resolver().url_patterns)
        if view.__module__.startswith("gregoire.")
    }

    assert ours
    assert [f"{v.__module__}.{v.__name__}" for v in ours if not goes_through_opens(v)] == []


def test_every_table_of_rules_is_read_by_a_test() -> None:
    said = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    tables = sorted(page.name for page in (ROOT / "docs/reference/rules").glob("*.md"))

    assert tables
    assert checks.unread_tables(tables, said) == []


def test_modules_functions_and_views_stay_short() -> None:
    assert breaches(checks.too_long) == []


def test_most_functions_and_modules_are_much_shorter() -> None:
    lengths = sorted(lines for source in sources() for lines in checks.lengths(source))
    modules = [source.lines for source in sources() if source.lines]

    assert lengths[int(0.95 * len(lengths))] <= 30
    assert statistics.median(modules) <= 100


def test_files_of_tests_stay_short() -> None:
    long = checks.MOST_LINES["test"]

    assert [one.name for one in sources_of_tests() if one.lines > long] == []


def test_templates_are_clean() -> None:
    assert [breach for page in pages() for breach in checks.unclean_page(page)] == []


def test_placeholders_are_named() -> None:
    assert breaches(checks.nameless_placeholders) == []


def test_text_is_declared_safe_only_where_it_is_argued() -> None:
    assert breaches(checks.unsafe_strings) == []


def test_permits_are_named_after_their_module() -> None:
    assert breaches(checks.misplaced_permits) == []


@pytest.mark.parametrize("module", ["kernel", "framework", "network", "people"])
def test_the_laws_read_the_whole_package(module: str) -> None:
    importlib.import_module(f"gregoire.{module}")

    assert any(source.module == module for source in sources())


def test_no_word_of_a_breach_is_hidden_by_a_comment() -> None:
    """`# type: ignore` and `# noqa` always name what they silence."""
    bare = re.compile(r"#\s*noqa\s*($|[^:])|#\s*type:\s*ignore(?!\[)")

    assert [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if bare.search(line)
    ] == []
