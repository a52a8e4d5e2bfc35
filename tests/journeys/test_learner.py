"""A learner signs in and finds their campus."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD
from tests.support.eyes import arrive, look_at, sign_in

LEARNER = "auditeur@demo.gregoire.example"


def test_a_learner_enrols_in_a_unit_and_changes_their_phone(page: Page, width: int) -> None:
    sign_in(page, LEARNER, PASSWORD)
    look_at(page)
    expect(page.locator("h1")).to_contain_text("Amina")

    page.get_by_role("link", name="Voir tous mes enseignements").click()
    expect(page).to_have_url(re.compile("/enseignements/$"))
    look_at(page)

    arrive(page, "/enseignements/a-suivre/")
    free = page.locator("main li", has_not_text="liste d’attente")
    free.locator("a[href*='/enseignements/inscription/']").first.click()
    look_at(page)
    code = page.title().split(" · ")[0].split()[-1]
    page.locator("main form[method=post] button").click()
    expect(page).to_have_url(re.compile("/enseignements/$"))
    expect(page.get_by_role("status")).not_to_be_empty()
    expect(page.locator("main")).to_contain_text(code)
    look_at(page)

    arrive(page, "/cursus/")
    expect(page.locator("main")).to_contain_text(code)

    arrive(page, "/donnees-personnelles/")
    phone = f"06 39 98 {width % 100:02d} 42"
    page.fill("[name=phone]", phone)
    page.locator(
        "form:has([name=phone]) button[type=submit], form:has([name=phone]) button"
    ).first.click()
    expect(page.get_by_role("status")).not_to_be_empty()
    expect(page.locator("[name=phone]")).to_have_value(phone)
    look_at(page)


def test_every_tab_of_the_learner_is_for_everybody(page: Page) -> None:
    sign_in(page, LEARNER, PASSWORD)

    for path in (
        "/contact/",
        "/mes-documents/",
        "/messagerie/",
        "/enseignements/inscription-annuelle/",
    ):
        arrive(page, path)


def test_the_campus_speaks_english(page: Page) -> None:
    """Their mail does too from then on, and the network is everybody's: French is given back."""
    sign_in(page, LEARNER, PASSWORD)
    page.get_by_role("button", name="English").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    try:
        look_at(page)
        expect(page.get_by_role("link", name="See all my courses")).to_be_visible()
    finally:
        page.get_by_role("button", name="Français").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_a_message_to_the_office_is_answered(page: Page, width: int) -> None:
    subject = f"Carte d’auditeur ({width})"
    sign_in(page, LEARNER, PASSWORD)
    arrive(page, "/contact/")
    page.select_option("[name=to]", "dijon:schooling")
    page.fill("[name=subject]", subject)
    page.fill("[name=text]", "Bonjour, où puis-je retirer ma carte ?")
    page.locator("form:has([name=subject]) button").last.click()
    expect(page.get_by_role("status")).not_to_be_empty()

    page.context.clear_cookies()
    sign_in(page, "scolarite@demo.gregoire.example", PASSWORD)
    arrive(page, "/gestion/messages/")
    page.get_by_text(subject).first.click()
    look_at(page)
    page.fill("[name=text]", "Bonjour, à l’accueil, aux heures d’ouverture.")
    page.locator("form:has([name=text]) button").first.click()
    expect(page.get_by_role("status")).not_to_be_empty()

    page.context.clear_cookies()
    sign_in(page, LEARNER, PASSWORD)
    arrive(page, "/messagerie/")
    page.locator("main").locator("a, button").filter(has_text=subject).first.click()
    expect(page.locator("main")).to_contain_text("à l’accueil, aux heures d’ouverture")
    look_at(page)


def test_keys_alone_are_enough_to_sign_in_and_reach_the_content(page: Page) -> None:
    page.goto("/connexion/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#main")
    page.locator("[name=login]").focus()
    page.keyboard.type(LEARNER)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Amina")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("id", "main")
    page.keyboard.press("/")
    expect(page.locator(":focus")).to_have_attribute("name", "q")
