"""Puts the values of a printed week together from what its page shows."""

from django.conf import settings

from gregoire.framework import formats
from gregoire.planning.documents.weeks import PostedClass, PostedDay, PostedWeek
from gregoire.planning.web.desk_pages import WeekOfPage
from gregoire.planning.web.desk_rows import Block, Track


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


def _day(track: Track) -> PostedDay:
    return PostedDay(track.label, track.closed, tuple(_posted(each) for each in track.blocks))


def _posted(block: Block) -> PostedClass:
    return PostedClass(
        hours=block.hours,
        code=block.code,
        title=block.title,
        place=f"{block.room}, {block.session.centre.name}",
        teacher=block.teacher,
        state="" if block.is_held else str(block.state),
    )
