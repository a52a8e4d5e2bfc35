from django.urls import include, path

from gregoire.correspondence.web import desk, inbox, own, preferences, unsubscribing

app_name = "correspondence"

urlpatterns = [
    path("contact/", own.contact, name="contact"),
    path("messagerie/", inbox.inbox, name="inbox"),
    path("messagerie/ranger/", inbox.arrange, name="arrange"),
    path("messagerie/tout-lu/", inbox.read_all, name="read_all"),
    path("messagerie/preferences/", preferences.preferences, name="preferences"),
    path("messagerie/avis/<str:public_id>/", inbox.notice, name="notice"),
    path("messagerie/avis/<str:public_id>/lu/", inbox.notice_read, name="notice_read"),
    path("messagerie/pieces/<str:public_id>/", own.attachment, name="attachment"),
    path("messagerie/<str:public_id>/", own.conversation, name="conversation"),
    path("messagerie/<str:public_id>/lu/", own.read, name="read"),
    path("gestion/messages/", desk.desk, name="desk"),
    path("gestion/messages/<str:public_id>/", desk.answer, name="answer"),
    path("gestion/messages/<str:public_id>/prendre/", desk.take, name="take"),
    path("gestion/messages/<str:public_id>/classer/", desk.close, name="close"),
    path("desabonnement/<str:token>/", unsubscribing.stop, name="unsubscribe"),
    path("gestion/", include("gregoire.correspondence.web.urls_office")),
]
