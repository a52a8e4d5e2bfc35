import re
import subprocess
from html import unescape
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gregoire.correspondence.documents import LETTERS, BatchPrinted, LetterPrinted
from gregoire.correspondence.models import AddressTask, Delivery, LetterBatch, Notice
from gregoire.correspondence.operations.letters import (
    note_letter_back,
    post_letters,
    print_letters,
)
from gregoire.correspondence.queries.letters import Waiting, letters_of
from gregoire.correspondence.rules import (
    LETTERS_AT_ONCE,
    DeliveryState,
    LetterRefusal,
    address_lines,
    below_the_name,
)
from gregoire.framework.actors import SYSTEM, Actor, Role
from gregoire.framework.models import Look
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.people.models import Person
from tests.correspondence.test_pages import text_of
from tests.makers.network import make_centre
from tests.makers.notices import make_letter, make_notice
from tests.makers.people import acting, appoint, make_account, make_person
from tests.support.races import race

pytestmark = pytest.mark.django_db
QUERIES = 8  # whatever the number of letters


def office_of(centre: Centre) -> Actor:
    return acting(make_person(), Role.SCHOOLING, at=centre)


def client_of(centre: Centre) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(make_account(appoint(make_person(), Role.SCHOOLING, at=centre).person))
    return client


def printed(centre: Centre) -> LetterBatch:
    return print_letters(by=office_of(centre), centre=centre)


def pdf_of(content: bytes, folder: Path) -> str:
    """What the PDF says, where it says it (poppler's own reading)."""
    file = folder / "read.pdf"
    file.write_bytes(content)
    said = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    )
    return said.stdout


def test_letters_that_wait_become_one_batch_with_the_address_of_today() -> None:
    centre = make_centre()
    letters = [make_letter(centre=centre) for _ in range(3)]
    make_letter(centre=make_centre())

    batch = printed(centre)

    assert [letter.pk for letter in letters_of(batch)] == [letter.pk for letter in letters]
    letters[0].refresh_from_db()
    assert letters[0].address.splitlines()[1:] == ["12 rue de la Liberté", "21000 DIJON"]


def test_a_letter_without_an_address_waits_for_it() -> None:
    centre = make_centre()
    letter = make_letter(centre=centre)
    letter.notice.person.street = ""
    letter.notice.person.save()

    with pytest.raises(RefusedError) as refused:
        printed(centre)

    assert refused.value.reason is LetterRefusal.NOTHING_TO_PRINT


def test_an_office_prints_for_its_own_centre_only() -> None:
    centre = make_centre()
    make_letter(centre=centre)

    with pytest.raises(PermissionDenied):
        print_letters(by=office_of(make_centre()), centre=centre)


def test_ticked_letters_are_posted_with_their_numbers_once() -> None:
    centre = make_centre()
    letters = [make_letter(centre=centre) for _ in range(3)]
    batch = printed(centre)
    numbers = {letters[0].public_id: " 1A 234 ", letters[1].public_id: ""}

    counts = [post_letters(by=SYSTEM, batch=batch, numbers=numbers) for _ in range(2)]

    states = [(one.state, one.registered_number) for one in letters_of(batch)]
    assert counts == [2, 0]
    assert states == [("sent", "1A 234"), ("sent", ""), ("queued", "")]


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [(("1A", "1A"), LetterRefusal.NUMBER_TWICE), (("9" * 31, ""), LetterRefusal.NUMBER_TOO_LONG)],
)
def test_a_wrong_number_posts_none_of_them(numbers: tuple[str, str], reason: object) -> None:
    centre = make_centre()
    letters = [make_letter(centre=centre) for _ in range(2)]
    batch = printed(centre)
    typed = {letter.public_id: number for letter, number in zip(letters, numbers, strict=True)}

    with pytest.raises(RefusedError) as refused:
        post_letters(by=SYSTEM, batch=batch, numbers=typed)

    assert refused.value.reason is reason
    assert not Delivery.objects.exclude(state=DeliveryState.QUEUED).exists()


def test_a_letter_that_comes_back_is_one_task_for_the_office() -> None:
    centre = make_centre()
    letter = make_letter(centre=centre)
    post_letters(by=SYSTEM, batch=printed(centre), numbers={letter.public_id: ""})

    for _ in range(2):
        note_letter_back(by=SYSTEM, letter=letter, why="Moved away")

    task = AddressTask.objects.get()
    letter.refresh_from_db()
    assert (task.person, task.centre, task.why) == (letter.notice.person, centre, "Moved away")
    assert letter.state == DeliveryState.BOUNCED


def test_what_was_not_posted_cannot_come_back() -> None:
    letter = make_letter()

    assert note_letter_back(by=SYSTEM, letter=letter, why="?") is None


