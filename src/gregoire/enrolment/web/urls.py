from django.urls import path, register_converter
from django.views.generic import RedirectView

from gregoire.enrolment.web import desk, documents, offerings, registering, teachings
from gregoire.enrolment.web.addresses import FormerMoveConverter, MoveConverter

register_converter(MoveConverter, "move")
register_converter(FormerMoveConverter, "former_move")
app_name = "enrolment"

urlpatterns = [
    path("enseignements/", teachings.teachings, name="teachings"),
    path("enseignements/inscription-annuelle/", registering.register, name="register"),
    path(
        "enseignements/inscription-annuelle/<str:public_id>/<move:move>/",
        registering.own_move,
        name="own_move",
    ),
    path(
        "enseignements/inscription-annuelle/<str:public_id>/<former_move:move>/",
        RedirectView.as_view(pattern_name="enrolment:own_move", permanent=True),
        name="own_move",
    ),
    path("enseignements/inscription/<str:public_id>/", teachings.enrol, name="enrol"),
    path("enseignements/suivi/<str:public_id>/", teachings.teaching, name="teaching"),
    path("enseignements/suivi/<str:public_id>/quitter/", teachings.withdraw, name="withdraw"),
    path("mes-documents/", documents.documents, name="documents"),
    path(
        "mes-documents/reglements/<str:kind>/<str:version>/",
        documents.regulation,
        name="regulation",
    ),
    path("mes-documents/certificat/<str:public_id>.pdf", documents.certificate, name="certificate"),
    path("gestion/offres/", offerings.offerings, name="offerings"),
    path("gestion/offres/<str:public_id>/", offerings.offering, name="offering"),
    path("gestion/offres/<str:public_id>/decider/", offerings.decide, name="decide"),
    path("gestion/personnes/<str:public_id>/inscrire/", desk.choose, name="choose"),
    path(
        "gestion/personnes/<str:public_id>/inscrire/<str:offering_id>/",
        desk.enrol_person,
        name="enrol_person",
    ),
    path(
        "gestion/personnes/<str:public_id>/inscription-annuelle/",
        registering.register_person,
        name="register_person",
    ),
    path("gestion/inscriptions/<str:public_id>/contrat/", desk.contract, name="contract"),
    path("gestion/inscriptions/<str:public_id>/transfert/", desk.transfer, name="transfer"),
    path("gestion/inscriptions/<str:public_id>/<move:move>/", registering.move, name="move"),
    path(
        "gestion/inscriptions/<str:public_id>/<former_move:move>/",
        RedirectView.as_view(pattern_name="enrolment:move", permanent=True),
        name="move",
    ),
    path("gestion/suivis/<str:public_id>/retirer/", desk.withdraw_person, name="withdraw_person"),
]
