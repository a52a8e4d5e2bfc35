from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gregoire.correspondence.rules import LONGEST_TEXT, MessageRefusal, Office
from gregoire.correspondence.wording import OFFICES, REFUSALS
from gregoire.framework import formats
from gregoire.framework.uploads.fields import FilesField
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre

ABOUT_THE_SUBJECT = {MessageRefusal.NO_SUBJECT, MessageRefusal.SUBJECT_TOO_LONG}
ABOUT_THE_TEXT = {MessageRefusal.NO_TEXT, MessageRefusal.TEXT_TOO_LONG}


class TextForm(forms.Form):
    """Reads what was typed, however long: a limit in the browser would cut a pasted text."""

    text = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": REFUSALS[MessageRefusal.NO_TEXT]},  # type: ignore[dict-item]
    )

    attached = FilesField(label=_("Files"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        most = formats.number(LONGEST_TEXT)
        self.fields["text"].help_text = _("At most %(most)s characters.") % {"most": most}

    @property
    def message(self) -> dict[str, Any]:
        """What the operations take, once the form is valid: the text, the files, and the subject."""
        typed = self.cleaned_data
        subject = {"subject": typed["subject"]} if "subject" in typed else {}
        return {**subject, "text": typed["text"], "files": typed["attached"]}

    def refuse(self, refused: RefusedError) -> None:
        """Say why not, beside the field that it is about."""
        reason = MessageRefusal(refused.reason)
        field = "text" if reason in ABOUT_THE_TEXT else None
        if reason in ABOUT_THE_SUBJECT and "subject" in self.fields:
            field = "subject"
        facts = {name: formats.number(fact) for name, fact in refused.facts.items()}  # type: ignore[arg-type]
        self.add_error(field, str(REFUSALS[reason]) % facts)


class WriteForm(TextForm):
    """A first message: to which office of which centre, on what."""

    to = forms.ChoiceField(label=_("Recipient"))
    subject = forms.CharField(
        label=_("Subject"),
        error_messages={"required": REFUSALS[MessageRefusal.NO_SUBJECT]},  # type: ignore[dict-item]
    )

    def __init__(
        self, *args: Any, places: list[tuple[Centre, list[Office]]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.order_fields(["to", "subject", "text", "attached"])
        self.places = {
            f"{centre.code}:{office}": (centre, office)
            for centre, offices in places
            for office in offices
        }
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (key, f"{OFFICES[office]}, {centre.name}")
            for key, (centre, office) in self.places.items()
        ]

    @property
    def recipient(self) -> tuple[Centre, Office]:
        """The centre and the office that were chosen, once the form is valid."""
        return self.places[self.cleaned_data["to"]]
