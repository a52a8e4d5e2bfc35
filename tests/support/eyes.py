"""What a page must be for everybody, looked at in the browser."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Axe styles its own marks in the page, which our policy refuses, loudly: while it looks, the
# browser's complaints are its own.
at_work: set[Page] = set()
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def look_at(page: Page) -> None:
    """Fails unless axe finds nothing, nothing scrolls sideways, and there is one title."""
    at_work.add(page)
    found = Axe().run(page, options=WCAG).response["violations"]
    at_work.discard(page)
    broken = [
        f"{rule['id']}: {node['html']} ({node['failureSummary']})"
        for rule in found
        for node in rule["nodes"]
    ]
    assert not broken, "\n".join([page.url, *broken])
    assert page.locator("h1").count() == 1, page.url
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(sideways) <= 0, page.url


def arrive(page: Page, path: str) -> None:
    """Go there as by its address, and look at it."""
    page.goto(path)
    look_at(page)


def sign_in(page: Page, email: str, password: str) -> None:
    """From wherever: the page of sign-in, the two fields, Enter."""
    page.goto("/connexion/")
    look_at(page)
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/connexion/" not in url)
