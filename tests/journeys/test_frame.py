"""The frame of every page: keyboard, menus, dock, language; what the small script adds."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import PASSWORD

PHONE = 360


def sign_in(page: Page, who: str) -> None:
    page.goto("/connexion/")
    page.locator("input[name=login]").fill(f"{who}@demo.gregoire.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("/")


def test_the_first_key_leads_past_the_frame_to_the_content(page: Page) -> None:
    page.goto("/s-inscrire/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_the_slash_leads_to_the_search_but_not_while_one_types(page: Page) -> None:
    page.goto("/")
    search = page.locator("[data-search] input")

    page.keyboard.press("/")
    page.keyboard.type("droit/travail")

    expect(search).to_be_focused()
    expect(search).to_have_value("droit/travail")


def test_the_language_is_one_click_and_stays(page: Page) -> None:
    page.goto("/s-inscrire/")

    page.get_by_role("button", name="English").click()
    page.goto("/")

    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.get_by_role("button", name="Français")).to_be_visible()


def test_a_form_leaves_once_however_often_it_is_clicked(page: Page) -> None:
    page.goto("/s-inscrire/")
    left: list[str] = []

    def stay(route: Route) -> None:
        left.append(route.request.method)
        route.fulfill(status=204)

    page.route("**/langue/", stay)
    page.get_by_role("button", name="English").dblclick()
    page.wait_for_timeout(300)

    assert left == ["POST"]


def test_the_account_menu_opens_and_closes_by_keyboard(page: Page) -> None:
    sign_in(page, "auditeur")
    menu = page.locator("details.g-menu")

    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("button")).to_be_visible()
    page.keyboard.press("Escape")

    expect(menu.get_by_role("button")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_a_phone_has_five_places_at_hand_and_the_others_one_touch_away(
    page: Page, width: int
) -> None:
    if width != PHONE:
        pytest.skip("a desk has tabs")
    sign_in(page, "auditeur")
    dock = page.locator(".g-dock")

    assert dock.locator("> *").count() == 5
    dock.locator("summary").click()
    dock.get_by_role("link", name="Données personnelles").click()

    expect(page).to_have_url("/donnees-personnelles/")


def test_a_desk_has_tabs_and_no_dock(page: Page, width: int) -> None:
    if width == PHONE:
        pytest.skip("a phone has a dock")
    page.goto("/")

    expect(page.locator(".g-bar .g-tabs")).to_be_visible()
    expect(page.locator(".g-dock")).to_be_hidden()


def test_signing_out_leads_back_among_the_visitors(page: Page) -> None:
    sign_in(page, "auditeur")

    page.locator("details.g-menu summary").click()
    page.locator("details.g-menu button").click()
    page.goto("/")

    expect(page.get_by_role("link", name="Se connecter").first).to_be_visible()
