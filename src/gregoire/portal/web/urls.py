from django.urls import path

from gregoire.portal.web import views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("s-inscrire/", views.how_to_register, name="how_to_register"),
    path("gestion/", views.desk, name="desk"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
