"""What axe objects to on a page that a browser shows."""

from collections.abc import Iterable, Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCREENS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLOURS = ("color-contrast",)
"""What the light can change."""
ROUND = (("phone", "light"), ("desktop", "dark"), ("phone", "dark"), ("desktop", "light"))
"""Screens and schemes. Any three in a row hold both of each; the first two are each other's opposites, as the last."""
LANGUAGES = ("zh-hans", "en", "ko")
Look = tuple[str, str, tuple[str, ...]]
"""A screen, a colour scheme, and the rules to hold the page to; without rules, only its width is looked at."""
RUN = """tags => axe.run({runOnly: tags, resultTypes: ["violations"], selectors: false}).then(results =>
    results.violations.map(one => one.id + ": " + JSON.stringify(
        one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)))))"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
AXE = Axe().axe_script


def looks(number: int, language: str) -> tuple[Look, Look]:
    """How the page of this number is looked at in a language: by every rule, and on the opposite screen and scheme.

    In every language the page is held to every rule on one screen, and no screen is too narrow for it. Over the three
    languages it is held to every rule on a phone and on a desktop, by day and by night, in three of the four ways that
    these go together; the fourth way, which is the opposite of one of them, shows its colours.
    """
    turn = number + LANGUAGES.index(language)
    missing = ROUND[(number + 3) % 4]
    opposite = ROUND[turn % 4 ^ 1]
    return (*ROUND[turn % 4], RULES), (*opposite, COLOURS if opposite == missing else ())


def every_look() -> Iterator[Look]:
    """A page on its own: every rule on both screens by day, its colours on both by night."""
    for screen in SCREENS:
        yield screen, "light", RULES
        yield screen, "dark", COLOURS


def objections(page: Page, url: str, asked: Iterable[Look]) -> list[str]:
    """Open the page, for whoever has the browser's session; say what is wrong with it under these looks."""
    # Colours are looked at when they have settled.
    page.emulate_media(reduced_motion="reduce")
    answer = page.goto(url)
    wanted = 404 if "/link/gone/" in url or "/no-such-page/" in url else 200
    found = [] if answer and answer.status == wanted else [f"answered {answer and answer.status}"]
    return [f"{url} {objection}" for objection in found + objections_here(page, asked)]


def objections_here(page: Page, asked: Iterable[Look]) -> list[str]:
    """What is wrong with the page that is open: it is loaded once, and looked at as often as asked."""
    page.evaluate(AXE)
    found, measured = [], set()
    for screen, scheme, rules in asked:
        scheme_asked: Any = scheme
        page.emulate_media(color_scheme=scheme_asked, reduced_motion="reduce")
        page.set_viewport_size(SCREENS[screen])  # type: ignore[arg-type]
        found += [f"{screen}, {scheme}: {violation}" for violation in (page.evaluate(RUN, rules) if rules else ())]
        if screen not in measured:
            measured.add(screen)
            width = page.evaluate(OVERFLOW)
            found += [f"{screen}: {width} px too wide"] if width > 0 else []
    return found
