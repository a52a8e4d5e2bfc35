"""Identifiers that people see in an address: they cannot be counted through or guessed."""

import secrets
from typing import Final

ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread aloud
LENGTH: Final = 14  # 31¹⁴ ≈ 7.6 × 10²⁰: about 69 bits


def new_public_id() -> str:
    """A fresh identifier, from the system's own randomness."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def new_public_ids(count: int) -> list[str]:
    """Many at once, a hundred times faster; each as hard to guess.

    Every letter is as likely as another: of the 256 bytes those beyond the last whole alphabet are
    thrown away.
    """
    letters = bytearray()
    while len(letters) < count * LENGTH:
        letters += secrets.token_bytes(count * LENGTH).translate(_LETTERS, _BEYOND)
    text = letters[: count * LENGTH].decode("ascii")
    return [text[start : start + LENGTH] for start in range(0, len(text), LENGTH)]


_WHOLE: Final = 256 - 256 % len(ALPHABET)
_LETTERS: Final = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
_BEYOND: Final = bytes(range(_WHOLE, 256))
