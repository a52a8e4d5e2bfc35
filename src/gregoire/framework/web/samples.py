"""What the page of components shows; its figures are examples, its forms lead nowhere."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from gregoire.framework.uploads.fields import FilesField

NOUMEA: Final = ZoneInfo("Pacific/Noumea")


class SampleForm(forms.Form):
    mail = forms.EmailField(
        label=_("Mail address"), help_text=_("We write to it, nobody else does.")
    )
    phone = forms.CharField(label=_("Phone"), required=False)
    modality = forms.ChoiceField(
        label=_("Modality"),
        choices=[("on_site", _("On site")), ("distance", _("At a distance"))],
    )
    rhythm = forms.ChoiceField(
        label=_("Rhythm"),
        choices=[("evening", _("Evenings and Saturdays")), ("day", _("Daytime"))],
        widget=forms.RadioSelect,
    )
    about = forms.CharField(
        label=_("Your message"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    papers = FilesField(label=_("Files"), required=False)
    accepted = forms.BooleanField(label=_("I have read the regulations"))


@dataclass(frozen=True, slots=True)
class SamplesPage:
    form: SampleForm
    refused: SampleForm
    pages: Page[Any]
    steps: list[str]
    on: date
    at: datetime
    zone: ZoneInfo
    given: Decimal
    share: Decimal
    choices: list[tuple[str, str]]

    @classmethod
    def made(cls) -> "SamplesPage":
        data = {"mail": "amina.rossi@", "modality": "on_site", "rhythm": "evening"}
        return cls(
            form=SampleForm(prefix="fresh"),
            refused=SampleForm(data),
            pages=Paginator(range(97), 10).page(4),
            steps=[str(_("Situation")), str(_("Units")), str(_("Regulations"))],
            on=date(2026, 11, 25),
            at=datetime(2026, 11, 25, 19, 0, tzinfo=ZoneInfo("UTC")),
            zone=NOUMEA,
            given=Decimal("12.50"),
            share=Decimal("0.714"),
            choices=[("LG025", "Licence informatique"), ("LG003", "Licence gestion")],
        )
