"""What a process that was killed between a file and its row has left on the disk."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import FileField, Model, QuerySet
from procrastinate.contrib.django import app

LEFT_ALONE_S: Final = (
    24 * 3600
)  # no transaction lasts as long: a younger file may still get its row


@app.task(name="framework.sweep_files")
def sweep_files(timestamp: int) -> int:
    """Remove the files that no row names; how many. Safe at any time, and twice."""
    count = 0
    for folder, fields in _folders().items():
        named = {name for model, field in fields for name in _names(model, field)}
        for path in _old_files(folder, before=timestamp - LEFT_ALONE_S):
            if path not in named:
                default_storage.delete(path)
                count += 1
    return count


def _folders() -> dict[str, list[tuple[type[Model], str]]]:
    """The folders that fields write to, and which fields: nothing outside them is touched."""
    found: dict[str, list[tuple[type[Model], str]]] = {}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, FileField) and isinstance(field.upload_to, str):
                folder = str(field.upload_to).split("%", 1)[0].split("/", 1)[0]
                if folder:
                    found.setdefault(folder, []).append((model, field.name))
    return found


def _names(model: type[Model], field: str) -> Iterator[str]:
    rows: QuerySet[Model, str] = QuerySet(model).order_by("pk").values_list(field, flat=True)
    return rows.iterator(chunk_size=5000)


def _old_files(folder: str, *, before: float) -> Iterator[str]:
    root = Path(default_storage.path(""))
    for path in sorted((root / folder).rglob("*")):
        if path.is_file() and path.stat().st_mtime < before:
            yield path.relative_to(root).as_posix()
