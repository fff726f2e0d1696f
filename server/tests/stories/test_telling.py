"""Telling a story: what it is, what it may be, and for how long."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.auth.conftest import StartServer
from tests.auth.conftest import start_server as start_server
from tests.cast import Person
from tests.stories.conftest import stories_of, tell
from tests.uploads.films import film
from tests.uploads.pictures import photo


async def test_a_story_of_text_is_answered_whole(gagarin: Person) -> None:
    answer = await gagarin.post("/stories", type="text", text=" Поехали!\r\n", background=3, ttl_hours=6)
    assert answer.status_code == 201
    story = answer.json()
    assert story == {
        "id": story["id"],
        "author": story["author"],
        "type": "text",
        "text": "Поехали!",
        "attachment": None,
        "background": 3,
        "created_at": story["created_at"],
        "expires_at": story["expires_at"],
        "viewed": False,
        "views_count": 0,
    }
    assert story["author"]["id"] == gagarin.id
    assert _life(story) == timedelta(hours=6)
    assert await stories_of(gagarin) == [story["id"]]


async def test_a_photo_and_a_film_can_be_told(gagarin: Person) -> None:
    picture = await gagarin.upload(photo(), "старт.jpg")
    story = await tell(gagarin, type="photo", text="Старт", attachment_id=picture["id"])
    assert (story["attachment"], story["text"]) == (picture, "Старт")
    moving = await gagarin.upload(film(), "старт.mp4")
    story = await tell(gagarin, type="video", text="", attachment_id=moving["id"])
    assert story["attachment"]["duration"] > 1


@pytest.mark.parametrize(("hours", "seconds"), [(None, 86_400), (6, 21_600), (12, 43_200), (24, 86_400), (48, 172_800)])
async def test_how_long_it_lasts(gagarin: Person, hours: int | None, seconds: int) -> None:
    story = await tell(gagarin, **({"ttl_hours": hours} if hours else {}))
    assert _life(story) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ttl_hours": 7},
        {"ttl_hours": "24"},
        {"background": 8},
        {"background": -1},
        {"type": "document"},
        {"type": "photo"},
        {"text": ""},
        {"text": " \n\u2800 "},
        {"text": "\x00"},
        {"text": "я" * 701},
        {"attachment_id": "1"},
        {"hide_from": ["0"]},
        {"hide_from": ["999999999999"]},
        {"hide_from": "1"},
        {"views_count": 5},
        {"expires_at": "2999-01-01T00:00:00Z"},
    ],
)
async def test_what_cannot_be_told(gagarin: Person, wrong: dict[str, Any]) -> None:
    answer = await gagarin.post("/stories", **({"type": "text", "text": "Поехали!"} | wrong))
    assert answer.status_code == 422
    assert await stories_of(gagarin) == []


async def test_the_longest_text_is_told(gagarin: Person) -> None:
    assert len((await tell(gagarin, text="я" * 700))["text"]) == 700


async def test_only_ones_own_unused_files_are_told(gagarin: Person, stranger: Person) -> None:
    foreign = await stranger.upload(photo(), "чужой.jpg")
    refused = await gagarin.post("/stories", type="photo", attachment_id=foreign["id"])
    assert (refused.status_code, refused.json()["code"]) == (404, "file_not_found")
    mine = await gagarin.upload(photo(), "старт.jpg")
    wrong = await gagarin.post("/stories", type="video", attachment_id=mine["id"])
    assert wrong.status_code == 422
    await tell(gagarin, type="photo", attachment_id=mine["id"], text="")
    again = await gagarin.post("/stories", type="photo", attachment_id=mine["id"])
    assert (again.status_code, again.json()["code"]) == (409, "attachment_used")


async def test_there_are_never_too_many_at_once(gagarin: Person) -> None:
    for _ in range(100):
        await tell(gagarin)
    refused = await gagarin.post("/stories", type="text", text="ещё")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_stories")


async def test_they_are_listed_by_the_page(gagarin: Person) -> None:
    told = [(await tell(gagarin))["id"] for _ in range(5)]
    first = (await gagarin.get("/stories", limit=3)).json()
    second = (await gagarin.get("/stories", limit=3, cursor=first["next_cursor"])).json()
    assert [each["id"] for each in first["stories"] + second["stories"]] == told[::-1]
    assert second["next_cursor"] is None
    assert (await gagarin.get("/stories", limit=0)).status_code == 422
    assert (await gagarin.get("/stories", cursor="nonsense")).status_code == 422


async def test_a_server_may_let_them_end_sooner(start_server: StartServer) -> None:
    running = await start_server(story_max_seconds=90)
    korolev = await Person.register(running.url, "korolev")
    assert _life(await tell(korolev, ttl_hours=48)) == timedelta(seconds=90)
    await korolev.leave()


def _life(story: dict[str, Any]) -> timedelta:
    return datetime.fromisoformat(story["expires_at"]) - datetime.fromisoformat(story["created_at"])
