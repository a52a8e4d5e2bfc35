"""What a password must be, beyond Django's own checks: long enough is theirs, not endless is ours."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext


class MaximumLengthValidator:
    """Phrases are welcome; a megabyte sent to keep the server busy is not (ASVS 2.1.2)."""

    def __init__(self, max_length: int = 128) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002
        if len(password) > self.max_length:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        return ngettext(
            "A password has at most %(max_length)d character.",
            "A password has at most %(max_length)d characters.",
            self.max_length,
        ) % {"max_length": self.max_length}
