"""The observatory publishes an edition and looks at a pair; everybody reads what is published."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gregoire.observatory.store import Store
from tests.journeys.conftest import PASSWORD
from tests.makers.publications import make_edition, shelve, write_pairs, write_return
from tests.support.eyes import arrive, look_at, sign_in

STATISTICIAN = "observatoire@demo.gregoire.example"
NAME = "2015-2016"  # none of those that a demo publishes by itself
DESK = f"/gestion/observatoire/{NAME}/"
PUBLIC = f"/observatoire/{NAME}/"


@pytest.fixture(scope="module")
def edition(network: Path) -> str:
    """An edition that is built and written, and that nobody has published."""
    store = Store(network / "observatory")
    write_pairs(store, shelve(store, make_edition(NAME)).edition)
    write_return(store, NAME)
    return NAME


def test_an_edition_is_published_and_read_by_everybody(page: Page, edition: str) -> None:
    sign_in(page, STATISTICIAN, PASSWORD)
    expect(page).to_have_url("/gestion/observatoire/")
    look_at(page)
    arrive(page, DESK)
    publish = page.locator("form[action$='/publier/'] button")
    if publish.count():  # the other width may have published it
        publish.click()
        expect(page.locator("#status")).to_contain_text(edition)
    arrive(page, f"{DESK}tableaux/1/")
    expect(page.locator("main")).to_contain_text("4\u202f321")

    page.context.clear_cookies()
    arrive(page, "/observatoire/")
    page.locator(f"main a[href='{PUBLIC}']").first.click()
    look_at(page)
    for path in ("tableaux/1/", "tableaux/2/", "tableaux/3/", "graphiques/", "indicateurs/"):
        arrive(page, f"{PUBLIC}{path}")
        expect(page.locator("main")).not_to_contain_text("4\u202f321")
    arrive(page, f"{PUBLIC}lieux/region-grand-est/")
    page.get_by_role("link", name="Cnam Alsace").first.click()
    look_at(page)
    arrive(page, f"{PUBLIC}lieux/alsace/enseignements/")
    arrive(page, f"{PUBLIC}indicateurs/learners/")
    arrive(page, "/observatoire/annees/")


@pytest.mark.usefixtures("edition")
def test_a_pair_is_answered_by_a_key_and_taken_back(page: Page) -> None:
    sign_in(page, STATISTICIAN, PASSWORD)
    arrive(page, f"/gestion/observatoire/doublons/{NAME}/")
    expect(page.locator("#pair")).to_contain_text("Vasseur")

    page.keyboard.press("3")
    expect(page.locator("#pair")).to_contain_text("Paires traitées\u00a0: 1 sur 2")
    expect(page.locator("#pair-title")).to_be_focused()
    look_at(page)
    page.keyboard.press("z")

    expect(page.locator("#pair")).to_contain_text("Paires traitées\u00a0: 0 sur 2")
    expect(page.locator("#pair")).to_contain_text("Vasseur")
    look_at(page)
