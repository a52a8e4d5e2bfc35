"""What is typed on the pages of attendance. Forms read; the rules are asked by the operations."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gregoire.kernel.refusals import RefusedError
from gregoire.planning.queries.attendance import SheetLine
from gregoire.planning.rules.attendance import (
    LONGEST_NOTE,
    LONGEST_SIGNATURE,
    TYPED,
    AttendanceRefusal,
    Evidence,
    Mark,
    Presence,
)
from gregoire.planning.wording import REFUSALS

PRESENCES = {str(presence): presence for presence in Presence}
DISTANT, IN_ROOM = "distant", "room"


class RefusableForm(forms.Form):
    """A form whose operation may say no."""

    said_beside: "dict[AttendanceRefusal, str]" = {}  # noqa: RUF012 -- overridden, never changed

    def refuse(self, refused: RefusedError) -> None:
        """Say why not, beside the field that it is about."""
        reason = AttendanceRefusal(refused.reason)
        field = self.said_beside.get(reason)
        self.add_error(field if field in self.fields else None, told(refused))


def told(refused: RefusedError) -> str:
    """The sentence of a refusal, with what it names."""
    return str(REFUSALS[refused.reason]) % refused.facts


class MarksForm(RefusableForm):
    """The list of a class: a presence for each learner, minutes late, why excused."""

    reason = forms.CharField(
        label=_("Why it is changed"),
        help_text=_("Asked for when something that was said on an earlier day is changed."),
        max_length=LONGEST_NOTE,
        required=False,
    )
    said_beside = {AttendanceRefusal.NO_REASON: "reason"}  # noqa: RUF012

    def marks(self, lines: Iterable[SheetLine], *, usual_late: int) -> list[Mark]:
        """What was chosen for these learners; of whom nothing was chosen nothing is said."""
        evidence = Evidence.SHEET if self.data.get("evidence") == "sheet" else Evidence.TEACHER
        marks = (self._mark(line, evidence, usual_late) for line in lines)
        return [mark for mark in marks if mark is not None]

    def _mark(self, line: SheetLine, evidence: Evidence, usual_late: int) -> Mark | None:
        key = line.enrolment.public_id
        presence = PRESENCES.get(self.data.get(f"presence-{key}", ""))
        if presence is None:
            return None
        return Mark(
            line.enrolment.pk,
            presence,
            late=self._late(key, usual_late) if presence == Presence.LATE else 0,
            evidence=evidence,
            note=self.data.get(f"note-{key}", "").strip()[:LONGEST_NOTE]
            if presence == Presence.EXCUSED
            else "",
        )

    def _late(self, key: str, usual_late: int) -> int:
        typed = self.data.get(f"late-{key}", "").strip()
        return int(typed) if typed.isdecimal() and len(typed) < 5 else usual_late  # noqa: PLR2004


class SignForm(RefusableForm):
    """A signature that was drawn, or the name typed in its place."""

    signature = forms.CharField(
        widget=forms.HiddenInput, required=False, max_length=LONGEST_SIGNATURE
    )
    typed = forms.CharField(
        label=_("Your name, in the place of a drawn signature"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @property
    def given(self) -> str:
        """What was drawn; else what was typed; empty where neither was."""
        typed = self.cleaned_data["typed"].strip()
        drawn: str = self.cleaned_data["signature"]
        return drawn or (f"{TYPED}{typed}" if typed else "")


class CodeForm(RefusableForm):
    """The code that is on the screen; where the class is held in both ways, where one follows it."""

    code = forms.CharField(
        label=_("Code of the class"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "g-code-field"}
        ),
    )
    place = forms.ChoiceField(
        label=_("Where you follow it"),
        choices=[(IN_ROOM, _("In the room")), (DISTANT, _("At a distance"))],
        widget=forms.RadioSelect,
        initial=IN_ROOM,
    )
    said_beside = {  # noqa: RUF012
        AttendanceRefusal.WRONG_CODE: "code",
        AttendanceRefusal.TOO_MANY_GUESSES: "code",
    }

    def __init__(self, *args: Any, asks_where: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks_where:
            del self.fields["place"]

    @property
    def is_distant(self) -> bool:
        return self.cleaned_data.get("place") == DISTANT
