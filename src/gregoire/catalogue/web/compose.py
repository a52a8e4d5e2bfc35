"""Each page from what was asked: reads by queries, writes nothing."""

from collections import defaultdict
from collections.abc import Sequence

from babel import Locale
from django.http import HttpRequest
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _

from gregoire.catalogue import queries, wording
from gregoire.catalogue.models import Programme, Unit
from gregoire.catalogue.queries import ProgrammesFound, SemesterOffers, UnitsFound
from gregoire.catalogue.rules import ProgrammeCriteria, UnitCriteria
from gregoire.catalogue.web import choices, pages, structured
from gregoire.catalogue.web.asked import Whereabouts
from gregoire.catalogue.web.choices import Choice, Filter
from gregoire.framework.actors import ActorRequest
from gregoire.framework.formats import language
from gregoire.kernel.levels import Level
from gregoire.network import queries as network
from gregoire.network.models import Centre
from gregoire.network.reference import countries
from gregoire.network.rules import local_day, local_instant


def units_page(
    request: ActorRequest, criteria: UnitCriteria, centres: Sequence[Centre]
) -> pages.UnitsPage:
    found = queries.units_found(criteria, page=request.GET.get("page"), today=localdate())
    programme = queries.programme_named(criteria.programme) if criteria.programme else None
    asked = request.GET
    ways = choices.narrowers("modalite", found.modalities, wording.MODALITIES, asked)
    ways += choices.narrowers("rythme", found.rhythms, wording.RHYTHMS, asked)
    without = asked.copy()
    without.pop("formation", None)
    return pages.UnitsPage(
        engines=_engines(request, _("Every unit that the network teaches: where, when and how.")),
        found=found,
        lines=_unit_lines(found, centres),
        words=criteria.words,
        filters=_unit_filters(criteria, centres, found),
        or_distance=criteria.or_distance,
        narrowers=ways if found.total > 1 else [],
        programme=programme,
        without_programme=f"?{without.urlencode()}",
    )


def _unit_lines(found: UnitsFound, centres: Sequence[Centre]) -> list[pages.UnitLine]:
    """Each unit, its centres and its semesters in the order in which those are always named."""
    semesters = [(each.pk, choices.semester_label(each)) for each in found.semesters]
    lines = []
    for each in found.units:
        at = {glance.centre_id for glance in each.taught}
        within = {glance.semester_id for glance in each.taught}
        names = [centre.name for centre in centres if centre.pk in at]
        lines.append(pages.UnitLine(each, names, [name for pk, name in semesters if pk in within]))
    return lines


def _unit_filters(
    criteria: UnitCriteria, centres: Sequence[Centre], found: UnitsFound
) -> list[Filter]:
    modalities = choices.chosen_among(wording.MODALITIES, criteria.modality)
    rhythms = choices.chosen_among(wording.RHYTHMS, criteria.rhythm)
    return [
        choices.centres_filter(centres, criteria.centre),
        choices.semesters_filter(found.semesters, criteria.semester),
        Filter("modalite", _("Modality"), _("All modalities"), [("", modalities)]),
        Filter("rythme", _("Rhythm"), _("All rhythms"), [("", rhythms)]),
        _fields_filter([name for name, _ in found.fields], criteria.field),
    ]


def _fields_filter(names: Sequence[str], chosen: str) -> Filter:
    named = {name: choices.field_label(name) for name in names}
    if chosen and chosen not in named:
        named[chosen] = choices.field_label(chosen)
    fields = choices.chosen_among(named, chosen)
    return Filter("domaine", _("Field"), _("All fields"), [("", fields)])


def unit_page(request: ActorRequest, unit: Unit) -> pages.UnitPage:
    taught = queries.offers_by_semester(unit, queries.semesters_ahead(localdate()))
    course = structured.course(
        unit, taught, url=_here(request), home=request.build_absolute_uri("/")
    )
    description = unit.aims or _("%(title)s: where, when and how it is taught.") % {
        "title": unit.title
    }
    return pages.UnitPage(
        engines=_engines(request, description, course),
        unit=unit,
        semesters=[_in_semester(each, request) for each in taught],
        programmes=queries.programmes_counting(unit),
        is_signed_in=request.actor.is_known,
    )


def _in_semester(taught: SemesterOffers, request: ActorRequest) -> pages.OffersInSemester:
    semester = taught.semester
    return pages.OffersInSemester(
        title=choices.semester_label(semester),
        starts_on=semester.teaching_starts_on,
        ends_on=semester.teaching_ends_on,
        enrolment_closes_on=semester.enrolment_closes_on,
        lines=[
            pages.OfferLine(offer, local_day(offer.offering.centre, now()), request.actor.is_known)
            for offer in taught.offers
        ],
    )


