"""When an offering is taught, in words, as its series say it: for the catalogue."""

from collections import defaultdict
from collections.abc import Collection
from datetime import time

from django.utils.translation import gettext as _
from django.utils.translation import override

from gregoire.planning.models import SessionSeries
from gregoire.planning.rules.recurrence import WEEKDAYS, Recurrence, parsed
from gregoire.planning.rules.sessions import Mode
from gregoire.planning.wording import desk


def timetables_of(offering_ids: Collection[int]) -> dict[int, str]:
    """For each offering that has series, what they say, in French: one query."""
    found: dict[int, list[str]] = defaultdict(list)
    series = SessionSeries.objects.filter(offering__in=offering_ids).order_by("first_day", "pk")
    with override("fr"):
        for one in series:
            words = _words(one)
            if words and words not in found[one.offering_id]:
                found[one.offering_id].append(words)
    return {offering: " ; ".join(said) for offering, said in found.items()}


def _words(series: SessionSeries) -> str:
    """“Mardi, 18 h 30 – 21 h 30”; how often, where it is not each week; and whether online."""
    rule = parsed(series.rule)
    if not isinstance(rule, Recurrence) or not rule.weekdays:
        return ""
    days = ", ".join(str(desk.WEEKDAYS[WEEKDAYS[day]]) for day, _place in rule.weekdays)
    parts = [days.capitalize(), f"{_hour(series.starts)} – {_hour(series.ends)}"]
    if rule.interval > 1:
        parts.append(_("every %(weeks)s weeks") % {"weeks": rule.interval})
    if any(one.get("by_choice") for one in series.skipped):
        parts.append(_("on chosen dates"))
    if series.mode == Mode.ONLINE:
        parts.append(_("online"))
    return ", ".join(parts)


def _hour(value: time) -> str:
    return f"{value.hour}\u00a0h" + (f"\u00a0{value.minute:02}" if value.minute else "")
