from django.apps import AppConfig


class FrameworkConfig(AppConfig):
    name = "gregoire.framework"
