"""Identifiers that people see in an address: they cannot be counted through or guessed."""

import secrets
from typing import Final

ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread aloud
LENGTH: Final = 14  # 31¹⁴ ≈ 7.6 × 10²⁰: about 69 bits


def new_public_id() -> str:
    """A fresh identifier, from the system's own randomness."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
