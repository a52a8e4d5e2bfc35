"""What an office types of its timetable. Forms read; the rules are asked by the operations."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any, Final, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gregoire.catalogue.models import Offering
from gregoire.framework.formats import day as said_day
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre, Room
from gregoire.network.rules import ClosingRefusal, RoomRefusal
from gregoire.network.wording import REFUSALS as NETWORK_REFUSALS
from gregoire.people.models import Person
from gregoire.planning.models import ClassSession
from gregoire.planning.rules.plans import Pattern
from gregoire.planning.rules.recurrence import (
    LONGEST_RULE,
    MOST_CLASSES,
    Choice,
    SeriesPattern,
    day_course,
    seminar,
    weeks_read,
)
from gregoire.planning.rules.sessions import (
    LONGEST_LINK,
    LONGEST_REASON,
    Mode,
    SessionFacts,
    SessionRefusal,
    instant_of,
)
from gregoire.planning.wording import MODES, REFUSALS, desk

S = SessionRefusal
BESIDE: Final[Mapping[object, str]] = {
    S.ENDS_BEFORE_IT_STARTS: "ends",
    S.TOO_LONG: "ends",
    S.TOO_SHORT: "ends",
    S.HOUR_DOES_NOT_EXIST: "starts",
    S.HOUR_COMES_TWICE: "starts",
    S.IN_THE_PAST: "day",
    S.OUTSIDE_THE_SEMESTER: "day",
    S.CENTRE_CLOSED: "day",
    S.NEEDS_A_ROOM: "room",
    S.ONLINE_TAKES_NO_ROOM: "room",
    S.ROOM_ELSEWHERE: "room",
    S.ROOM_TAKEN: "room",
    S.ROOM_TOO_SMALL: "room",
    S.NEEDS_A_LINK: "link",
    S.BAD_LINK: "link",
    S.TEACHER_TAKEN: "teacher",
    S.TEACHER_CANNOT_TRAVEL: "teacher",
    S.NO_REASON: "reason",
    S.REASON_TOO_LONG: "reason",
    S.WEEK_OUTSIDE: "weeks",
    S.BAD_RULE: "rule",
    S.NO_OCCURRENCE: "days",
    S.TOO_MANY_OCCURRENCES: "classes",
    RoomRefusal.NO_NAME: "name",
    RoomRefusal.NAME_TAKEN: "name",
    RoomRefusal.NO_SEATS: "seats",
    RoomRefusal.COMPUTERS_WITHOUT_SEATS: "computers",
    ClosingRefusal.ALREADY_CLOSED: "day",
    ClosingRefusal.IN_THE_PAST: "day",
    ClosingRefusal.NO_REASON: "reason",
}
MOST_DAYS: Final = 400  # that a page can have shown with a box
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
HOUR = forms.TimeInput(attrs={"type": "time", "step": "900"}, format="%H:%M")
HOURS_READ: Final = ["%H:%M", "%H:%M:%S", "%Hh%M"]
USUAL: Final[Mapping[Pattern, tuple[str, ...]]] = {
    Pattern.SATURDAY: ("SA",),
    Pattern.SEMINAR: ("FR", "SA"),
}


def _required(words: Promise) -> dict[str, Any]:
    """The house's own sentence where a field is empty."""
    return {"required": words}


def told(refused: RefusedError) -> str:
    """The sentence of a refusal, with what it names."""
    words = {**REFUSALS, **NETWORK_REFUSALS}
    return str(words[refused.reason]) % refused.facts


class DeskForm(forms.Form):
    """A form whose operation may say no."""

    def refuse(self, refused: RefusedError) -> None:
        """Say why not, beside the field that it is about."""
        field = BESIDE.get(refused.reason)
        self.add_error(field if field in self.fields else None, told(refused))


class DaysField(forms.Field):
    """Days in ISO 8601, each for itself or several with commas; what is not a day is left aside."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Sequence[str] | None) -> frozenset[date]:
        found = set()
        for day in ",".join(value or ()).split(",")[:MOST_DAYS]:
            with suppress(ValueError):
                found.add(date.fromisoformat(day))
        return frozenset(found)


class WeeksField(forms.CharField):
    """Weeks by their numbers, as people write them: “40, 42, 45-48”."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        found = weeks_read(typed) if typed else frozenset()
        if found is None:
            raise forms.ValidationError(desk.NOT_WEEKS)
        return found


