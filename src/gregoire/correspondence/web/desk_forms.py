"""What the office types. Forms read; the rules are asked by the operations."""

from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gregoire.correspondence.models import Announcement
from gregoire.correspondence.operations.announcements import Words
from gregoire.correspondence.rules import (
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    AnnouncementRefusal,
    CallOutcome,
    MessageRefusal,
)
from gregoire.correspondence.wording import OUTCOMES, REFUSALS
from gregoire.framework import formats
from gregoire.kernel.refusals import RefusedError

PARIS: Final = ZoneInfo("Europe/Paris")
BY_HAND: Final = "%Y-%m-%dT%H:%M"
OF_THE_SUBJECT: Final = {MessageRefusal.NO_SUBJECT, MessageRefusal.SUBJECT_TOO_LONG}
OF_THE_TEXT: Final = {MessageRefusal.NO_TEXT, MessageRefusal.TEXT_TOO_LONG}
OF_THE_INSTANT: Final = {AnnouncementRefusal.IN_THE_PAST, AnnouncementRefusal.TOO_FAR}


def said_of(refused: RefusedError) -> str:
    """Why not, in words, with its figures as people write them."""
    facts = {
        name: formats.number(fact) if isinstance(fact, int) else fact
        for name, fact in refused.facts.items()
    }
    return str(REFUSALS[refused.reason]) % facts


class AnnouncementForm(forms.Form):
    """Subject and text; in English too, where somebody writes them."""

    subject_fr = forms.CharField(
        label=_("Subject"),
        error_messages={"required": REFUSALS[MessageRefusal.NO_SUBJECT]},  # type: ignore[dict-item]
    )
    text_fr = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={"required": REFUSALS[MessageRefusal.NO_TEXT]},  # type: ignore[dict-item]
    )
    subject_en = forms.CharField(
        label=_("Subject in English"), required=False, widget=forms.TextInput(attrs={"lang": "en"})
    )
    text_en = forms.CharField(
        label=_("Text in English"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "en"}),
    )
    is_urgent = forms.BooleanField(
        label=_("Urgent"),
        required=False,
        help_text=_("By mail to everybody at once, at any hour, whatever they prefer."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        most = formats.number(LONGEST_TEXT)
        self.fields["text_fr"].help_text = _("At most %(most)s characters.") % {"most": most}
        self.fields["subject_fr"].help_text = _("At most %(most)s characters.") % {
            "most": formats.number(LONGEST_SUBJECT)
        }

    @staticmethod
    def initial_of(announcement: Announcement) -> dict[str, object]:
        names = ("subject_fr", "text_fr", "subject_en", "text_en", "is_urgent")
        return {name: getattr(announcement, name) for name in names}

    @property
    def words(self) -> Words:
        return Words(**self.cleaned_data)

    def refuse(self, refused: RefusedError) -> None:
        """Say why not, beside the field that it is about."""
        language = refused.facts.get("language", "fr")
        field = None
        if refused.reason in OF_THE_SUBJECT:
            field = f"subject_{language}"
        elif refused.reason in OF_THE_TEXT:
            field = f"text_{language}"
        elif refused.reason is AnnouncementRefusal.HALF_IN_ENGLISH:
            field = "text_en" if self.cleaned_data["subject_en"] else "subject_en"
        self.add_error(field, said_of(refused))


class WallClockField(forms.DateTimeField):
    """A day and an hour as a clock on the wall shows them; whose wall, the form says."""

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(UTC):
            return super().to_python(value)


class SendForm(forms.Form):
    """Now, or at an instant on the clock of the centre."""

    when = forms.ChoiceField(
        label=_("When"),
        choices=[("now", _("Now")), ("later", _("At a day and an hour"))],
        initial="now",
        widget=forms.RadioSelect,
    )
    day = WallClockField(
        label=_("Day and hour"),
        required=False,
        input_formats=[BY_HAND, "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=BY_HAND),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = zone
        self.at: datetime | None = None

    @staticmethod
    def zone_of(announcement: Announcement) -> ZoneInfo:
        return announcement.centre.zone if announcement.centre else PARIS

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("when") != "later" or "day" in self.errors:
            return typed
        if not typed.get("day"):
            self.add_error("day", str(_("Say on which day and at what hour.")))
            return typed
        there = typed["day"].replace(tzinfo=self.zone)
        if there.astimezone(UTC).astimezone(self.zone).replace(tzinfo=self.zone) != there:
            self.add_error("day", str(_("That night the clocks skip this hour. Choose another.")))
        self.at = there
        return typed

    def refuse(self, refused: RefusedError) -> None:
        self.add_error("day" if refused.reason in OF_THE_INSTANT else None, said_of(refused))


class CallForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[(outcome.value, words) for outcome, words in OUTCOMES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what came of the call.")},
    )
    note = forms.CharField(label=_("Note"), required=False)

    @property
    def noted(self) -> tuple[CallOutcome, str]:
        return CallOutcome(self.cleaned_data["outcome"]), self.cleaned_data["note"]

    def refuse(self, refused: RefusedError) -> None:
        self.add_error(None, said_of(refused))


class NoteForm(forms.Form):
    """What was done about an address; why a letter came back."""

    note = forms.CharField(
        label=_("What you have done"),
        error_messages={"required": _("Say in a few words what you have done.")},
    )

    def refuse(self, refused: RefusedError) -> None:
        self.add_error("note", said_of(refused))
