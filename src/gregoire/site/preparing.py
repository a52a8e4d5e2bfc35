"""What stands before the doors open: tables, assets, and in a demo its people."""

from gregoire.site.assets import gather_assets
from gregoire.site.migrating import alone, migrate_forward
from gregoire.site.saying import Progress


def prepare(progress: Progress, *, demo: bool, scale: float, year: int | None) -> None:
    with alone():
        migrate_forward(progress)
        gather_assets()
        if demo:
            from gregoire.demo import load, load_planning  # noqa: PLC0415 -- large, and for demos alone

            if not load.is_loaded():
                load.load_network(scale=scale, year=year, progress=progress)
            load_planning.plan_and_live(progress)
