from django.urls import path

from gregoire.demo.web import views

app_name = "demo"

urlpatterns = [
    path("courrier-demo/", views.mailbox, name="mailbox"),
    path("courrier-demo/<slug:public_id>/", views.mail, name="mail"),
    path("courrier-demo/<slug:public_id>/html/", views.mail_html, name="mail_html"),
]
