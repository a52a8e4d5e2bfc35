"""Sign-in by django-allauth: its names, our addresses, and only the pages that we want."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as sessions
from django.urls import path, re_path

SECURITY = "donnees-personnelles/securite/"
NEW = r"^connexion/nouveau-mot-de-passe/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

urlpatterns = [
    path("connexion/", account.login, name="account_login"),
    path("connexion/deconnexion/", account.logout, name="account_logout"),
    path("connexion/inscription/", account.signup, name="account_signup"),  # says that it is closed
    path("connexion/compte-ferme/", account.account_inactive, name="account_inactive"),
    path("connexion/confirmer/", account.reauthenticate, name="account_reauthenticate"),
    path("connexion/mot-de-passe-oublie/", account.password_reset, name="account_reset_password"),
    path(
        "connexion/mot-de-passe-oublie/envoye/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "connexion/nouveau-mot-de-passe/fait/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(NEW, account.password_reset_from_key, name="account_reset_password_from_key"),
    path("connexion/second-facteur/", mfa.authenticate, name="mfa_authenticate"),
    path("connexion/second-facteur/confirmer/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(SECURITY, mfa.index, name="mfa_index"),
    path(f"{SECURITY}mot-de-passe/", account.password_change, name="account_change_password"),
    path(f"{SECURITY}application/", totp.activate_totp, name="mfa_activate_totp"),
    path(f"{SECURITY}application/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(f"{SECURITY}codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        f"{SECURITY}codes/nouveaux/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        f"{SECURITY}codes/telecharger/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path(f"{SECURITY}appareils/", sessions.list_usersessions, name="usersessions_list"),
]
