from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "gregoire.correspondence"
