from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "gregoire.demo"

    def ready(self) -> None:
        from gregoire.demo import jobs  # noqa: F401 -- what the queue may ask for
