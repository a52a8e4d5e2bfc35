"""The charts of an edition in English: what was published in French stays as it was, word for word."""

import re
from typing import Final

THIN: Final = "\u202f"
FIGURE: Final = re.compile(rf"[−-]?\d[\d{THIN}]*(,\d+)?({THIN}%)?")
WRITTEN: Final = re.compile(r"(?<=>)[^<>]+(?=</text>)")
TITLE: Final = re.compile(r"(<title[^>]*>)(.*?)(</title>)", re.DOTALL)
DESCRIPTION: Final = re.compile(r"(<desc[^>]*>)(.*?)(</desc>)", re.DOTALL)
TITLES: Final = {
    "learners-by-centre": "Learners, each counted once, by centre of administrative registration",
    "distance-by-centre": "Share of learners who study at distance or in hybrid form, by centre",
    "exams-by-modality": "Presence and success at exams by form of teaching",
    "parchments": "Parchments awarded by academic year",
    "recognition": "Recognition of experience and of studies: candidates and decisions",
    "first-diplomas": "Learners by the highest diploma at their first registration",
    "distance-learners": "Learners enrolled in one course or more at distance or in hybrid form",
    "level-one": "Share of enrolments of level I (BAC+5 and above)",
}
PICTURES: Final = {
    "learners-by-centre": "Horizontal bars, one a centre.",
    "distance-by-centre": "Horizontal bars in percent, one a centre.",
    "exams-by-modality": "Horizontal bars in percent, in pairs: presence, then success.",
    "parchments": "Stacked columns: diplomas, then certificates. (p): provisional figures.",
    "recognition": "Lines by procedure, the upper one for decisions.",
    "first-diplomas": "Horizontal bars, in learners.",
    "distance-learners": "Columns.",
    "level-one": "Columns in percent.",
}
WORDS: Final = {
    "Ensemble du réseau": "The whole network",
    "France métropolitaine": "Metropolitan France",
    "Outre-mer": "Overseas",
    "Étranger": "Abroad",
    "Présence": "Presence",
    "Réussite": "Success",
    "Diplômes": "Diplomas",
    "Certificats": "Certificates",
    "Décisions": "Decisions",
    "Candidats": "Candidates",
    "Présentiel": "On site",
    "À distance": "At distance",
    "Hybride": "Hybrid",
    "Sans diplôme": "No diploma",
    "Doctorat": "Doctorate",
    "Non connu": "Not known",
}


def title(code: str, french: str) -> str:
    """With the years that the French title ends on; the French one of a chart that is not known."""
    years = french.rpartition(", ")[2].replace(" à ", " to ")
    return f"{TITLES[code]}, {years}" if code in TITLES else french


def picture(code: str, french: str) -> str:
    """What is said to those who do not see it: the figures stand in the table below."""
    found = PICTURES.get(code)
    return f"{found} Its figures stand in the table below." if found else french


def word(text: str) -> str:
    """A name or a figure of a chart: `39,6 %` is `39.6%`; what has no English stays."""
    if FIGURE.fullmatch(text):
        return text.replace(f"{THIN}%", "%").replace(",", ".").replace(THIN, ",")
    return WORDS.get(text, text)


def drawing(svg: str, code: str) -> str:
    """A picture with the words that are written in it, its title and its description."""
    svg = TITLE.sub(lambda told: f"{told[1]}{title(code, told[2])}{told[3]}", svg)
    svg = DESCRIPTION.sub(lambda told: f"{told[1]}{picture(code, told[2])}{told[3]}", svg)
    return WRITTEN.sub(lambda written: word(written[0]), svg)
