"""How somebody wants things, on all their devices."""

import asyncio

import pytest

from kocmoc import users
from tests.cast import Person
from tests.stage import Running

USUAL = {
    "theme": "system",
    "neon": False,
    "language": None,
    "text_size": 100,
    "last_seen": "everyone",
    "link_previews": True,
    "notifications": True,
}
CHOSEN = {
    "theme": "dark",
    "neon": True,
    "language": "ru",
    "text_size": 112.5,
    "last_seen": "nobody",
    "link_previews": False,
    "notifications": False,
}


async def test_everybody_begins_with_the_usual(gagarin: Person) -> None:
    assert (await gagarin.get("/users/me/settings")).json() == USUAL


async def test_what_is_chosen_stays_chosen_and_the_rest_usual(gagarin: Person) -> None:
    for name, value in CHOSEN.items():
        before = (await gagarin.get("/users/me/settings")).json()
        answer = await gagarin.patch("/users/me/settings", **{name: value})
        assert answer.json() == before | {name: value}
    assert (await gagarin.get("/users/me/settings")).json() == CHOSEN


async def test_null_is_the_usual_again(gagarin: Person) -> None:
    await gagarin.patch("/users/me/settings", **CHOSEN)
    assert (await gagarin.patch("/users/me/settings", **dict.fromkeys(CHOSEN))).json() == USUAL


async def test_two_devices_changing_different_things_do_not_undo_each_other(gagarin: Person) -> None:
    await asyncio.gather(*(gagarin.patch("/users/me/settings", **{name: value}) for name, value in CHOSEN.items()))
    assert (await gagarin.get("/users/me/settings")).json() == CHOSEN


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "pink"),
        ("theme", 1),
        ("neon", "yes"),
        ("neon", 1),
        ("language", "de"),
        ("text_size", 87),
        ("text_size", 138),
        ("text_size", "100"),
        ("text_size", 1e308),
        ("last_seen", "friends"),
        ("link_previews", []),
        ("notifications", "off"),
        ("surprise", True),
    ],
)
async def test_what_no_setting_can_be_is_refused_by_name(gagarin: Person, name: str, value: object) -> None:
    answer = await gagarin.patch("/users/me/settings", **{name: value})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == name
    assert (await gagarin.get("/users/me/settings")).json() == USUAL


async def test_settings_are_mine_alone(gagarin: Person, tereshkova: Person) -> None:
    await gagarin.patch("/users/me/settings", theme="dark")
    assert (await tereshkova.get("/users/me/settings")).json() == USUAL


async def test_a_change_is_announced_so_that_presence_can_follow(gagarin: Person, server: Running) -> None:
    heard: list[users.SettingsChanged] = []
    server.house.events.on("settings.changed", heard.append)
    await gagarin.patch("/users/me/settings", last_seen="nobody")
    assert [each.settings.last_seen for each in heard if each.user_id == int(gagarin.id)] == ["nobody"]
