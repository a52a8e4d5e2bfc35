"""The field of a form that takes files, several at once, and the input that it is shown as."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.functional import lazy
from django.utils.translation import gettext

from gregoire.framework import formats
from gregoire.framework.uploads.accepting import MOST_BYTES, Upload, accepted
from gregoire.framework.uploads.incoming import Incoming
from gregoire.framework.uploads.kinds import DOCUMENTS, FileKind, labels
from gregoire.framework.uploads.refusals import UploadRefusal, sentence
from gregoire.kernel.refusals import RefusedError

MOST_FILES: Final = 5


class FilesInput(forms.FileInput):
    """An input that gives a list; without a script it is the browser's own."""

    allow_multiple_selected = True

    def value_from_datadict(
        self, _data: Any, files: MultiValueDict[str, Incoming] | None, name: str
    ) -> list[Incoming]:
        return files.getlist(name) if files else []


class FilesBound(forms.BoundField):
    """What was chosen stays chosen when a form is refused: one file is left out, or added, and no
    more. (To htmx; a page that is loaded anew loses the choice, and says so.)
    """

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        if self.form.is_bound:
            attrs["hx-preserve"] = True
        return attrs


class FilesField(forms.Field):
    """Gives a tuple of `Upload`s, each looked at; says of each that is refused why.

    `kinds`, `most_files` and `most_bytes` are those of the procedure; `most_bytes` can be less than
    `MOST_BYTES` and not more: beyond it nothing is let in.
    """

    widget = FilesInput

    def __init__(
        self,
        *,
        kinds: tuple[FileKind, ...] = DOCUMENTS,
        most_files: int = MOST_FILES,
        most_bytes: int = MOST_BYTES,
        **options: Any,
    ) -> None:
        self.kinds, self.most_files, self.most_bytes = (
            kinds,
            most_files,
            min(most_bytes, MOST_BYTES),
        )
        super().__init__(**{"help_text": lazy(self._help, str)(), **options})

    def _help(self) -> str:
        most = {
            "count": self.most_files,
            "most": formats.file_size(self.most_bytes),
            "kinds": labels(self.kinds),
        }
        return gettext("At most %(count)s files of %(most)s each: %(kinds)s.") % most

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        return FilesBound(form, self, field_name)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002
        """What the browser offers to choose, and what the script looks at before anything leaves."""
        offered = [f".{extension}" for kind in self.kinds for extension in kind.extensions]
        types = [kind.content_type for kind in self.kinds]
        return {
            "multiple": True,
            "accept": ",".join([*offered, *types]),
            "data-files": self.most_files,
            "data-most-bytes": self.most_bytes,
        }

    def clean(self, value: Sequence[Incoming]) -> tuple[Upload, ...]:
        """Raises ValidationError with one sentence for each file that is refused."""
        if not value and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(value) > self.most_files:
            facts = {"count": len(value), "most": self.most_files}
            raise ValidationError(sentence(RefusedError(UploadRefusal.TOO_MANY, **facts)))
        taken, refused = [], []
        for file in value:
            try:
                taken.append(accepted(file, kinds=self.kinds, most_bytes=self.most_bytes))
            except RefusedError as no:
                refused.append(sentence(no))
        if refused:
            raise ValidationError(refused)
        return tuple(taken)
