"""The schooling office registers somebody, who comes in by what they receive."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, Campus
from tests.support.eyes import arrive, look_at, sign_in
from tests.support.smtp import plain_text

CLERK = "scolarite@demo.gregoire.example"
CHOSEN = "une phrase assez longue"


def test_a_new_person_receives_their_identifiers_and_signs_in(
    page: Page, campus: Campus, width: int
) -> None:
    mail = f"nouvelle-{width}@example.org"
    sign_in(page, CLERK, PASSWORD)
    look_at(page)
    arrive(page, "/gestion/personnes/nouvelle/")
    page.select_option("[name=centre]", label="Cnam Dijon")
    page.fill("[name=birth_name]", f"Vasseur{'d' * (width // 400)}")
    page.fill("[name=first_names]", "Élise Marthe")
    page.fill("[name=birth_date]", "02/05/1991")
    page.fill("[name=birth_place]", "Mâcon")
    page.select_option("[name=sex]", "female")
    page.fill("main [name=mail]", mail)
    page.locator("form:has([name=form_token]) button").last.click()
    expect(page).to_have_url(re.compile(r"/gestion/personnes/[2-9a-z]{14}/$"))
    expect(page.locator("h1")).to_contain_text("Élise Vasseur")
    look_at(page)

    page.context.clear_cookies()
    told = plain_text(campus.mail.mail_to(mail))
    link = next(word for word in told.split() if "/connexion/premiere-fois/" in word)
    arrive(page, link)
    page.fill("[name=password]", CHOSEN)
    page.fill("[name=again]", CHOSEN)
    page.locator("main form button").last.click()
    page.wait_for_load_state()

    page.context.clear_cookies()
    sign_in(page, mail, CHOSEN)
    expect(page.locator("h1")).to_contain_text("Élise")
    look_at(page)


def test_every_page_of_the_desk_is_for_everybody(page: Page) -> None:
    sign_in(page, CLERK, PASSWORD)

    for path in ("/gestion/", "/gestion/personnes/", "/gestion/offres/", "/gestion/messages/"):
        arrive(page, path)
    arrive(page, "/gestion/personnes/?q=rossi")
    page.locator("main a[href^='/gestion/personnes/']:has-text('Rossi')").first.click()
    expect(page.locator("h1")).to_contain_text("Amina Rossi")
    look_at(page)
    page.locator("main a[href$='/inscrire/']").first.click()
    look_at(page)
