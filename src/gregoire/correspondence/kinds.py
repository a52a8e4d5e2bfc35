"""Kinds of things said to people, declared once by the module that says them.

A kind's words stand in its module's templates, in French and English (gettext):
`<template>.subject.txt`, `<template>.txt`, and, where there are any, `<template>.html` (mail) and
`<template>.call.txt` (what the office says on the phone).
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gregoire.correspondence.rules import Channel

KINDS: Final[dict[str, "Kind"]] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing said: what it is called, how urgent it is, which channel the law asks for.

    `legal` names the channel on which it has to go besides the campus, whatever the person
    prefers: by registered letter, or by mail and by letter only where no mail can go. `by_letter`: an
    ordinary letter goes as well. `may_unsubscribe`: its mail bears `List-Unsubscribe`, and stops where it was used.
    """

    name: str
    label: Promise
    template: str
    is_urgent: bool = False
    legal: Channel | None = None
    by_mail: bool = True
    may_unsubscribe: bool = False
    by_letter: bool = False


def kind(name: str, label: Promise, *, template: str = "", is_urgent: bool = False,
         legal: Channel | None = None, by_mail: bool = True, may_unsubscribe: bool = False, by_letter: bool = False) -> Kind:  # fmt: skip
    """Declare a kind; its name is `module.what` and is declared once. Nobody can stop what presses
    or what the law asks for.

    Its template is `<module>/mail/<what>` unless another is named.
    """
    if name in KINDS:
        raise ValueError(f"kind of notice declared twice: {name}")
    if may_unsubscribe and (is_urgent or legal):
        raise ValueError(f"kind of notice that nobody may stop: {name}")
    module, _, what = name.partition(".")
    KINDS[name] = Kind(
        name,
        label,
        template or f"{module}/mail/{what}",
        is_urgent,
        legal,
        by_mail,
        may_unsubscribe,
        by_letter,
    )
    return KINDS[name]


ANSWERED: Final = kind("correspondence.answered", _("An office has answered you"))
LETTER: Final = kind("correspondence.letter", _("A letter of your centre"), by_letter=True)
REGISTERED_LETTER: Final = kind(
    "correspondence.registered_letter",
    _("A registered letter of your centre"),
    template="correspondence/mail/letter",
    legal=Channel.LETTER,
)
