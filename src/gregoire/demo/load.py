"""Writes a made-up network into an empty database, in one transaction."""

from datetime import date

from django.db import transaction

from gregoire.demo.drawing import names, surroundings
from gregoire.demo.drawing.chance import SEED
from gregoire.demo.drawing.cohorts import YEARS
from gregoire.demo.drawing.network import Drawing, draw
from gregoire.demo.jobs import LEAST_SCALE, publish_first_edition
from gregoire.demo.load_catalogue import load_catalogue
from gregoire.demo.load_copy import Loader, Progress
from gregoire.demo.load_desk import load_applicants, load_questions
from gregoire.demo.load_learning import Places, load_year, years_of
from gregoire.demo.load_people import Staff, load_accounts, load_learners, load_staff
from gregoire.demo.load_records import (
    load_acceptances,
    load_attachments,
    load_messages,
    load_results,
)
from gregoire.demo.load_rooms import load_rooms
from gregoire.enrolment.seeding import seed_regulations
from gregoire.framework.actors import SYSTEM, Role
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.network.operations import seed_network
from gregoire.people.models import Account


def is_loaded() -> bool:
    """Whether the network is there: all of it, since it comes in one transaction."""
    return Account.objects.filter(email=f"auditeur@{names.MAIL}").exists()


def load_network(*, scale: float, year: int | None, progress: Progress, seed: int = SEED) -> None:
    """Draw a network at a scale of the national one, and write it: all, or nothing."""
    start = AcademicYear.of(date.today()).start if year is None else year  # noqa: DTZ011
    progress("drawing", 0, 1)
    drawing = draw(scale, seed=seed)
    progress("drawing", 1, 1)
    loader = Loader(progress)
    with transaction.atomic():
        seed_network(by=SYSTEM, today=AcademicYear(start).first_day)
        seed_regulations()
        _write(loader, drawing, start)
        loader.settle()
        if scale >= LEAST_SCALE:
            publish_first_edition.defer(scale=scale, year=start - 1)
    loader.analyse()


def _write(loader: Loader, drawing: Drawing, year: int) -> None:
    last = min(date.today(), AcademicYear(year).last_day)  # noqa: DTZ011
    catalogue = load_catalogue(loader, year=year, today=last)
    centres = dict(Centre.objects.values_list("code", "pk"))
    learners = load_learners(loader, drawing, year=year)
    sites = surroundings.offering_sites(drawing)
    load_rooms(loader, drawing, sites)
    taught_at, teacher = surroundings.teachers(drawing, sites)
    staff = load_staff(loader, drawing, taught_at, centres, year=year)
    load_accounts(loader, learners, drawing.cohorts.of_year(0).tolist())
    places = Places(
        catalogue=catalogue,
        centres=centres,
        offering_sites=sites,
        teachers=[staff.teachers[index] for index in teacher.tolist()],
        homes=_homes(drawing, centres),
        learners=learners,
        last=last,
    )
    enrolments = years_of(drawing)
    years = [
        load_year(loader, drawing, places, enrolments[back], back=back, year=year)
        for back in reversed(range(YEARS))
    ]
    load_results(loader, drawing, places, years, year=year)
    attached = load_attachments(loader, places, years, year=year)
    load_acceptances(loader, places, years, year=year)
    written = min(last, date(year, 11, 22))
    load_messages(loader, places, _office(staff), seed=drawing.seed, last=written)
    present = years[-1]
    load_questions(loader, drawing, places, staff, attached, present)
    load_applicants(loader, drawing, places, attached, present, start=year)


def _homes(drawing: Drawing, centres: dict[str, int]) -> list[int]:
    """The centre where each person registers: the teaching centre near them, where there is one."""
    given = names.drawn(drawing.seed, "learners", drawing.cohorts.centre, drawing.people.sex)
    pairs = zip(drawing.cohorts.centre.tolist(), given.postcode.tolist(), strict=True)
    homes = [centres[surroundings.site_of(centre, postcode)] for centre, postcode in pairs]
    homes[0] = centres["dijon"]
    return homes


def _office(staff: Staff) -> int:
    return staff.offices["bourgogne", Role.SCHOOLING]
