from datetime import UTC, date, datetime

from gregoire.network.models import Centre
from gregoire.network.rules import local_day, local_instant

EVENING = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)


def test_when_paris_goes_to_bed_noumea_is_a_day_ahead_and_papeete_has_its_morning() -> None:
    assert local_day(Centre(time_zone="Europe/Paris"), EVENING) == date(2026, 11, 22)
    assert local_day(Centre(time_zone="Pacific/Noumea"), EVENING) == date(2026, 11, 23)
    assert local_day(Centre(time_zone="Pacific/Tahiti"), EVENING) == date(2026, 11, 22)
    assert local_instant(Centre(time_zone="Pacific/Noumea"), EVENING).hour == 7
    assert local_instant(Centre(time_zone="Pacific/Tahiti"), EVENING).hour == 10
