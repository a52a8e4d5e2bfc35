from django.urls import path

from gregoire.catalogue.web import views

app_name = "catalogue"

urlpatterns = [
    path("unites/", views.units, name="units"),
    path("unites/<slug:code>/", views.unit, name="unit"),
    path("formations/", views.programmes, name="programmes"),
    path("formations/<slug:code>/", views.programme, name="programme"),
    path("centres/", views.centres, name="centres"),
    path("centres/<slug:code>/", views.centre, name="centre"),
]
