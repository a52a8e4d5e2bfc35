"""What is published of an edition: workbooks, tidy tables, charts, the note. One call writes it all."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gregoire.observatory.figures import Edition

if TYPE_CHECKING:
    from gregoire.observatory.editions import Teaching


def publish(
    edition: Edition,
    public: Edition,
    *,
    folder: Path,
    earlier: Sequence[Edition],
    teaching: "Sequence[Teaching]" = (),
) -> list[Path]:
    """Write every published file under `folder`, from the public face of the edition.

    `earlier`: public editions of years before, for what is shown over years. `teaching`: what is
    taught, for the file of offerings. Raises ValueError where `public` is not the face of `edition`.
    """
    from gregoire.observatory.publication import publishing  # noqa: PLC0415 -- brings what draws

    if (edition.name, edition.identifier) != (public.name, public.identifier):
        raise ValueError(f"{public.identifier} is not the public face of {edition.identifier}")
    return publishing.write(folder, publishing.files(public, earlier=earlier, teaching=teaching))
