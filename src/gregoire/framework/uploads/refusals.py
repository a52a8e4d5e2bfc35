"""Why a file is not taken, and what people are told of it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gregoire.framework import formats
from gregoire.kernel.refusals import RefusedError


class UploadRefusal(StrEnum):
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MUCH_AT_ONCE = "too_much_at_once"
    TOO_MANY = "too_many"
    NO_SUCH_KIND = "no_such_kind"
    NOT_WHAT_IT_SAYS = "not_what_it_says"
    TWO_KINDS = "two_kinds"
    DAMAGED = "damaged"
    HAS_MACROS = "has_macros"
    LOCKED = "locked"
    HAS_VIRUS = "has_virus"
    SCANNER_DOWN = "scanner_down"


REFUSALS: Final[Mapping[UploadRefusal, Promise]] = {
    UploadRefusal.EMPTY: _(
        "“%(name)s” is empty. Open it on your device, save it, and attach it again."
    ),
    UploadRefusal.TOO_LARGE: _(
        "“%(name)s” is too large: at most %(most)s a file. Make it smaller (photograph at a lower "
        "resolution, or save as PDF), or split it."
    ),
    UploadRefusal.TOO_MUCH_AT_ONCE: _(
        "“%(name)s” is too much: at most %(most)s can be sent at once. Send it in a second message."
    ),
    UploadRefusal.TOO_MANY: _(
        "You have chosen %(count)s files, and at most %(most)s can be sent at once. Send the others "
        "in a second message."
    ),
    UploadRefusal.NO_SUCH_KIND: _(
        "“%(name)s” is of a kind that is not accepted. Accepted are: %(kinds)s."
    ),
    UploadRefusal.NOT_WHAT_IT_SAYS: _(
        "“%(name)s” does not hold what its name says. Open it, save it as PDF, and attach that."
    ),
    UploadRefusal.TWO_KINDS: _(
        "“%(name)s” holds a second file behind the first, and is not accepted for safety’s sake. Open "
        "it, save it as PDF, and attach that."
    ),
    UploadRefusal.DAMAGED: _(
        "“%(name)s” cannot be read: it is damaged, or its copy was cut short. Copy it anew, make sure "
        "that it opens, and attach it again."
    ),
    UploadRefusal.HAS_MACROS: _(
        "“%(name)s” contains macros, and is not accepted for safety’s sake. Save it without macros "
        "(.docx, .xlsx, .odt, .ods) or as PDF."
    ),
    UploadRefusal.LOCKED: _(
        "“%(name)s” is locked with a password or saved in an old format: what it holds cannot be "
        "looked at. Save it without a password, as .docx, .xlsx or PDF."
    ),
    UploadRefusal.HAS_VIRUS: _(
        "A virus was found in “%(name)s” (%(virus)s). The file was not kept. Have your device checked "
        "before you send anything else from it."
    ),
    UploadRefusal.SCANNER_DOWN: _(
        "“%(name)s” could not be checked for viruses just now, and was not kept. Try again in a few "
        "minutes; your message can also leave without it."
    ),
}


def sentence(refused: RefusedError) -> str:
    """What people read of a refused file; sizes and counts as they are said."""
    facts = {
        key: formats.number(fact) if isinstance(fact, int) else fact
        for key, fact in refused.facts.items()
    }
    return str(REFUSALS[UploadRefusal(refused.reason)]) % facts
