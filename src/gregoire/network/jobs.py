"""What the house does by itself for the centres."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from gregoire.framework.actors import SYSTEM
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.network.operations import set_closing_days


@app.task(name="network.close_on_public_holidays", queue="upkeep")
def close_on_public_holidays(timestamp: int) -> None:
    """Every centre closes on the public holidays of the coming academic year, and of the next.

    Two years, so that one summer without a worker opens nobody's doors on a holiday.
    """
    coming = AcademicYear.of(datetime.fromtimestamp(timestamp, UTC).date()).next
    for centre in Centre.objects.order_by("pk"):
        for year in (coming, coming.next):
            set_closing_days(by=SYSTEM, centre=centre, year=year)
