from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "gregoire.enrolment"

    def ready(self) -> None:
        from gregoire.enrolment import audiences, jobs, panels  # noqa: F401 -- they offer, listen, show