@pytest.mark.django_db(transaction=True)
def test_of_two_offices_at_once_one_prints() -> None:
    centre = make_centre()
    make_letter(centre=centre)
    offices = [office_of(centre) for _ in range(2)]

    outcomes = race(
        lambda: print_letters(by=offices[0], centre=centre),
        lambda: print_letters(by=offices[1], centre=centre),
    )

    assert sorted(type(one).__name__ for one in outcomes) == ["LetterBatch", "RefusedError"]
    assert LetterBatch.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_whatever_waits(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    centre = make_centre()
    client = client_of(centre)
    for _ in range(count):
        make_letter(centre=centre)

    with django_assert_num_queries(QUERIES):
        answer = client.get(reverse("correspondence:letters"))

    assert answer.status_code == 200
    assert Look.objects.filter(page="correspondence:letters").count() == count


def test_the_list_says_whose_address_is_missing_and_where_to_complete_it() -> None:
    centre = make_centre()
    letter = make_letter(centre=centre)
    letter.notice.person.street = ""
    letter.notice.person.save()

    page = client_of(centre).get(reverse("correspondence:letters")).content

    assert "1 letter cannot be printed" in text_of(page)
    assert reverse("people:person_data", args=[letter.notice.person.public_id]) in page.decode()


def test_the_office_prints_reads_the_pdf_and_posts(tmp_path: Path) -> None:
    centre = make_centre(name="Cnam Dijon")
    first = make_letter(
        make_notice(
            centre=centre,
            subject="Votre dossier",
            kind="correspondence.registered_letter",
            is_legal=True,
        )
    )
    second = make_letter(make_notice(centre=centre, text="Ligne 1\nLigne 2\n\n<b>Fin</b> #set $x$"))
    client = client_of(centre)

    gone = client.post(reverse("correspondence:print_letters", args=[centre.code]))
    batch = LetterBatch.objects.get()
    pdf = client.get(reverse("correspondence:letter_batch_pdf", args=[batch.public_id]))
    typed = {f"posted-{first.public_id}": "on", f"number-{first.public_id}": "1A 234 567"}
    client.post(reverse("correspondence:letter_batch", args=[batch.public_id]), typed)

    first.refresh_from_db()
    second.refresh_from_db()
    said = pdf_of(pdf.content, tmp_path)
    pages = said.split("\f")
    assert gone.headers["Location"] == f"/gestion/courriers/{batch.public_id}/"
    assert (first.state, first.registered_number, second.state) == ("sent", "1A 234 567", "queued")
    assert "List of letters" in pages[0]
    assert "Lettre recommandée avec avis de réception" in pages[1]
    assert "Objet : Votre dossier" in pages[1]
    assert "<b>Fin</b> #set $x$" in pages[2]


def letter_to(name: str, street: str, *, paragraphs: int) -> LetterPrinted:
    country = "Royaume-Uni de Grande-Bretagne et d’Irlande du Nord"
    lines = address_lines(name=name, street=street, place="SW1A 1AA Londres", country=country)
    return LetterPrinted(
        language="fr",
        recipient=lines,
        below=below_the_name("\n".join(lines), name),
        reader=name,
        place="Dijon",
        made_on="22 novembre 2026",
        reference="abc",
        is_registered=True,
        registered_number="1A 234 567 8901 2",
        subject="Votre dossier",
        paragraphs=(("Il manque une pièce. " * 20,),) * paragraphs,
    )


def test_the_longest_address_stands_alone_in_the_window_and_the_pages_are_counted(
    tmp_path: Path,
) -> None:
    """NF Z 11-001, folded into a DL envelope: from 45 to 90 mm from the top, from 100 mm on."""
    street = "Résidence des Tilleuls, bâtiment C, escalier 4, appartement 312\n" * 3
    letter = letter_to("Maria Fernanda Guadalupe Etxeberria-Lopez de la Vega", street, paragraphs=9)
    sender = ("Cnam Bourgogne – Franche-Comté", "7 boulevard du Docteur Petitjean", "21000 Dijon")
    batch = BatchPrinted(sender[0], sender, ("03 80 65 46 93",), "", "", "lot", (letter,))
    file = tmp_path / "letters.pdf"
    file.write_bytes(LETTERS.render(batch, language="fr"))

    told = {
        command: subprocess.run(
            [command, *options, str(file), *to], capture_output=True, text=True, check=True
        ).stdout
        for command, options, to in (
            ("pdftotext", ("-f", "2", "-bbox"), ("-",)),
            ("pdfinfo", (), ()),
        )
    }

    millimetres = 25.4 / 72
    words = [
        (float(x) * millimetres, float(top) * millimetres, float(end) * millimetres, word)
        for x, top, end, word in re.findall(
            r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]+)<',
            told["pdftotext"].partition("</page>")[0],
        )
    ]
    seen = [word for x, top, end, word in words if x >= 100 and top >= 45 and end <= 90]
    assert unescape(" ".join(seen)) == " ".join(letter.recipient)
    assert told["pdftotext"].count(">/<") == 2  # 1 / 2, 2 / 2
    assert "Tagged:          yes" in told["pdfinfo"]


def test_two_thousand_letters_are_printed_batch_by_batch() -> None:
    settled, nowhere = Person(street="1 rue Monge", town="Dijon"), Person()
    letters = [Delivery(notice=Notice(person=settled)) for _ in range(2000)]
    lost = Delivery(notice=Notice(person=nowhere))

    waiting = Waiting(Centre(), [lost, *letters])

    assert (len(waiting.ready), waiting.later) == (LETTERS_AT_ONCE, 2000 - LETTERS_AT_ONCE)
    assert waiting.incomplete == [lost]


def test_numbers_that_are_refused_stay_as_typed() -> None:
    centre = make_centre()
    letters = [make_letter(centre=centre) for _ in range(2)]
    batch = printed(centre)
    typed = {f"posted-{one.public_id}": "on" for one in letters}
    typed |= {f"number-{one.public_id}": "1A 1A" for one in letters}

    answer = client_of(centre).post(
        reverse("correspondence:letter_batch", args=[batch.public_id]), typed
    )

    assert answer.status_code == 422
    assert "The number 1A 1A stands twice in this batch." in text_of(answer.content)
    assert answer.content.decode().count('value="1A 1A"') == 2


def test_the_letters_of_another_centre_are_not_there() -> None:
    centre = make_centre()
    make_letter(centre=centre)
    batch = printed(centre)
    stranger = client_of(make_centre())

    for name in ("letter_batch", "letter_batch_pdf"):
        address = reverse(f"correspondence:{name}", args=[batch.public_id])
        assert stranger.get(address).status_code == 404
    assert (
        stranger.post(reverse("correspondence:print_letters", args=[centre.code])).status_code
        == 404
    )