class ReasonForm(DeskForm):
    """Why a class is cancelled or postponed, and the state in which the writer saw it."""

    reason = forms.CharField(
        label=_("Why"),
        help_text=_("The learners will read it."),
        max_length=LONGEST_REASON,
        error_messages=_required(REFUSALS[S.NO_REASON]),
        widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"}),
    )
    sequence = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    back = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)


class FactsForm(DeskForm):
    """When and where one class is held, on the wall clock of its site."""

    day = forms.DateField(label=_("Day"), widget=DAY)
    starts = forms.TimeField(label=_("From"), widget=HOUR, input_formats=HOURS_READ)
    ends = forms.TimeField(label=_("To"), widget=HOUR, input_formats=HOURS_READ)
    mode = forms.ChoiceField(label=_("How it is followed"), choices=list(MODES.items()))
    room = forms.ChoiceField(label=_("Room"), required=False)
    teacher = forms.ChoiceField(label=_("Teacher"), required=False)
    link = forms.CharField(
        label=_("Address online"), required=False, max_length=LONGEST_LINK, empty_value=""
    )
    title = forms.CharField(label=_("What it is about"), required=False, max_length=150)

    def __init__(
        self, *args: Any, rooms: Sequence[Room], teachers: Sequence[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rooms, self.teachers = rooms, teachers
        _offer(self, rooms, teachers)

    def facts(self, offering: Offering) -> SessionFacts:
        """What was typed, as instants; raises RefusedError for an hour that its day has not."""
        typed = self.cleaned_data
        room = {str(room.pk): room for room in self.rooms}.get(typed["room"])
        centre = room.centre if room else offering.centre
        return SessionFacts(
            _instant(typed["day"], typed["starts"], centre),
            _instant(typed["day"], typed["ends"], centre),
            Mode(typed["mode"]),
            room.pk if room and typed["mode"] != Mode.ONLINE else None,
            int(typed["teacher"]) if typed["teacher"] else None,
            typed["link"] if typed["mode"] != Mode.ON_SITE else "",
            typed["title"],
        )


class MoveForm(FactsForm, ReasonForm):
    """Another day, hour, room, teacher or mode, and why."""

    field_order = ("day", "starts", "ends", "mode", "room", "teacher", "link", "title", "reason")


class SeriesForm(DeskForm):
    """A semester's classes by rule."""

    kind = forms.ChoiceField(label=_("When"), choices=list(desk.PATTERNS.items()))
    days = forms.MultipleChoiceField(
        label=_("Days of the week"),
        required=False,
        choices=list(desk.WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without any: that of the first day; Friday and Saturday for seminars."),
    )
    first_day = forms.DateField(label=_("First day"), widget=DAY)
    starts = forms.TimeField(label=_("From"), widget=HOUR, input_formats=HOURS_READ)
    ends = forms.TimeField(label=_("To"), widget=HOUR, input_formats=HOURS_READ)
    every = forms.IntegerField(label=_("Every so many weeks"), min_value=1, max_value=26)
    classes = forms.IntegerField(
        label=_("Number of classes"),
        required=False,
        min_value=1,
        max_value=MOST_CLASSES,
        help_text=_("Left empty: until the end of teaching."),
    )
    mode = forms.ChoiceField(label=_("How it is followed"), choices=list(MODES.items()))
    room = forms.ChoiceField(label=_("Room"), required=False)
    teacher = forms.ChoiceField(label=_("Teacher"), required=False)
    link = forms.CharField(
        label=_("Address online"), required=False, max_length=LONGEST_LINK, empty_value=""
    )
    weeks = WeeksField(
        label=_("Only in some weeks"),
        required=False,
        max_length=120,
        help_text=_(
            "By their numbers, as in “40, 42, 45-48”. The rhythm and the number of classes do not "
            "count then."
        ),
    )
    weeks_seen = forms.CharField(required=False, max_length=120)  # those of the days that are shown
    offered = DaysField(required=False)  # the days that were shown with a box
    held = DaysField(required=False)  # those of them that are ticked
    also = DaysField(required=False)  # days besides the rule
    one_more = forms.DateField(required=False)
    rule = forms.CharField(
        label=_("A rule of your own"),
        required=False,
        max_length=LONGEST_RULE,
        help_text=_("Instead of the days above, as calendars write it (RRULE)."),
    )

    def __init__(
        self, *args: Any, rooms: Sequence[Room], teachers: Sequence[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, rooms, teachers)

    def refuse(self, refused: RefusedError) -> None:
        """A day without teaching stands beside the first day, where it is that one."""
        first = self.cleaned_data["first_day"]
        if refused.reason is S.OUTSIDE_THE_SEMESTER and refused.facts["day"] == said_day(first):
            self.add_error("first_day", told(refused))
        else:
            super().refuse(refused)

    @property
    def pattern(self) -> SeriesPattern:
        typed = self.cleaned_data
        online = typed["mode"] == Mode.ONLINE
        return SeriesPattern(
            typed["rule"] or self._rule(),
            typed["first_day"],
            typed["starts"],
            typed["ends"],
            Mode(typed["mode"]),
            int(typed["room"]) if typed["room"] and not online else None,
            int(typed["teacher"]) if typed["teacher"] else None,
            typed["link"] if typed["mode"] != Mode.ON_SITE else "",
            self._choice(),
        )

    def _choice(self) -> Choice:
        """Which days are held; boxes that were shown for other weeks say nothing any more."""
        typed = self.cleaned_data
        added = typed["also"] | ({typed["one_more"]} if typed["one_more"] else set())
        if typed["offered"] and typed["weeks_seen"] != (self["weeks"].value() or "").strip():
            return Choice(typed["weeks"], added=added)
        unticked = typed["offered"] - typed["held"]
        return Choice(typed["weeks"], typed["held"], unticked, added)

    def _rule(self) -> str:
        typed = self.cleaned_data
        kind, every, count = Pattern(typed["kind"]), typed["every"], typed["classes"]
        if typed["weeks"]:
            every, count = 1, None
        if kind is Pattern.SEMINAR and not typed["days"] and (count is None or count % 2 == 0):
            return seminar(every_weeks=every, sessions=count // 2 if count else None)
        first = list(desk.WEEKDAYS)[typed["first_day"].weekday()]
        days = typed["days"] or list(USUAL.get(kind, (first,)))
        rule = day_course(*days, every_weeks=every)
        return f"{rule};COUNT={count}" if count else rule


class RoomForm(DeskForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        error_messages=_required(NETWORK_REFUSALS[RoomRefusal.NO_NAME]),
    )
    seats = forms.IntegerField(label=_("Seats"), min_value=0, max_value=2000)
    computers = forms.IntegerField(label=_("Computers"), min_value=0, max_value=2000, initial=0)
    step_free = forms.BooleanField(label=_("Can be reached without a step"), required=False)


class ClosingForm(DeskForm):
    day = forms.DateField(label=_("Day"), widget=DAY)
    reason = forms.CharField(
        label=_("Why"),
        max_length=120,
        error_messages=_required(NETWORK_REFUSALS[ClosingRefusal.NO_REASON]),
    )


def _offer(form: forms.Form, rooms: Sequence[Room], teachers: Sequence[Person]) -> None:
    """Rooms with their seats, site by site; teachers by name."""
    sites = {room.centre_id for room in rooms}
    listed = [(str(room.pk), room_label(room, with_site=len(sites) > 1)) for room in rooms]
    people = [(str(person.pk), person.name) for person in teachers]
    cast(forms.ChoiceField, form.fields["room"]).choices = [("", _("No room")), *listed]
    cast(forms.ChoiceField, form.fields["teacher"]).choices = [("", _("Nobody yet")), *people]


def room_label(room: Room, *, with_site: bool = False) -> str:
    """`A 101 · 30 seats · 12 computers · Cnam Dijon`"""
    parts = [room.name, str(_("%(count)s seats") % {"count": room.seats})]
    if room.computers:
        parts.append(str(_("%(count)s computers") % {"count": room.computers}))
    return " · ".join([*parts, room.centre.name] if with_site else parts)


def initial_of(session: ClassSession) -> dict[str, Any]:
    """A class as its form shows it, on the wall clock of its site."""
    zone = session.centre.zone
    start, end = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    return {
        "day": f"{start:%Y-%m-%d}",
        "starts": f"{start:%H:%M}",
        "ends": f"{end:%H:%M}",
        "mode": session.mode,
        "room": str(session.room_id or ""),
        "teacher": str(session.teacher_id or ""),
        "link": session.link,
        "title": session.title,
        "sequence": session.sequence,
    }


def _instant(day: date, hour: time, centre: Centre) -> datetime:
    found = instant_of(day, hour, centre.zone)
    if isinstance(found, SessionRefusal):
        raise RefusedError(found, day=said_day(day), hour=f"{hour:%H:%M}")
    return found
