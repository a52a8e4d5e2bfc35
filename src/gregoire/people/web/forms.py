"""Reads what was typed.  The rules are asked by the operations, not here."""

from datetime import date
from typing import Any

from babel import Locale
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gregoire.framework.actors import Actor, Role
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.people import wording
from gregoire.people.models import Person
from gregoire.people.permissions import OFFICE
from gregoire.people.rules import PersonalData, Sex, read_date

FIRST_COUNTRIES = ("FR", "BE", "CH", "LU", "DE", "ES", "IT", "MA", "DZ", "TN", "SN", "CI", "LB")


class DateInput(forms.DateInput):
    def format_value(self, value: Any) -> str | None:
        return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value or "")


class TypedDateField(forms.Field):
    """A day as people type it: 14/03/1992, 14 mars 1992…"""

    widget = DateInput(attrs={"maxlength": 30, "placeholder": _("dd/mm/yyyy")})

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        found = read_date(text)
        if found is None:
            raise forms.ValidationError(wording.DATE_UNREADABLE, code="unreadable")
        return found


class RefusableForm(forms.Form):
    """A refusal stands at the field that it speaks of, or above the form."""

    def refuse(self, refused: RefusedError) -> None:
        said: Any = refused.facts.get("said") or str(wording.REFUSALS[refused.reason])
        field = wording.FIELDS.get(refused.reason)
        self.add_error(field if field in self.fields else None, said)


def country_choices() -> list[tuple[str, str]]:
    """The countries of ISO 3166-1 by their names, those that are asked for most at the top."""
    names = Locale.parse((get_language() or "fr")[:2]).territories
    countries = {str(code): str(name) for code, name in names.items()}
    others = sorted(
        ((code, name) for code, name in countries.items() if len(code) == 2 and code.isalpha()),  # noqa: PLR2004
        key=lambda country: country[1],
    )
    first = [(code, countries[code]) for code in FIRST_COUNTRIES]
    return first + [country for country in others if country not in first]


def _words(label: Any, longest: int, *, required: bool = False, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required, **options)


class PersonalDataForm(RefusableForm):
    birth_name = _words(_("Birth name"), 100, required=True)
    usage_name = _words(
        _("Usage name"), 100, help_text=_("If you are called by another name than at birth.")
    )
    first_names = _words(_("First names"), 150, required=True, help_text=_("The usual one first."))
    birth_date = TypedDateField(label=_("Birth date"))
    birth_place = _words(_("Birth place"), 120)
    phone = _words(_("Telephone"), 30)
    street = _words(_("Number and street"), 200)
    postcode = _words(_("Postcode"), 12)
    town = _words(_("Town"), 100)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)

    def __init__(self, data: Any, files: Any, *, person: Person) -> None:
        shown = dict(person.personal_data.items())
        shown["country"] = shown["country"] or "FR"
        super().__init__(data, files, initial={**shown, "seen": person.personal_data.version})

    @property
    def typed(self) -> PersonalData:
        return PersonalData(
            **{name: value for name, value in self.cleaned_data.items() if name != "seen"}
        )


class MailForm(RefusableForm):
    mail = forms.EmailField(label=_("New mail address"), max_length=254)


class NewPersonForm(RefusableForm):
    centre = forms.ModelChoiceField(label=_("Centre"), queryset=Centre.objects.none())
    birth_name = _words(_("Birth name"), 100, required=True)
    usage_name = _words(_("Usage name"), 100)
    first_names = _words(_("First names"), 150, required=True, help_text=_("The usual one first."))
    birth_date = TypedDateField(label=_("Birth date"))
    birth_place = _words(_("Birth place"), 120)
    sex = forms.TypedChoiceField(
        label=_("Sex"), coerce=Sex, choices=list(wording.SEXES.items()), initial=Sex.UNKNOWN
    )
    mail = forms.EmailField(
        label=_("Personal mail address"),
        max_length=254,
        help_text=_("The identifiers for the campus are sent to it."),
    )
    phone = _words(_("Telephone"), 30)
    street = _words(_("Number and street"), 200)
    postcode = _words(_("Postcode"), 12)
    town = _words(_("Town"), 100)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, initial="FR")
    language = forms.ChoiceField(
        label=_("Language of the mails"), choices=[("fr", "Français"), ("en", "English")]
    )
    form_token = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    knowingly = forms.BooleanField(
        label=_("It is somebody else: register this person all the same"), required=False
    )

    def __init__(self, data: Any, files: Any, *, actor: Actor, form_token: str) -> None:
        super().__init__(data, files, initial={"form_token": form_token})
        _offer_centres(self.fields["centre"], actor)


class AttachForm(RefusableForm):
    number = _words(_("Learner’s number"), 20, required=True)
    birth_date = TypedDateField(label=_("Birth date"))
    centre = forms.ModelChoiceField(label=_("Centre"), queryset=Centre.objects.none())

    def __init__(self, data: Any, files: Any, *, actor: Actor) -> None:
        super().__init__(data, files, auto_id="attach_%s")  # another form may stand beside it
        _offer_centres(self.fields["centre"], actor)


def _offer_centres(field: Any, actor: Actor) -> None:
    """Those that the actor keeps; where there is one, it is chosen already."""
    kept = actor.centres_as(*OFFICE)
    field.queryset = Centre.objects.filter(pk__in=kept).order_by("name", "pk")
    field.label_from_instance = lambda centre: centre.name
    if len(kept) == 1:
        field.initial = next(iter(kept))
        field.empty_label = None


class PasswordForm(RefusableForm):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    @property
    def advice(self) -> list[str]:
        return password_validators_help_texts()

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if "password" in typed and "again" in typed and typed["password"] != typed["again"]:
            self.add_error("again", str(wording.PASSWORDS_DIFFER))
        return typed


class PostForm(RefusableForm):
    role = forms.TypedChoiceField(label=_("Role"), coerce=Role, choices=list(wording.ROLES.items()))
    centre = forms.ModelChoiceField(
        label=_("Centre"),
        queryset=Centre.objects.none(),
        required=False,
        empty_label=_("The whole network"),
    )
    starts_on = TypedDateField(label=_("First day"))
    ends_on = TypedDateField(label=_("Last day"), required=False)

    def __init__(self, data: Any, files: Any, *, actor: Actor) -> None:
        super().__init__(data, files, initial={"starts_on": actor.today})
        centres: Any = self.fields["centre"]
        kept = actor.centres_as(Role.ADMINISTRATOR)
        centres.queryset = Centre.objects.filter(pk__in=kept).order_by("name", "pk")
        centres.label_from_instance = lambda centre: centre.name


class EndPostForm(RefusableForm):
    ends_on = TypedDateField(label=_("Last day"))
