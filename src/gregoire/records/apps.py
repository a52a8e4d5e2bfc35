from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "gregoire.records"

    def ready(self) -> None:
        from gregoire.records import panels, queries  # noqa: F401 -- tells enrolment what is earned
