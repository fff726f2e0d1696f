"""Every state of the design, in every light: as it was approved, and as axe wants it."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys import axe
from tests.journeys.screen import Screen
from tests.journeys.states import desk, door, hand, office, passing, pictures
from tests.journeys.states.desk import State
from tests.journeys.states.stage import Stage

_ROOMS = (door, desk, hand, passing, office)
_STATES: dict[str, State] = {each.__name__: each for room in _ROOMS for each in room.STATES}
_LIGHTS = {"light": ("light", "0"), "light-neon": ("light", "1"), "dark": ("dark", "0"), "dark-neon": ("dark", "1")}

# Emoji look as the system draws them, and a caret blinks.
_STILL = """
    () => {
        const sheet = new CSSStyleSheet()
        sheet.replaceSync(`
            .emoji, .picker .row button, .picker .groups button, [role=menuitemcheckbox] {
                color: transparent !important
            }
            * { caret-color: transparent !important }`)
        document.adoptedStyleSheets = [sheet]
        return document.fonts.ready.then(() => true)
    }
"""
_DECODED = """
    () => Promise.allSettled([...document.images]
        .filter((each) => {
            const { top, bottom } = each.getBoundingClientRect()
            return each.checkVisibility() && bottom > 0 && top < innerHeight
        })
        .map((each) => each.decode()))
        .then(() => new Promise(requestAnimationFrame))
"""
_AS_IT_IS = "() => { document.adoptedStyleSheets = [] }"
# Neon is a choice of the person; to choose it anew in each state would bring the state to an end.
_LIGHT_UP = """
    async (neon) => {
        document.documentElement.dataset.neon = neon
        for (const each of document.querySelectorAll('button.neon')) {
            each.ariaChecked = neon === '1'
            each.classList.toggle('lit', neon === '1')
        }
        await new Promise(requestAnimationFrame)
        await new Promise(requestAnimationFrame)
    }
"""
# While the feed moves its day floats above it, and a moment longer.
_STILL_MOVES = ".floating.shown"
# The panes of a desktop bend the light once their size has settled.
_NOT_BENT_YET = "main:has([role=log]) :is(header, .box).filtered:not(.refracting)"
_IS_IN_HAND = "matchMedia('(max-width: 760px)').matches"
# Whatever a menu or a dialog covers is dimmed until it closes.
_UPPERMOST = "() => document.querySelector('[role=menu]') ? '[role=menu]' : 'html'"


@pytest.mark.parametrize("name", _STATES)
async def test_a_state(stage: Stage, name: str, tmp_path: Path) -> None:
    window = await _STATES[name](stage)
    await window.page.evaluate(_STILL)
    await window.page.evaluate(_DECODED)
    await expect(window.page.locator(_STILL_MOVES)).to_have_count(0)
    await window.page.evaluate(axe.REST)
    if not await window.page.evaluate(_IS_IN_HAND):
        await expect(window.page.locator(_NOT_BENT_YET)).to_have_count(0)
    found: list[str] = []
    for light, (scheme, neon) in _LIGHTS.items():
        await _light_up(window, scheme, neon)
        seen = await window.page.screenshot(animations="disabled")
        found += pictures.compare(f"{name.replace('_', '-')}-{light}", seen, tmp_path)
    assert found == []
    assert await _complaints(window) == []


async def _light_up(window: Screen, scheme: str, neon: str) -> None:
    await window.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await window.page.evaluate(_LIGHT_UP, neon)
    await window.page.wait_for_selector(f"html[data-theme={scheme}]", state="attached")


async def _complaints(window: Screen) -> list[str]:
    """In the first light all of them; in the others only what a light can change."""
    await window.page.evaluate(_AS_IT_IS)
    within: str = await window.page.evaluate(_UPPERMOST)
    found = []
    for only, (light, (scheme, neon)) in zip(("", *["color-contrast"] * 3), _LIGHTS.items(), strict=True):
        await _light_up(window, scheme, neon)
        found += [f"{light}: {words}" for words in await axe.complaints(window.page, within, only)]
    return found


def test_nothing_is_approved_that_is_no_state() -> None:
    kept = {path.stem for path in pictures.APPROVED.glob("*.webp")}
    assert kept == {f"{name.replace('_', '-')}-{light}" for name in _STATES for light in _LIGHTS}
