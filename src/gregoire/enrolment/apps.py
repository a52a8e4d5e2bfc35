from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "gregoire.enrolment"

    def ready(self) -> None:
        from gregoire.enrolment import jobs, panels  # noqa: F401 -- listens; shows itself
