"""Days, hours and figures as people say them, in the language of the page."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names
from babel.numbers import format_decimal
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language, gettext, ngettext

NO_BREAK: Final = "\N{NO-BREAK SPACE}"
THIN: Final = "\N{NARROW NO-BREAK SPACE}"
KILO: Final = 1024
WEEK: Final = 7  # days
MONTH: Final = 30.4
WEEKS_SAID: Final = 9  # from two months on, months are said


def language() -> str:
    """`fr` or `en`; French is the authority."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def day(value: date) -> str:
    """`25 novembre 2026`, `25 November 2026`"""
    return f"{day_and_month(value)} {value.year}"


def day_and_month(value: date) -> str:
    """`1ᵉʳ novembre`, `1 November`"""
    return f"{_number_of(value)}{NO_BREAK}{_months(language())[value.month]}"


def short_day(value: date) -> str:
    """`25 nov.`, `25 Nov`"""
    month = _short_months(language())[value.month]
    return f"{_number_of(value)}{NO_BREAK}{month}"


def month(value: date) -> str:
    """`novembre 2026`, `November 2026`"""
    return f"{_months(language())[value.month]} {value.year}"


def weekday(value: date) -> str:
    """`mer. 25 novembre`, `Wed 25 November`"""
    return f"{_days('abbreviated', language())[value.weekday()]} {day_and_month(value)}"


def full_day(value: date) -> str:
    """`mercredi 25 novembre 2026`, `Wednesday 25 November 2026`"""
    return f"{_days('wide', language())[value.weekday()]} {day(value)}"


def hour(value: datetime) -> str:
    """`20 h 00`, `20:00`"""
    if language() == "fr":
        return f"{value.hour}{NO_BREAK}h{NO_BREAK}{value.minute:02}"
    return f"{value.hour}:{value.minute:02}"


def moment(value: datetime) -> str:
    """`mer. 25 novembre, 20 h 00`, `Wed 25 November, 20:00`"""
    return f"{weekday(value)}, {hour(value)}"


def since(value: datetime, *, today: date) -> str:
    """When something was said, seen from today."""
    past = (today - value.date()).days
    if past == 0:
        return f"{gettext('today')}, {hour(value)}"
    if past == 1:
        return gettext("yesterday")
    if 1 < past < WEEK:
        return _days("wide", language())[value.weekday()]
    return day_and_month(value) if past < 365 // 2 else day(value)


def ahead(value: date, *, today: date) -> str:
    """How long there is: `aujourd’hui`, `demain`, `dans 5 jours`, `dans 6 semaines`."""
    left = (value - today).days
    if left == 0:
        return gettext("today")
    if left == 1:
        return gettext("tomorrow")
    if left < 2 * WEEK:
        return ngettext("in %(count)d day", "in %(count)d days", left) % {"count": left}
    weeks = left // WEEK
    if weeks < WEEKS_SAID:
        return ngettext("in %(count)d week", "in %(count)d weeks", weeks) % {"count": weeks}
    months = round(left / MONTH)
    return ngettext("in %(count)d month", "in %(count)d months", months) % {"count": months}


def there(value: datetime, zone: ZoneInfo | None) -> datetime:
    """An instant in the zone of the place where it happens, or in that of the page."""
    return localtime(value, zone) if is_aware(value) else value


def number(value: float | Decimal) -> str:
    """`1 210`, `1,210`"""
    if isinstance(value, int):
        return f"{value:,}".replace(",", THIN) if language() == "fr" else f"{value:,}"
    return format_decimal(value, format="#,##0.##", locale=language())


def file_size(count: int) -> str:
    """`820 ko`, `2,4 Mo`; `820 KB`, `2.4 MB`: units of 1 024, as people's machines count them."""
    units = ("o", "ko", "Mo") if language() == "fr" else ("bytes", "KB", "MB")
    power = 0 if count < KILO else 1 if count < KILO**2 else 2
    shown = Decimal(count) / KILO**power
    rounded = round(shown, 1) if power == 2 else round(shown)  # noqa: PLR2004 -- megabytes
    return f"{number(rounded)}{NO_BREAK}{units[power]}"


def mark(value: Decimal) -> str:
    """`15/20`, `12,5/20`"""
    return f"{number(value)}/20"


def percent(share: float | Decimal) -> str:
    """`71 %`, `71%`; never rounded up to the whole."""
    figure = int(share * 100) if share < 1 else round(share * 100)
    return f"{figure}{NO_BREAK}%" if language() == "fr" else f"{figure}%"


def ordinal(value: int) -> str:
    """`1ʳᵉ` place, `2ᵉ`; `1st`, `2nd`"""
    if language() == "fr":
        return "1ʳᵉ" if value == 1 else f"{value}ᵉ"
    teen = value % 100 in {11, 12, 13}
    return f"{value}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th')}"


def _number_of(value: date) -> str:
    return "1ᵉʳ" if value.day == 1 and language() == "fr" else str(value.day)


@cache
def _months(locale: str) -> dict[int, str]:
    return dict(get_month_names("wide", locale=locale))


@cache
def _short_months(locale: str) -> dict[int, str]:
    return dict(get_month_names("abbreviated", locale=locale))


@cache
def _days(width: str, locale: str) -> dict[int, str]:
    return dict(get_day_names(width, locale=locale))  # type: ignore[arg-type]
