"""The same facts for search engines: schema.org, as a data block that no browser executes."""

import json
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from gregoire.catalogue.models import Programme, Unit
from gregoire.catalogue.queries import SemesterOffers
from gregoire.catalogue.rules import Modality
from gregoire.network.models import Centre

Block = dict[str, object]

INSTITUTION: Final = "Conservatoire national des arts et métiers"
MODES: Final = {
    Modality.ON_SITE: "onsite",
    Modality.DISTANCE: "online",
    Modality.HYBRID: "blended",
}
_ESCAPED: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def data_block(block: Block) -> SafeString:
    """JSON that cannot end the element it stands in."""
    told = {"@context": "https://schema.org", **{key: v for key, v in block.items() if v}}
    text = json.dumps(told, ensure_ascii=False).translate(_ESCAPED)
    return mark_safe(text)  # noqa: S308 -- escaped above


def course(unit: Unit, taught: list[SemesterOffers], *, url: str, home: str) -> Block:
    return {
        "@type": "Course",
        "name": unit.title,
        "courseCode": unit.code,
        "description": unit.aims or unit.title,
        "url": url,
        "inLanguage": "fr",
        "about": unit.field,
        "numberOfCredits": unit.ects,
        "provider": _institution(home),
        "coursePrerequisites": [entry.needs.title for entry in unit.prerequisites.all()],
        "hasCourseInstance": [
            _instance(offer.offering.modality, semester, offer.offering.centre)
            for semester in taught
            for offer in semester.offers
        ],
    }


def _instance(modality: str, taught: SemesterOffers, centre: Centre) -> Block:
    semester = taught.semester
    weeks = (semester.teaching_ends_on - semester.teaching_starts_on).days // 7
    return {
        "@type": "CourseInstance",
        "courseMode": MODES[Modality(modality)],
        "startDate": semester.teaching_starts_on.isoformat(),
        "endDate": semester.teaching_ends_on.isoformat(),
        "courseSchedule": {
            "@type": "Schedule",
            "repeatFrequency": "P1W",
            "repeatCount": weeks,
            "startDate": semester.teaching_starts_on.isoformat(),
            "endDate": semester.teaching_ends_on.isoformat(),
            "scheduleTimezone": centre.time_zone,
        },
        "location": {"@type": "Place", "name": centre.name, "address": _address(centre)},
    }


def programme(programme: Programme, *, url: str, home: str) -> Block:
    units = {
        entry.unit.code: entry.unit
        for group in programme.groups.all()
        for entry in group.entries.all()
    }
    return {
        "@type": "EducationalOccupationalProgram",
        "name": programme.title,
        "identifier": programme.rncp_code or programme.code,
        "description": programme.aims or programme.title,
        "url": url,
        "provider": _institution(home),
        "numberOfCredits": programme.ects,
        "educationalProgramMode": "part-time",
        "hasCourse": [
            {"@type": "Course", "name": unit.title, "courseCode": unit.code}
            for unit in units.values()
        ],
    }


def organisation(centre: Centre, *, url: str, home: str) -> Block:
    return {
        "@type": "EducationalOrganization",
        "name": centre.name,
        "url": url,
        "telephone": centre.phone,
        "email": centre.mail,
        "address": _address(centre),
        "geo": None
        if centre.latitude is None
        else {
            "@type": "GeoCoordinates",
            "latitude": centre.latitude,
            "longitude": centre.longitude,
        },
        "parentOrganization": _institution(home),
    }


def _institution(home: str) -> Block:
    return {"@type": "EducationalOrganization", "name": INSTITUTION, "url": home}


def _address(centre: Centre) -> Block:
    lines = {
        "streetAddress": centre.street,
        "postalCode": centre.postcode,
        "addressLocality": centre.town,
        "addressCountry": centre.country,
    }
    return {"@type": "PostalAddress", **{name: line for name, line in lines.items() if line}}
