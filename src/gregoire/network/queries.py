"""What the network is: public facts, the same for everybody."""

from dataclasses import dataclass
from datetime import date

from gregoire.kernel.years import AcademicYear
from gregoire.network.calendars import public_holidays
from gregoire.network.models import Centre, ClosingDay, Room
from gregoire.network.reference import KnownPlace, place_of_country, place_of_postcode
from gregoire.network.rules import Place, Standing, nearest

__all__ = ["KnownPlace", "NearCentre", "place_of_country", "place_of_postcode"]


@dataclass(frozen=True, slots=True)
class NearCentre:
    """A centre, and how far it is as the crow flies."""

    centre: Centre
    kilometres: int


def centres() -> list[Centre]:
    """Every centre, regions and parents loaded, in the order of the published tables."""
    return list(Centre.objects.select_related("region", "parent").order_by("rank", "pk"))


def centre_by_code(code: str) -> Centre:
    """One centre; raises Centre.DoesNotExist."""
    return Centre.objects.select_related("region", "parent", "reports_through").get(code=code)


def teaching_centres_of(centre: Centre) -> list[Centre]:
    return list(centre.teaching_centres.select_related("region").order_by("rank", "pk"))


def nearest_centres(latitude: float, longitude: float, limit: int = 3) -> list[NearCentre]:
    """The nearest centres to a place, nearest first, with their distance."""
    known = {centre.pk: centre for centre in centres()}
    standing = [_standing(centre) for centre in known.values()]
    near = nearest(Place(latitude, longitude), standing, limit=limit)
    return [NearCentre(known[each.centre], each.kilometres) for each in near]


def _standing(centre: Centre) -> Standing:
    located = centre.latitude is not None and centre.longitude is not None
    place = Place(centre.latitude or 0, centre.longitude or 0) if located else None
    return Standing(centre.pk, centre.parent_id, place, centre.rank)


def is_open_on(centre: Centre, day: date) -> bool:
    """Nothing closes the centre on that day (Sundays are days off, and not said here)."""
    return not ClosingDay.objects.filter(centre=centre, day=day).exists()


def closing_days_ahead(centre: Centre, *, today: date, limit: int = 5) -> list[ClosingDay]:
    return list(centre.closing_days.filter(day__gte=today).order_by("day")[:limit])


def reason_in(language: str, closing_day: ClosingDay, centre: Centre) -> str:
    """Why the centre is closed: a public holiday has a name in each of our languages."""
    if language == "fr" or not closing_day.is_public_holiday:
        return closing_day.reason  # written in French
    year = AcademicYear.of(closing_day.day)
    names = public_holidays(centre.country, centre.subdivision, year, language)
    return names.get(closing_day.day, closing_day.reason)


def rooms_of(centre: Centre) -> list[Room]:
    return list(centre.rooms.order_by("name"))
