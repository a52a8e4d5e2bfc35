from django.urls import path

from gregoire.people.web import entry, own, registering, staff

app_name = "people"

urlpatterns = [
    path("connexion/premiere-fois/<str:token>/", entry.first_password, name="first_password"),
    path("connexion/adresse/<str:token>/", entry.confirm_mail, name="confirm_mail"),
    path("connexion/reprendre/", entry.resume, name="resume"),
    path("langue/", own.choose_language, name="choose_language"),
    path("donnees-personnelles/", own.personal_data, name="personal_data"),
    path("donnees-personnelles/adresse-mail/", own.mail, name="mail"),
    path("gestion/personnes/", staff.persons, name="persons"),
    path("gestion/personnes/nouvelle/", registering.new_person, name="new_person"),
    path("gestion/personnes/rattacher/", registering.attach, name="attach"),
    path("gestion/personnes/<slug:public_id>/", staff.person, name="person"),
    path("gestion/personnes/<slug:public_id>/donnees/", staff.person_data, name="person_data"),
    path("gestion/personnes/<slug:public_id>/identifiants/", staff.identifiers, name="identifiers"),
    path("gestion/personnes/<slug:public_id>/postes/", staff.posts, name="posts"),
    path(
        "gestion/personnes/<slug:public_id>/postes/<int:post_id>/fin/",
        staff.end_post,
        name="end_post",
    ),
]