def programmes_page(request: ActorRequest, criteria: ProgrammeCriteria) -> pages.ProgrammesPage:
    found = queries.programmes_found(criteria, page=request.GET.get("page"))
    return pages.ProgrammesPage(
        engines=_engines(
            request, _("The diplomas, titles and certificates of the network, and what they ask.")
        ),
        found=found,
        words=criteria.words,
        filters=_programme_filters(criteria, found),
    )


def _programme_filters(criteria: ProgrammeCriteria, found: ProgrammesFound) -> list[Filter]:
    kinds = choices.chosen_among(wording.PROGRAMME_KINDS, criteria.kind)
    levels = {str(level.value): wording.LEVELS[level] for level in Level if level}
    chosen: list[Choice] = choices.chosen_among(levels, criteria.level)
    return [
        Filter("type", _("Kind"), _("All kinds"), [("", kinds)]),
        _fields_filter(list(found.fields), criteria.field),
        Filter("niveau", _("Level reached"), _("All levels"), [("", chosen)]),
    ]


def programme_page(request: ActorRequest, programme: Programme) -> pages.ProgrammePage:
    groups = list(programme.groups.all())
    asked = {entry.unit_id for group in groups for entry in group.entries.all()}
    offered = queries.units_offered_among(asked, queries.semesters_ahead(localdate()))
    data = structured.programme(programme, url=_here(request), home=request.build_absolute_uri("/"))
    description = programme.aims or _("%(title)s: what it asks, and how to enter.") % {
        "title": programme.title
    }
    return pages.ProgrammePage(
        engines=_engines(request, description, data),
        programme=programme,
        groups=[pages.GroupBox(group, offered) for group in groups],
    )


def centres_page(request: ActorRequest, where: Whereabouts) -> pages.CentresPage:
    near = (
        network.nearest_centres(where.place.latitude, where.place.longitude) if where.place else []
    )
    names = Locale.parse(language()).territories
    abroad = sorted((names[code], code) for code in countries())
    return pages.CentresPage(
        engines=_engines(request, _("Every centre of the network, and the one nearest to you.")),
        groups=_by_region(network.centres()),
        countries=[(code, name) for name, code in abroad],
        postcode=where.postcode,
        country=where.country,
        from_here=names.get(where.country, "") or (where.known.name if where.known else ""),
        near=[(each.centre, each.kilometres) for each in near],
        is_unknown=where.is_unknown,
    )


def _by_region(centres: Sequence[Centre]) -> list[tuple[str, list[pages.CentreEntry]]]:
    teaching: defaultdict[int | None, list[Centre]] = defaultdict(list)
    for centre in centres:
        teaching[centre.parent_id].append(centre)
    groups: defaultdict[str, list[pages.CentreEntry]] = defaultdict(list)
    for centre in teaching[None]:
        entry = pages.CentreEntry(centre, teaching[centre.pk])
        groups[choices.heading_of(centre)].append(entry)
    return list(groups.items())


def centre_page(request: ActorRequest, centre: Centre) -> pages.CentrePage:
    today = local_day(centre, now())
    closings = [
        pages.Closing(each.day, network.reason_in(language(), each, centre))
        for each in network.closing_days_ahead(centre, today=today)
    ]
    data = structured.organisation(centre, url=_here(request), home=request.build_absolute_uri("/"))
    description = _("%(name)s: address, opening, and what can be learnt there.") % {
        "name": centre.name
    }
    there, here = local_instant(centre, now()), localtime()
    return pages.CentrePage(
        engines=_engines(request, description, data),
        centre=centre,
        now=there,
        elsewhere=there.utcoffset() != here.utcoffset(),
        is_closed_today=next((each.reason for each in closings if each.day == today), ""),
        closings=closings,
        teaching_centres=network.teaching_centres_of(centre),
        fields=queries.fields_offered_at(centre, queries.semesters_ahead(today)),
    )


def _engines(
    request: HttpRequest, description: str, block: structured.Block | None = None
) -> pages.ForEngines:
    short = description if len(description) <= 160 else f"{description[:159]}…"  # noqa: PLR2004
    data = structured.data_block(block) if block else None
    return pages.ForEngines(short, _here(request), data)


def _here(request: HttpRequest) -> str:
    """The one address of a page, whatever was asked of it."""
    return request.build_absolute_uri(request.path)
