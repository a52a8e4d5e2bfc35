from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gregoire.observatory.rules import Answer, PublicationRefusal, ReviewRefusal, Shelf

REFUSALS: Final[dict[ReviewRefusal | PublicationRefusal, Promise]] = {
    ReviewRefusal.ALREADY_ANSWERED: _(
        "%(name)s has just answered “%(answer)s” about this pair; your answer was not kept. "
        "Talk to each other, then one of you takes the answer back."
    ),
    ReviewRefusal.ALREADY_TAKEN_BACK: _("This answer has already been taken back."),
    PublicationRefusal.NOT_WRITTEN: _(
        "The files of this edition are not written yet: run “gregoire observatory publish "
        "--edition %(edition)s --convention %(convention)s”, which also publishes it."
    ),
}
ANSWERS: Final[dict[Answer, Promise]] = {
    Answer.SAME: _("Same person"),
    Answer.DIFFERENT: _("Two persons"),
    Answer.ASK_CENTRE: _("Ask the centre"),
}
SHELVES: Final[dict[Shelf, Promise]] = {
    Shelf.FIGURES: _("All the figures"),
    Shelf.RETURNS: _("Quality return"),
    Shelf.PAIR: _("Pair of registrations"),
}
