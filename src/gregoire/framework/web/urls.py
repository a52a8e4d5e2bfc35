from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from gregoire.framework.web import views

app_name = "framework"

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("langue/", login_not_required(set_language), name="set_language"),
    path("ui/", views.ui, name="ui"),
]
