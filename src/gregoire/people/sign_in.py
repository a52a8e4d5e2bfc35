"""How django-allauth behaves here: nobody signs up by themselves, and limits say how long to wait."""

import base64
import hashlib
import math
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import clean_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from gregoire.people.models import Account
from gregoire.people.wording import TOO_MANY_SIGN_INS

APP = "allauth.account"
NOWHERE = "0.0.0.0"  # noqa: S104 -- stands for an address that nobody has told


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in by mail address and password; the account comes with its person, in one query."""

    def get_user(self, user_id: int) -> Account | None:
        account = Account.objects.select_related("person").filter(pk=user_id).first()
        return account if account and self.user_can_authenticate(account) else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """The schooling office registers people; nobody does it by themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            key = self._get_login_attempts_cache_key(request, **credentials)
            minutes = max(1, math.ceil(seconds_to_wait(request, "login_failed", key) / 60))
            said = TOO_MANY_SIGN_INS % {"minutes": minutes}
            raise ValidationError(said, code="too_many_login_attempts") from error

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """By the address of the account: it is the only one that signs in."""
        again = self.authenticate(self.request, email=user.get_username(), password=password)
        return again is not None and again.pk == user.pk

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        super().send_notification_mail(template_prefix, user, context, email or user.get_username())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of whoever signs in with the address; a stranger's is that of the page."""
        account = Account.objects.select_related("person").filter(email__iexact=email).first()
        language = account.person.language if account else translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, context)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("mfa_index")


def client_address(request: HttpRequest) -> str:
    """Who asks, as our own proxies saw them: what the client writes into the header counts for nothing.

    Each proxy adds at the right the address that it saw; with N proxies of ours the N-th from the
    right is the client's.
    """
    proxies: int = settings.GREGOIRE_PROXIES
    seen = [part for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    told = seen[-proxies] if 0 < proxies <= len(seen) else request.META.get("REMOTE_ADDR", "")
    return clean_client_ip(told) or NOWHERE if told else NOWHERE


def seconds_to_wait(request: HttpRequest, action: str, key: str) -> float:
    """How long until the limits let this address and this account try again."""
    now = time.time()
    waits = [0.0]
    for rate in ratelimit.get_rates(app=APP, action=action):
        name = ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key)
        tries = sorted(at for at in cache.get(name, []) if at > now - rate.duration)
        if len(tries) >= rate.amount:
            waits.append(tries[-rate.amount] + rate.duration - now)
    return max(waits)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The secrets of the second factor are kept encrypted: a copy of the database opens nothing."""

    def encrypt(self, text: str) -> str:
        return _safe().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _safe().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise ValueError("the secret key is not the one that this was kept under") from None


def _safe() -> Fernet:
    key = hashlib.sha256(b"gregoire.second-factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
