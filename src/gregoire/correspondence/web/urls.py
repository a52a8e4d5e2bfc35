from django.urls import path

from gregoire.correspondence.web import desk, own

app_name = "correspondence"

urlpatterns = [
    path("contact/", own.contact, name="contact"),
    path("messagerie/", own.inbox, name="inbox"),
    path("messagerie/<str:public_id>/", own.conversation, name="conversation"),
    path("messagerie/<str:public_id>/lu/", own.read, name="read"),
    path("gestion/messages/", desk.desk, name="desk"),
    path("gestion/messages/<str:public_id>/", desk.answer, name="answer"),
    path("gestion/messages/<str:public_id>/prendre/", desk.take, name="take"),
    path("gestion/messages/<str:public_id>/classer/", desk.close, name="close"),
]
