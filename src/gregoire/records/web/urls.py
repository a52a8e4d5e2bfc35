from django.urls import path

from gregoire.records.web import views

app_name = "records"

urlpatterns = [
    path("cursus/", views.transcript, name="transcript"),
    path("enseignements/a-suivre/", views.still_to_take, name="still_to_take"),
    path(
        "gestion/personnes/<str:public_id>/cursus/",
        views.person_transcript,
        name="person_transcript",
    ),
]
