from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "gregoire.planning"

    def ready(self) -> None:
        from gregoire.planning import jobs, kinds, panels  # noqa: F401 -- listen, declare, offer
