"""Write the reference pages that the code itself can tell: `uv run python -m docs.reference.generate`.

`tests/house/test_reference.py` says when one of them is old.
"""

import importlib
import importlib.util
import inspect
import os
import pkgutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from gregoire.kernel.machine import Machine

HERE: Final = Path(__file__).parent
WRITTEN: Final = "Written by `make reference` from the code; a test says when it is old."


def modules() -> list[str]:
    """The modules of the house, in the order in which it installs them."""
    from gregoire.site.settings import INSTALLED_APPS  # noqa: PLC0415 -- settings read the outside

    return [name.partition(".")[2] for name in INSTALLED_APPS if name.startswith("gregoire.")]


def files(module: str, name: str) -> Iterator[ModuleType]:
    """`gregoire.<module>.<name>`, and the files below it where it is a package."""
    full = f"gregoire.{module}.{name}"
    if importlib.util.find_spec(full) is None:
        return
    package = importlib.import_module(full)
    yield package
    for below in pkgutil.iter_modules(getattr(package, "__path__", [])):
        yield importlib.import_module(f"{full}.{below.name}")


def all_operations() -> dict[str, Callable[..., Any]]:
    """Every operation of the house under its name, once all are declared."""
    return {
        f"{module}.{name}": function
        for module in modules()
        if module != "framework"
        for file in files(module, "operations")
        for name, function in vars(file).items()
        if inspect.isfunction(function)
        and function.__module__ == file.__name__
        and hasattr(function, "__wrapped__")
        and not name.startswith("_")
    }


def machines() -> list[Machine[Any]]:
    """Every state machine of the house."""
    return [
        value
        for module in modules()
        for place in ("states", "rules")
        for file in files(module, place)
        for value in vars(file).values()
        if isinstance(value, Machine)
    ]


def machine_page(machine: Machine[Any]) -> str:
    return f"# {machine.name}\n\n{WRITTEN}\n\n```mermaid\n{machine.mermaid()}```\n"


def operations_page() -> str:
    """What can be done, by whom it may be done, what it says of itself."""
    from gregoire.framework.operations import OPERATIONS  # noqa: PLC0415

    lines = [
        "# Operations",
        "",
        WRITTEN,
        "",
        "Every write of the house is one of these: a permission, a transaction, a line in the journal.",
        "",
        "| Operation | Permit | What it does |",
        "| --- | --- | --- |",
    ]
    for name, function in all_operations().items():
        permit = OPERATIONS[name]
        asked = f"`{permit.code}`" if permit else "that of the move"
        lines.append(f"| `{name}` | {asked} | {first_sentence(function)} |")
    return "\n".join(lines) + "\n"


def rules_page() -> str:
    """The pure rules, and the tables of cases that the institution can read over."""
    lines = ["# Rules", "", WRITTEN, "", "| Rule | What it answers |", "| --- | --- |"]
    for module in modules():
        for file in files(module, "rules"):
            for name, function in vars(file).items():
                ours = inspect.isfunction(function) and function.__module__ == file.__name__
                if ours and not name.startswith("_"):
                    lines.append(f"| `{module}.{name}` | {first_sentence(function)} |")
    lines += ["", "## Tables of cases", "", "Each is read by a test, line by line.", ""]
    for page in sorted((HERE / "rules").glob("*.md")):
        title = page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        lines.append(f"- [{title}](rules/{page.name})")
    return "\n".join(lines) + "\n"


def settings_page() -> str:
    """Every variable that Grégoire reads."""
    from gregoire.site.environment import variables  # noqa: PLC0415

    lines = ["# Settings", "", WRITTEN, ""]
    lines += ["| Variable | Kind | Default | What it does |", "| --- | --- | --- | --- |"]
    for one in variables():
        default = f"`{one.default}`" if one.default else ""
        lines.append(f"| `{one.name}` | {one.kind} | {default} | {one.says} |")
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """The one command: what it can be asked, with which options."""
    from typer.main import get_command  # noqa: PLC0415 -- read from the command itself

    from gregoire.cli import app  # noqa: PLC0415

    lines = ["# Commands", "", WRITTEN, ""]
    lines += [
        "Each ends with status 0, or with one line on standard error and another status: 1 where"
    ]
    lines += [
        "something must be mended, 2 where the command was mistyped, 130 where it was interrupted."
    ]
    for name, command in below(get_command(app)):
        if command.hidden:
            continue
        lines += ["", f"## `gregoire {name}`", "", " ".join(command.help.split()), ""]
        lines += ["| Option | Default | What it says |", "| --- | --- | --- |"]
        for one in command.params:
            if one.name == "help":
                continue
            is_option = one.param_type_name == "option"
            spelt = ", ".join(one.opts) if is_option else one.name.upper()
            default = "" if one.default in (None, False) else f"`{one.default}`"
            lines.append(f"| `{spelt}` | {default} | {one.help or ''} |")
    return "\n".join(lines) + "\n"


def below(group: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every command of a group, under its whole name."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from below(command, f"{prefix}{name} ")
        else:
            yield prefix + name, command


def first_sentence(function: Callable[..., Any]) -> str:
    paragraph = (inspect.getdoc(function) or "").partition("\n\n")[0]
    return " ".join(paragraph.split()).replace("|", "\\|")


def pages() -> dict[Path, str]:
    """Every page that this file writes, with its text."""
    from docs.reference.feed_pages import feed_pages  # noqa: PLC0415 -- it reads the schema
    from docs.reference.indicator_pages import indicator_pages  # noqa: PLC0415 -- it compiles them

    drawings = {HERE / f"machines/{one.name}.md": machine_page(one) for one in machines()}
    from_code = {
        HERE / "operations.md": operations_page(),
        HERE / "rules.md": rules_page(),
        HERE / "settings.md": settings_page(),
        HERE / "commands.md": commands_page(),
    }
    return drawings | from_code | feed_pages(HERE, WRITTEN) | indicator_pages(HERE, WRITTEN)


def main() -> None:
    import django  # noqa: PLC0415 -- only when run as a command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gregoire.site.settings")
    os.environ.setdefault("SECRET_KEY", "not used here")
    os.environ.setdefault("GREGOIRE_DATA_DIR", tempfile.gettempdir())
    django.setup()
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
