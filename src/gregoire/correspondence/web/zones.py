"""Time zones as people call them: a town and its country, in the language of the page."""

from functools import cache
from typing import Final
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

from gregoire.framework.formats import language
from gregoire.kernel.text import folded

WORLD: Final = "001"  # CLDR's territory of zones that are nowhere


def zone_labels() -> dict[str, str]:
    """`Nouméa (Nouvelle-Calédonie)` → `Pacific/Noumea`, in the order of the alphabet."""
    return _labels(language())


def zone_named(text: str) -> str:
    """The zone of a label, a town or an IANA name, whatever its accents and its case; else the text.

    What is no zone goes to the operation as it is, which says so.
    """
    asked = folded(text)
    return _known(language()).get(asked, text.strip())


def label_of(zone: str) -> str:
    """What a zone is called; its IANA name where it has no other."""
    return next((label for label, name in zone_labels().items() if name == zone), zone)


@cache
def _labels(locale_name: str) -> dict[str, str]:
    locale = Locale(locale_name)
    there = available_timezones()
    named = {
        f"{_town(locale, zone)} ({locale.territories.get(territory, territory)})": zone
        for zone, territory in get_global("zone_territories").items()
        if territory != WORLD and zone in there
    }
    return dict(sorted(named.items(), key=lambda pair: folded(pair[0])))


@cache
def _known(locale_name: str) -> dict[str, str]:
    labels = _labels(locale_name)
    towns = {folded(label.partition(" (")[0]): zone for label, zone in labels.items()}
    iana = {folded(zone): zone for zone in available_timezones()}
    return iana | towns | {folded(label): zone for label, zone in labels.items()}


def _town(locale: Locale, zone: str) -> str:
    known = locale.time_zones.get(zone, {}).get("city")
    return known or zone.rpartition("/")[2].replace("_", " ")
