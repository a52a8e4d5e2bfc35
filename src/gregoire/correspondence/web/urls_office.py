"""What the office sends, prints and phones, under `/gestion/`."""

from django.urls import path

from gregoire.correspondence.web import addresses, announcements, calls, letters, proofs, writing

urlpatterns = [
    path("annonces/", announcements.announcements, name="announcements"),
    path("annonces/nouvelle/", announcements.choose, name="choose_public"),
    path("annonces/ecrire/", announcements.write, name="write_announcement"),
    path("annonces/<str:public_id>/", announcements.announcement, name="announcement"),
    path("annonces/<str:public_id>/modifier/", announcements.rewrite, name="rewrite_announcement"),
    path("annonces/<str:public_id>/envoyer/", announcements.send, name="send_announcement"),
    path("annonces/<str:public_id>/rappeler/", announcements.recall, name="recall_announcement"),
    path("courriers/", letters.letters, name="letters"),
    path("courriers/imprimer/<slug:code>/", letters.print_all, name="print_letters"),
    path("courriers/a/<str:public_id>/", writing.write, name="write_letter"),
    path("courriers/<str:public_id>/", letters.batch, name="letter_batch"),
    path("courriers/<str:public_id>/lettres.pdf", letters.pdf, name="letter_batch_pdf"),
    path("courriers/<str:public_id>/retour/", letters.came_back, name="letter_back"),
    path("appels/", calls.calls, name="calls"),
    path("appels/imprimer/", calls.printed, name="calls_printed"),
    path("appels/<str:public_id>/", calls.call, name="call"),
    path("adresses/", addresses.addresses, name="addresses"),
    path("adresses/<str:public_id>/", addresses.address, name="address"),
    path("preuves/de/<path:topic>.pdf", proofs.topic_pdf, name="topic_proof_pdf"),
    path("preuves/de/<path:topic>/", proofs.topic, name="topic_proof"),
    path("preuves/<str:public_id>.pdf", proofs.pdf, name="proof_pdf"),
    path("preuves/<str:public_id>/", proofs.proof, name="proof"),
]
