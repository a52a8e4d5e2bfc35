from django.urls import path

from gregoire.planning.web import attendance, attendance_certificates, attendance_own, verifying

urlpatterns = [
    path("gestion/presences/<str:public_id>/", attendance.attendance, name="attendance"),
    path("gestion/presences/<str:public_id>/feuille/", attendance.sheet, name="sheet"),
    path("gestion/presences/<str:public_id>/signer/", attendance.sign, name="sign"),
    path("gestion/presences/<str:public_id>/code/", attendance.code, name="code"),
    path("gestion/attestations/", attendance_certificates.certificates, name="certificates"),
    path("planning/presence/<str:public_id>/", attendance_own.check_in, name="check_in"),
    path("verifier/", verifying.ask, name="verify_number"),
    path("verifier/<str:number>/", verifying.verify, name="verify"),
    path("planning/heures/", attendance_own.hours, name="hours"),
    path(
        "gestion/personnes/<str:public_id>/heures/",
        attendance_own.person_hours,
        name="person_hours",
    ),
    path(
        "planning/attestations/<str:public_id>/",
        attendance_own.own_certificate,
        name="own_certificate",
    ),
]
