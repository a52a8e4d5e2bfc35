"""Style sheets, fonts and scripts, gathered under names that carry their fingerprint."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

import gregoire
from gregoire.site.saying import StopError

BUILT = Path(gregoire.__file__).parent / "framework" / "static" / "vendor" / "tabler.min.css"


def gather_assets() -> bool:
    """Into the data folder, where the web server reads them; False where nothing had changed."""
    if not BUILT.is_file():
        raise StopError(
            "The style sheets are not there: they come with the package's build; run "
            "`uv sync --reinstall-package gregoire`."
        )
    place = Path(settings.STATIC_ROOT)
    stamp, wanted = place / ".stamp", fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    try:
        place.mkdir(parents=True, exist_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted)
    except OSError as error:
        raise StopError(f"{place} cannot be written ({error.strerror}).") from None
    return True


def fingerprint() -> str:
    seen = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(name)).stat()
            seen.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return seen.hexdigest()
