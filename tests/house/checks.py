"""The laws that no linter knows, as functions from a source to what breaks them there.

`test_laws.py` applies them to the package; `test_breaches.py` to planted breaches.
"""

import ast
import re
from collections.abc import Iterator

from tests.house.source import Page, Source

WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITES |= {f"a{name}" for name in WRITES} | {"executemany", "_raw_delete"}
WRITING_SQL = re.compile(
    r"\b(insert\s+into|update\s+[\w\"{.]+\s+(as\s+\w+\s+)?set|delete\s+from|merge\s+into|truncate\s|"
    r"copy\s+[\w\"{(.]+.*\s(from|to)\s|setval\(|nextval\()",
    re.IGNORECASE | re.DOTALL,
)
# Who writes besides operations, and why.
WRITERS = {
    "framework/models.py": "the journal of operations, written by @operation itself",
    "correspondence/saying.py": "keeps each notice, in the operation that says it",
    "correspondence/delivering.py": "keeps what became of each notice, as the outbox does of mail",
    "framework/outbox.py": "keeps each mail, and what became of it",
    "planning/searching.py": "keeps how far a search is while it runs, outside any transaction",
    "framework/looks.py": "records who looked at whose file, once the page is made",
}
# Who declares text safe, and why it is.
SAFE = {
    "framework/templatetags/ui.py": "components, of what Django has escaped",
    "catalogue/web/structured.py": "JSON for search engines, with <, > and & escaped",
}
WRITING_FOLDERS = re.compile(r"(?<!^framework)/operations(/\w+)?\.py$|^demo/load(_\w+|/\w+)?\.py$")
CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "perf_counter", "time_ns"}
MOST_LINES = {"function": 60, "module": 500, "test": 600, "template": 150, "view": 25}
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)|\sstyle=|<style|\son[a-z]+=\"|javascript:"
)
UNSAFE = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off")
NAMELESS = re.compile(r"%[sdifr]|%\.\d|\{\d*\}")
GETTEXTS = {"_", "__", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
GETTEXTS |= {"pgettext_lazy", "npgettext", "npgettext_lazy", "gettext_noop"}


def writes(source: Source, many_to_many: frozenset[str] = frozenset()) -> Iterator[str]:
    """Rows written outside operations."""
    if source.name in WRITERS or WRITING_FOLDERS.search(source.name):
        return
    if _has_tables_of_its_own(source.tree):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _writes_rows(node, many_to_many):
            yield f"{source.name}:{node.lineno} {ast.unparse(node.func)}()"
    for line, text in _texts(source.tree):
        if WRITING_SQL.search(text):
            yield f"{source.name}:{line} SQL that writes"


def _has_tables_of_its_own(tree: ast.Module) -> bool:
    """It computes in DuckDB, in memory, and reaches neither Django nor our models: no row of ours."""
    imported = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        )
    }
    engines = {"duckdb", "ibis", "splink"}
    ours = re.compile(r"^(django|psycopg|procrastinate)\b|^gregoire\.\w+\.(models|operations)\b")
    return any(name.split(".")[0] in engines for name in imported) and not any(
        ours.match(name) for name in imported
    )


def _writes_rows(call: ast.Call, many_to_many: frozenset[str]) -> bool:
    method = call.func
    if not isinstance(method, ast.Attribute):
        return False
    if method.attr in WRITES:
        return True
    if method.attr in {"delete", "adelete"}:  # an array's takes what to delete
        return not call.args
    if method.attr in {"update", "aupdate"}:  # a dictionary's takes a mapping
        return bool(call.keywords) and not call.args
    if method.attr in {"add", "set", "remove", "clear"}:
        return isinstance(method.value, ast.Attribute) and method.value.attr in many_to_many
    return False


