"""Puts the values of a printed week together from what its page shows."""

from collections.abc import Iterable

from django.conf import settings

from gregoire.framework import formats
from gregoire.planning.documents.weeks import PostedCentre, PostedClass, PostedDay, PostedWeek
from gregoire.planning.web.desk_asked import Asked
from gregoire.planning.web.desk_pages import WeekOfPage
from gregoire.planning.web.desk_rows import Block, Grid, Track
from gregoire.planning.web.own_pages import week_named


def week_printed(page: WeekOfPage) -> PostedWeek:
    return PostedWeek(
        title=page.title,
        above=page.above,
        lead=page.lead,
        week=page.week,
        made_on=formats.day(page.today),
        address=settings.GREGOIRE_URL.rstrip("/"),
        days=tuple(_day(track) for track in page.grid.tracks),
    )


def centre_printed(asked: Asked, grid: Grid, *, is_cut: bool) -> PostedCentre:
    """The week of a centre with its sites, or the day that is asked for, as it was narrowed."""
    several = len({block.session.centre_id for track in grid.tracks for block in track.blocks}) > 1
    tracks = [each for each in grid.tracks if not asked.by_room or each.day == asked.day]
    return PostedCentre(
        title=formats.full_day(asked.day) if asked.by_room else week_named(asked.monday),
        above=asked.centre.name,
        lead=" · ".join(_narrowed(asked, grid)),
        made_on=formats.day(asked.today),
        address=settings.GREGOIRE_URL.rstrip("/"),
        several_sites=several,
        is_cut=is_cut,
        days=tuple(_day(track, with_site=several) for track in tracks),
    )


def _narrowed(asked: Asked, grid: Grid) -> Iterable[str]:
    """The words of the filters: of a room and a teacher, their names as the classes say them."""
    blocks = [block for track in grid.tracks for block in track.blocks]
    if asked.filters.room:
        yield from sorted({block.room for block in blocks})
    if asked.filters.teacher:
        yield from sorted({block.teacher for block in blocks})
    yield from (word for word in (asked.filters.field, asked.filters.words) if word)


def _day(track: Track, *, with_site: bool = True) -> PostedDay:
    return PostedDay(
        track.label,
        track.closed,
        tuple(_posted(each, with_site=with_site) for each in track.blocks),
    )


def _posted(block: Block, *, with_site: bool) -> PostedClass:
    return PostedClass(
        hours=block.hours,
        code=block.code,
        title=block.title,
        place=f"{block.room}, {block.session.centre.name}" if with_site else block.room,
        teacher=block.teacher,
        state="" if block.is_held else str(block.state),
    )
