from django.apps import AppConfig


class FrameworkConfig(AppConfig):
    name = "gregoire.framework"

    def ready(self) -> None:
        from gregoire.framework import jobs  # noqa: F401 -- the worker finds the job by its name
