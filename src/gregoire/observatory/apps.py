from django.apps import AppConfig


class ObservatoryConfig(AppConfig):
    name = "gregoire.observatory"
