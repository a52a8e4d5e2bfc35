from django.urls import path

from gregoire.framework.web import views

app_name = "framework"

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("ui/", views.ui, name="ui"),
]
