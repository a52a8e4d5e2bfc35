"""The kinds of things that planning says to people."""

from django.utils.translation import gettext_lazy as _

from gregoire.correspondence.kinds import kind

CANCELLED = kind("planning.cancelled", _("A class is cancelled"), is_urgent=True)
POSTPONED = kind("planning.postponed", _("A class is postponed"), is_urgent=True)
MOVED = kind("planning.moved", _("A class is moved"), is_urgent=True)
MADE_UP = kind("planning.made_up", _("A make-up class is planned"), is_urgent=True)
ADDED = kind("planning.added", _("A class is added"), is_urgent=True)
PLANNED = kind("planning.planned", _("Classes are planned"))
MATERIAL = kind("planning.material", _("The material of a postponed class is online"))
WITHDRAWN = kind("planning.withdrawn", _("The classes of a unit are cancelled"), is_urgent=True)
