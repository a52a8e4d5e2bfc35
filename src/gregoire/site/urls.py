"""Where each module's pages stand. The learner's campus keeps the guide's words."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("gregoire.framework.web.urls")),  # /healthz, /langue/, /ui/
    path("", include("gregoire.people.web.sign_in_urls")),  # /connexion/…, as django-allauth
    path("", include("gregoire.people.web.urls")),  # /connexion/, /donnees-personnelles/
    path(
        "", include("gregoire.correspondence.web.urls")
    ),  # /contact/, /messagerie/, /gestion/messages/
    path("", include("gregoire.catalogue.web.urls")),  # /formations/, /unites/, /centres/
    path(
        "", include("gregoire.enrolment.web.urls")
    ),  # /enseignements/, /mes-documents/, /gestion/inscriptions/
    path("", include("gregoire.records.web.urls")),  # /cursus/
    path("", include("gregoire.planning.web.urls")),  # /planning/, /gestion/planning/
    path("", include("gregoire.observatory.web.urls")),  # /observatoire/, /gestion/observatoire/
    path("", include("gregoire.portal.web.urls")),  # /, /gestion/
    path("", include("gregoire.demo.web.urls")),  # /courrier-demo/
]

handler400 = "gregoire.framework.web.errors.bad_request"
handler403 = "gregoire.framework.web.errors.forbidden"
handler404 = "gregoire.framework.web.errors.not_found"
handler500 = "gregoire.framework.web.errors.server_error"
