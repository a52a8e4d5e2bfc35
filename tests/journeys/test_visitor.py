"""A visitor without an account finds what the institution offers."""

import json
import re

from playwright.sync_api import Page, expect

from tests.support.eyes import arrive, look_at


def test_a_visitor_goes_from_a_word_to_a_unit_to_a_centre(page: Page) -> None:
    arrive(page, "/")
    page.locator("main [name=q]").first.fill("securite")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/unites/"))
    expect(page.locator("main")).to_contain_text("écurité")
    look_at(page)

    page.locator("main a[href^='/unites/']", has_text="écurité").first.click()
    expect(page.locator("h1")).to_contain_text("écurité")
    look_at(page)
    course = json.loads(
        page.locator("script[type='application/ld+json']").first.text_content() or ""
    )
    assert "Course" in json.dumps(course)

    page.locator("main a[href^='/centres/']").first.click()
    look_at(page)


def test_the_nearest_centre_of_a_postcode_is_found(page: Page) -> None:
    arrive(page, "/centres/")
    page.locator("main [name=postcode], main [name=code_postal]").first.fill("21000")
    page.keyboard.press("Enter")
    page.wait_for_load_state()

    expect(page.locator("main")).to_contain_text("Cnam Dijon")
    look_at(page)


def test_what_is_offered_and_how_to_register_is_for_everybody(page: Page) -> None:
    for path in ("/formations/", "/s-inscrire/", "/connexion/mot-de-passe-oublie/"):
        arrive(page, path)
    page.goto("/formations/")
    page.locator("main a[href^='/formations/']").nth(3).click()
    look_at(page)


def test_an_unknown_page_says_so_and_what_to_do(page: Page) -> None:
    answer = page.goto("/unites/XYZ999/")

    assert answer is not None
    assert answer.status == 404
    look_at(page)
