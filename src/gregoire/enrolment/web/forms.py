"""What is typed on the pages of enrolment. Forms read; the rules are asked by the operations."""

from collections.abc import Sequence
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gregoire.catalogue.models import Programme
from gregoire.enrolment import wording
from gregoire.enrolment.models import Registration, Regulation
from gregoire.enrolment.operations import Application
from gregoire.enrolment.rules import ContractKind, Employment, Funding, OccupationGroup
from gregoire.kernel.levels import Level
from gregoire.kernel.refusals import RefusedError
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.people.models import Person

if TYPE_CHECKING:
    CentreChoice = forms.ModelChoiceField[Centre]
    ProgrammeChoice = forms.ModelChoiceField[Programme]
else:  # generic for the type checker alone
    CentreChoice = ProgrammeChoice = forms.ModelChoiceField


class CentreField(CentreChoice):
    """A centre by its name; the address of each option is its code."""

    def __init__(self, **options: Any) -> None:
        centres = Centre.objects.order_by("rank", "name")
        super().__init__(centres, to_field_name="code", empty_label=_("Choose…"), **options)

    def label_from_instance(self, obj: Centre) -> str:
        return obj.name


class ProgrammeField(ProgrammeChoice):
    def __init__(self, **options: Any) -> None:
        super().__init__(Programme.objects.order_by("title"), to_field_name="code", **options)

    def label_from_instance(self, obj: Programme) -> str:
        return obj.title


class RefusableForm(forms.Form):
    """A form whose operation may say no."""

    def refuse(self, refused: RefusedError) -> None:
        self.add_error(None, str(wording.REFUSALS[refused.reason]))


def _words(words: Any) -> list[tuple[Any, Any]]:
    return [("", _("Choose…")), *((member.value, word) for member, word in words.items())]


def _one_of(kind: type[StrEnum] | type[IntEnum], words: Any, label: Any) -> Any:
    coerce = kind if issubclass(kind, StrEnum) else lambda typed: kind(int(typed))
    return forms.TypedChoiceField(label=label, choices=_words(words), coerce=coerce)


class RegistrationForm(RefusableForm):
    """The administrative registration of a year; filled in from that of the year before."""

    centre = CentreField(label=_("Your centre"))
    programme = ProgrammeField(
        label=_("Programme aimed at"),
        required=False,
        empty_label=_("None for now: separate units"),
    )
    employment = _one_of(Employment, wording.EMPLOYMENTS, _("Your situation"))
    occupation = _one_of(OccupationGroup, wording.OCCUPATIONS, _("Your occupation"))
    earlier_diploma = _one_of(Level, wording.LEVELS, _("Highest diploma you have"))
    funding = _one_of(Funding, wording.FUNDINGS, _("Who pays"))
    year = forms.IntegerField(widget=forms.HiddenInput, min_value=1794, max_value=9999)

    def __init__(self, *args: Any, regulations: Sequence[Regulation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regulations = list(regulations)
        for regulation in self.regulations:
            self.fields[self.box_of(regulation)] = forms.BooleanField(
                required=False,
                label=_("I have read and accept: %(title)s (version %(version)s)")
                % {
                    "title": regulation.title_in(get_language() or "fr"),
                    "version": regulation.version,
                },
            )

    @staticmethod
    def box_of(regulation: Regulation) -> str:
        return f"accepts_{regulation.kind}"

    @property
    def boxes(self) -> list[tuple[Regulation, forms.BoundField]]:
        return [(regulation, self[self.box_of(regulation)]) for regulation in self.regulations]

    @property
    def accepted(self) -> list[Regulation]:
        return [text for text in self.regulations if self.cleaned_data.get(self.box_of(text))]

    def application(self, person: Person) -> Application:
        said = self.cleaned_data
        return Application(
            person=person,
            centre=said["centre"],
            year=AcademicYear(said["year"]),
            programme=said["programme"],
            employment=said["employment"],
            occupation=said["occupation"],
            earlier_diploma=said["earlier_diploma"],
            funding=said["funding"],
        )


def said_last_time(last: Registration | None, year: AcademicYear) -> dict[str, object]:
    """What the form starts with: the answers of the year before."""
    if last is None:
        return {"year": year.start}
    return {
        "year": year.start,
        "centre": last.centre.code,
        "programme": last.programme.code if last.programme else "",
        "employment": last.employment,
        "occupation": last.occupation,
        "earlier_diploma": last.earlier_diploma,
        "funding": last.funding,
    }


class EnrolForm(RefusableForm):
    """Only a box, where required units are missing."""

    has_read = forms.BooleanField(
        label=_("I have read which units are required first"), required=False
    )


class MoveForm(RefusableForm):
    note = forms.CharField(
        label=_("Note for the file"), required=False, max_length=500, widget=forms.Textarea
    )


class ConfirmForm(RefusableForm):
    """Nothing to type: the button is the answer."""


class TransferForm(RefusableForm):
    to_centre = CentreField(label=_("Centre where the learner goes on"))
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ContractForm(RefusableForm):
    kind = _one_of(ContractKind, wording.CONTRACTS, _("Contract"))
    employer = forms.CharField(label=_("Employer"), max_length=200)
    mentor = forms.CharField(label=_("Mentor in the firm"), max_length=200, required=False)
    starts_on = forms.DateField(label=_("First day"), widget=Day())
    ends_on = forms.DateField(label=_("Last day"), widget=Day())
