from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "gregoire.correspondence"

    def ready(self) -> None:
        from gregoire.correspondence import jobs, panels  # noqa: F401 -- they listen and offer
