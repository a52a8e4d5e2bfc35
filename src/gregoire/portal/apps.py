from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "gregoire.portal"
