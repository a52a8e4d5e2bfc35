"""What is typed on the pages of the planner. Forms read; the rules are asked by the operations."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from gregoire.catalogue.models import Offering
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Room
from gregoire.planning.models import TeacherAvailability
from gregoire.planning.queries.plans import Hours, need_of
from gregoire.planning.rules.plans import MOST_CLASSES, Need, Pattern, PlanRefusal
from gregoire.planning.web.attendance_forms import told
from gregoire.planning.web.planner_words import weekday_name
from gregoire.planning.wording import plans as wording

BLANKS: Final = 3  # hours more than there are, to be filled
MOST_HOURS: Final = 20
FIELDS: Final = {
    PlanRefusal.TOO_LONG_FOR_ITS_PATTERN: "minutes",
    PlanRefusal.NO_CLASSES: "classes",
    PlanRefusal.ROOM_ELSEWHERE: "room",
}


if TYPE_CHECKING:  # Django's own class takes no parameter when it runs
    RoomChoice = forms.ModelChoiceField[Room]
else:
    RoomChoice = forms.ModelChoiceField


class RoomField(RoomChoice):
    def label_from_instance(self, obj: Room) -> str:
        return f"{obj.name} ({obj.seats})"


class NeedForm(forms.Form):
    """What an offering needs."""

    pattern = forms.ChoiceField(
        label=_("When it is held"), choices=[(str(one), wording.PATTERNS[one]) for one in Pattern]
    )
    minutes = forms.IntegerField(label=_("Minutes of one class"), min_value=1)
    classes = forms.IntegerField(
        label=_("Classes in the semester"), min_value=1, max_value=MOST_CLASSES
    )
    computers = forms.BooleanField(label=_("A computer for each learner"), required=False)
    step_free = forms.BooleanField(label=_("A room without a step"), required=False)
    room = RoomField(label=_("Always in this room"), queryset=Room.objects.none(), required=False)

    def __init__(self, data: Any, files: Any, *, offering: Offering) -> None:
        need = need_of(offering)
        initial = {
            "pattern": str(need.pattern),
            "minutes": need.minutes,
            "classes": need.classes,
            "computers": need.computers,
            "step_free": need.step_free,
            "room": need.room_id,
        }
        super().__init__(data, files, initial=initial)
        rooms = self.fields["room"]
        assert isinstance(rooms, RoomField)  # noqa: S101 -- declared above
        rooms.queryset = Room.objects.filter(centre=offering.centre_id).order_by("name")

    def need(self) -> Need:
        said = self.cleaned_data
        return Need(
            Pattern(said["pattern"]),
            said["minutes"],
            said["classes"],
            computers=said["computers"],
            step_free=said["step_free"],
            room_id=said["room"].pk if said["room"] else None,
        )

    def refuse(self, refused: RefusedError) -> None:
        self.add_error(FIELDS.get(PlanRefusal(refused.reason)), told(refused))


class HoursForm(forms.Form):
    """The hours of the week at which somebody can teach: a day, from, to; some rows more, empty."""

    def __init__(self, *bound: Any, said: list[TeacherAvailability]) -> None:
        super().__init__(*bound)
        self.count = min(len(said) + BLANKS, MOST_HOURS)
        days = [("", "—"), *((str(day), weekday_name(day)) for day in range(1, 7))]
        for number in range(MOST_HOURS if self.is_bound else self.count):
            row = said[number] if number < len(said) else None
            self.fields[f"day{number}"] = forms.ChoiceField(
                label=_("Day"), choices=days, required=False, initial=row.weekday if row else ""
            )
            for name, label, value in (
                ("from", _("From"), row.starts if row else None),
                ("to", _("To"), row.ends if row else None),
            ):
                self.fields[f"{name}{number}"] = forms.TimeField(
                    label=label,
                    required=False,
                    initial=value,
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                )

    def rows(self) -> list[tuple[Any, Any, Any]]:
        return [
            (self[f"day{number}"], self[f"from{number}"], self[f"to{number}"])
            for number in range(self.count)
        ]

    def hours(self) -> list[Hours]:
        """The rows that were filled."""
        said = self.cleaned_data
        found = []
        for number in range(MOST_HOURS):
            day, starts, ends = (said.get(f"{name}{number}") for name in ("day", "from", "to"))
            if day and starts and ends:
                found.append(Hours(int(day), _minutes(starts), _minutes(ends)))
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for number in range(MOST_HOURS):
            given = [bool(said.get(f"{name}{number}")) for name in ("day", "from", "to")]
            if any(given) and not all(given):
                self.add_error(f"day{number}", _("Say the day, and both hours; or none of them."))
        return said

    def refuse(self, refused: RefusedError) -> None:
        self.add_error(None, told(refused))


def _minutes(value: Any) -> int:
    return int(value.hour * 60 + value.minute)
