"""What waits on the desks of the schooling offices: questions, and people who ask to be registered."""

from dataclasses import dataclass
from itertools import cycle
from typing import Final

import numpy as np

from gregoire.demo.drawing.chance import Ints, chance, picked

MOST_APPLICANTS: Final = 3  # at one centre
LATEST, EARLIEST = 2, 12  # days ago: an answer comes within a day


@dataclass(frozen=True, slots=True)
class Words:
    """What a learner writes; and what the office has answered, where it has."""

    subject: str
    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Who has asked it of which centre, how many days ago, at which minute of the day."""

    person: int
    centre: int
    back: int
    minute: int
    words: Words


@dataclass(frozen=True, slots=True)
class Applicants:
    """Who asks to be registered for the present year, where, and how many days ago they did."""

    person: Ints
    centre: Ints
    back: Ints


WAITING: Final = (
    Words("Certificat de scolarité pour mon employeur",
          "Bonjour,\n\nMon employeur me demande un certificat de scolarité qui porte les dates de mes "
          "cours. Celui que j’imprime depuis mon espace suffit-il, ou en faites-vous un autre ?\n\n"
          "Je vous remercie."),
    Words("Changer de groupe ce semestre",
          "Bonjour,\n\nMes horaires de travail viennent de changer et je ne peux plus venir le mardi "
          "soir. Reste-t-il une place dans un groupe du samedi ou à distance ?\n\nBien cordialement"),
    Words("Payer en plusieurs fois",
          "Bonjour,\n\nJe finance seul ma formation. Est-il possible de régler mon inscription en "
          "trois fois, et à partir de quand ?\n\nMerci d’avance."),
    Words("Prise en charge par mon opérateur de compétences",
          "Bonjour,\n\nMon dossier de financement est accepté, mais l’opérateur attend encore un devis "
          "et le programme de l’unité. Pouvez-vous me les envoyer avant la fin du mois ?\n\n"
          "Cordialement"),
    Words("Ma carte d’élève n’est pas arrivée",
          "Bonjour,\n\nMon inscription date de la rentrée et je n’ai toujours pas reçu ma carte. "
          "Puis-je la retirer au centre un soir de cours ?\n\nMerci."),
    Words("Liste d’attente : ai-je une chance ?",
          "Bonjour,\n\nJe suis en liste d’attente depuis la rentrée. Une place peut-elle encore se "
          "libérer, ou vaut-il mieux que je m’inscrive au second semestre ?\n\nBonne journée"),
    Words("Reporter une unité au second semestre",
          "Bonjour,\n\nUne mission à l’étranger m’empêche de suivre les cours jusqu’en janvier. "
          "Puis-je reporter mon inscription au second semestre sans la perdre ?\n\nMerci de votre "
          "aide."),
)  # fmt: skip
ANSWERED: Final = (
    Words("Attestation de présence",
          "Bonjour,\n\nFrance Travail me demande une attestation de présence pour le mois dernier. À qui "
          "dois-je m’adresser ?",
          "Bonjour,\n\nNous l’établissons à la fin de chaque mois d’après les feuilles d’émargement : "
          "la vôtre est prête, vous pouvez la retirer au secrétariat.\n\nLa scolarité"),
    Words("Salle du premier cours",
          "Bonjour,\n\nJe ne trouve pas la salle de mon premier cours. Où est-elle affichée ?",
          "Bonjour,\n\nElle est affichée à l’accueil et dans votre espace, à la page de votre "
          "enseignement. Bon début de semestre !\n\nLa scolarité"),
    Words("Nouvelle adresse",
          "Bonjour,\n\nJ’ai déménagé. Dois-je vous envoyer un justificatif ?",
          "Bonjour,\n\nCe n’est pas nécessaire : corrigez votre adresse à la page « Données "
          "personnelles », nous la verrons aussitôt.\n\nLa scolarité"),
)  # fmt: skip
AT_A_DESK: Final = (3, 2)  # conversations that wait for an answer, and that have one


def questions(seed: int, learners: Ints, centre: Ints) -> list[Question]:
    """What learners have written to the office of a centre to which they are attached.

    `learners` and `centre` are those pairs. Where a centre has few learners, what waits comes first.
    """
    rng = chance(seed, "questions")
    waiting, answered = AT_A_DESK
    kinds = (cycle(WAITING), cycle(ANSWERED))
    asked = []
    for code in np.unique(centre).tolist():
        here = learners[centre == code]
        for rank, person in enumerate(picked(rng, here, waiting + answered).tolist()):
            back = int(rng.integers(LATEST, EARLIEST))
            minute = int(rng.integers(7 * 60, 18 * 60))
            asked.append(Question(person, code, back, minute, next(kinds[rank >= waiting])))
    return asked


def applicants(seed: int, former: Ints, centre: Ints) -> Applicants:
    """Former learners who come back this year: one to three at each centre that knows any."""
    rng = chance(seed, "applicants")
    people, places = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    for code in np.unique(centre).tolist():
        here = np.setdiff1d(former[centre == code], people)
        chosen = picked(rng, here, int(rng.integers(1, MOST_APPLICANTS + 1)))
        people = np.r_[people, chosen]
        places = np.r_[places, np.full(len(chosen), code)]
    return Applicants(people, places, rng.integers(LATEST, EARLIEST, len(people)))
