from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "gregoire.people"

    def ready(self) -> None:
        from gregoire.people import jobs, limits  # noqa: F401