def _texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every string of a file that is not a docstring."""
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in docstrings:
                yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            yield node.lineno, ast.unparse(node)


def undeclared_operations(source: Source) -> Iterator[str]:
    """Public functions of an operations file that are not operations: nobody asked for a permit."""
    if not re.search(r"(?<!^framework)/operations(/\w+)?\.py$", source.name):
        return
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            marks = {ast.unparse(mark).partition("(")[0] for mark in node.decorator_list}
            if "operation" not in marks:
                yield f"{source.name}:{node.lineno} {node.name}"
            elif ast.get_docstring(node) is None:
                yield f"{source.name}:{node.lineno} {node.name} has no docstring"


def knowing_rules(source: Source) -> Iterator[str]:
    """Rules, states and events that ask the clock, open a file, or do not say what they compute."""
    if not re.search(r"(?<!^framework)/(rules|states|events)(/\w+)?\.py$", source.name):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            name = (
                node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            )
            asks = isinstance(node.func, ast.Attribute) and name in CLOCKS
            if asks or name in {"open", "input", "print"}:
                yield f"{source.name}:{node.lineno} {ast.unparse(node.func)}()"
    for node in source.tree.body:
        public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if public and isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is None:
            yield f"{source.name}:{node.lineno} {node.name} has no docstring"


def _functions(
    source: Source,
) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, str, int]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = f"{source.name}:{node.lineno} {node.name}"
            yield node, name, (node.end_lineno or node.lineno) - node.lineno + 1


def lengths(source: Source) -> list[int]:
    """The number of lines of every function of a file."""
    return [lines for _, _, lines in _functions(source)]


def too_long(source: Source, *, longest: int = MOST_LINES["module"]) -> Iterator[str]:
    """Modules, functions and views beyond the budget."""
    if source.lines > longest:
        yield f"{source.name}: {source.lines} lines"
    for node, name, lines in _functions(source):
        is_view = any(ast.unparse(mark) == "opens" for mark in node.decorator_list)
        if lines > MOST_LINES["view" if is_view else "function"]:
            yield f"{name}: {lines} lines"


def unclean_page(page: Page) -> Iterator[str]:
    """Templates with inline script or style, unescaped text, or too many lines."""
    lines = page.text.count("\n")
    if lines > MOST_LINES["template"]:
        yield f"{page.name}: {lines} lines"
    if page.name.endswith(".html"):
        in_mail = "/mail/" in page.name  # mail readers know no style sheet
        for found in INLINE.finditer(page.text):
            if not (in_mail and "style" in found[0]):
                yield f"{page.name}: {found[0].strip()}"
    if page.name.startswith("framework/templates/ui/") or page.name.endswith(".txt"):
        return  # the help of a field comes from Django's own in HTML; plain text has no tags
    for found in UNSAFE.finditer(page.text):
        yield f"{page.name}: {found[0]}"


def nameless_placeholders(source: Source) -> Iterator[str]:
    """Sentences whose placeholders have no name, or that are put together before translation."""
    for node in ast.walk(source.tree):
        if not (
            isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in GETTEXTS
        ):
            continue
        for argument in node.args:
            if isinstance(argument, ast.JoinedStr):
                yield f"{source.name}:{argument.lineno} an f-string"
            elif isinstance(argument, ast.Constant) and NAMELESS.search(str(argument.value)):
                yield f"{source.name}:{argument.lineno} {argument.value!r}"


def unsafe_strings(source: Source) -> Iterator[str]:
    """Text declared safe elsewhere than where somebody has argued it."""
    if source.name in SAFE:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark_safe"):
            yield f"{source.name}:{node.lineno} mark_safe"


def misplaced_permits(source: Source) -> Iterator[str]:
    """Permissions declared elsewhere than in `permissions.py`, or under another module's name."""
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "permission"):
            continue
        code = node.args[0] if node.args else None
        misnamed = isinstance(code, ast.Constant) and not re.fullmatch(
            rf"{source.module}\.[a-z_]+", str(code.value)
        )
        if misnamed or not re.search(r"/permissions(/\w+)?\.py$", source.name):
            yield f"{source.name}:{node.lineno} {ast.unparse(node)[:60]}"


def unread_tables(pages: list[str], tests: str) -> list[str]:
    """Pages of tables that no test names: nobody would see that the code has left them."""
    return [page for page in pages if f"rules/{page}" not in tests]
