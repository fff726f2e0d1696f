"""What the system says its person prefers: less motion, less glass, more contrast, colours of their own."""

import re
from typing import Any

from playwright.async_api import expect

from kocmoc.app import STATIC
from tests.cast import Person
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen

# What costs neither layout nor a filter. Tints may fade where nothing moves; a ring may run out.
_MAY_FADE = {"transform", "opacity", "visibility", "background", "color"}
_MAY_MOVE = {"transform", "opacity", "stroke-dashoffset"}

_RUNNING = """
    () => document.getAnimations()
        .filter((each) => each.playState === 'running' && each.effect.getComputedTiming().duration > 1)
        .map((each) => each.animationName ?? each.transitionProperty)
"""
_COLOR = "(each) => getComputedStyle(each).color"
_BORDER = "(each) => getComputedStyle(each).borderTopWidth"
_FILTER = "(each) => getComputedStyle(each).backdropFilter"


def test_only_transform_and_opacity_move(client: None) -> None:
    sheets = [path.read_text() for path in (STATIC / "assets").glob("*.css")]
    assert sheets
    for sheet in sheets:
        assert _transitioned(sheet) <= _MAY_FADE
        assert _keyframed(sheet) <= _MAY_MOVE


async def test_who_wants_less_motion_sees_none(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    window = await _talk(await enter(gagarin, reduced_motion="reduce"), gagarin, tereshkova)
    await window.page.get_by_role("button", name="О собеседнике").click()
    assert await window.page.evaluate(_RUNNING) == []
    await window.open_settings()
    assert await window.page.evaluate(_RUNNING) == []


async def test_who_wants_no_glass_gets_solid_panes(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    window = await _talk(await enter(gagarin), gagarin, tereshkova)
    assert await window.header.evaluate(_FILTER) != "none"
    await _prefer(window, "prefers-reduced-transparency", "reduce")
    await expect(window.header).to_have_css("backdrop-filter", "none")


async def test_who_wants_contrast_gets_one_ink_and_edges(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    window = await _talk(await enter(gagarin, contrast="more"), gagarin, tereshkova)
    name = window.row("Tereshkova").get_by_text("Tereshkova", exact=True)
    said = window.page.get_by_role("navigation", name="Чаты").get_by_text("Как слышите?")
    assert await said.evaluate(_COLOR) == await name.evaluate(_COLOR)
    assert await window.feed.locator(".balloon").first.evaluate(_BORDER) == "1px"
    await expect(window.header).to_have_css("backdrop-filter", "none")


async def test_forced_colours_keep_every_edge(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    window = await _talk(await enter(gagarin, forced_colors="active"), gagarin, tereshkova)
    assert await window.header.evaluate(_BORDER) == "1px"
    assert await window.feed.locator(".balloon").first.evaluate(_BORDER) == "1px"


async def _talk(window: Screen, gagarin: Person, tereshkova: Person) -> Screen:
    await gagarin.say(await gagarin.chat_with(tereshkova), "Как слышите?")
    await window.open_chat("Tereshkova")
    await expect(window.messages).to_have_count(1)
    return window


async def _prefer(window: Screen, feature: str, value: str) -> None:
    cdp = await window.context.new_cdp_session(window.page)
    wish: dict[str, Any] = {"features": [{"name": feature, "value": value}]}
    await cdp.send("Emulation.setEmulatedMedia", wish)


def _transitioned(sheet: str) -> set[str]:
    flat = re.compile(r"\([^()]*\)")
    values = [flat.sub("", flat.sub("", value)) for value in re.findall(r"transition:([^;}]+)", sheet)]
    return {part.split()[0] for value in values for part in value.split(",")} - {"none"}


def _keyframed(sheet: str) -> set[str]:
    bodies = re.findall(r"@keyframes [\w-]+\{((?:[^{}]*\{[^{}]*\})*)\}", sheet)
    steps = [step for body in bodies for step in re.findall(r"\{([^{}]*)\}", body)]
    return {rule.split(":")[0].strip() for step in steps for rule in step.split(";") if rule.strip()}
