"""Text as people type it, and as it is compared."""

import unicodedata


def without_accents(text: str) -> str:
    """`sécurité` → `securite`; ligatures are opened (`œuvre` → `oeuvre`)."""
    opened = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    decomposed = unicodedata.normalize("NFKD", opened)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def folded(text: str) -> str:
    """What two spellings of one name have in common: no case, no accents, single blanks."""
    plain = without_accents(text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())
