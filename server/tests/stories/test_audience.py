"""Who is told, who is not, and who has seen it."""

import asyncio
from typing import Any

import pytest

from kocmoc.core.db import Database
from kocmoc.stories import actions
from tests.cast import PASSWORD, Person
from tests.phone import Phone
from tests.stage import Running
from tests.stories.conftest import expire, stories_of, tell
from tests.uploads.pictures import photo


async def test_those_one_talks_with_are_told_and_strangers_are_not(
    gagarin: Person, tereshkova: Person, stranger: Person, acquainted: str
) -> None:
    story = await tell(gagarin)
    assert await stories_of(tereshkova) == [story["id"]]
    assert await stories_of(stranger) == []


async def test_a_group_makes_acquainted_and_a_channel_does_not(
    gagarin: Person, tereshkova: Person, stranger: Person, database: Database
) -> None:
    story = await tell(gagarin)
    await _together(database, "group", gagarin, tereshkova)
    await _together(database, "channel", gagarin, stranger)
    assert await stories_of(tereshkova) == [story["id"]]
    assert await stories_of(stranger) == []


async def test_who_has_left_the_last_common_chat_is_told_no_more(
    gagarin: Person, tereshkova: Person, database: Database
) -> None:
    chat_id = await _together(database, "group", gagarin, tereshkova)
    story = await tell(gagarin)
    assert await stories_of(tereshkova) == [story["id"]]
    await database.fetch("delete from members where chat_id = $1 and user_id = $2", chat_id, int(tereshkova.id))
    assert await stories_of(tereshkova) == []
    assert (await tereshkova.post(f"/stories/{story['id']}/view")).status_code == 404


async def test_hidden_is_hidden(gagarin: Person, tereshkova: Person, stranger: Person, acquainted: str) -> None:
    await gagarin.chat_with(stranger)
    story = await tell(gagarin, hide_from=[tereshkova.id])
    assert await stories_of(tereshkova) == []
    assert await stories_of(stranger) == [story["id"]]
    for call in (
        tereshkova.post(f"/stories/{story['id']}/view"),
        tereshkova.get(f"/stories/{story['id']}/views"),
        tereshkova.delete(f"/stories/{story['id']}"),
    ):
        answer = await call
        assert (answer.status_code, answer.json()["code"]) == (404, "story_not_found")


async def test_whom_one_blocks_one_tells_nothing(gagarin: Person, tereshkova: Person, acquainted: str) -> None:
    story = await tell(gagarin)
    await gagarin.http.put(f"/api/users/me/blocks/{tereshkova.id}")
    assert await stories_of(tereshkova) == []
    assert (await tereshkova.post(f"/stories/{story['id']}/view")).status_code == 404
    await gagarin.delete(f"/users/me/blocks/{tereshkova.id}")
    assert await stories_of(tereshkova) == [story["id"]]


async def test_a_view_counts_once_and_not_for_the_author(gagarin: Person, tereshkova: Person, acquainted: str) -> None:
    story = await tell(gagarin)
    assert (await gagarin.post(f"/stories/{story['id']}/view")).status_code == 204
    answers = await asyncio.gather(*(tereshkova.post(f"/stories/{story['id']}/view") for _ in range(5)))
    assert {answer.status_code for answer in answers} == {204}
    seen = (await tereshkova.get("/stories")).json()["stories"][0]
    assert (seen["viewed"], seen["views_count"]) == (True, None)
    mine = (await gagarin.get("/stories")).json()["stories"][0]
    assert (mine["viewed"], mine["views_count"]) == (False, 1)
    viewers = (await gagarin.get(f"/stories/{story['id']}/views")).json()
    assert [each["user"]["id"] for each in viewers["viewers"]] == [tereshkova.id]
    assert viewers["viewers"][0]["viewed_at"] > story["created_at"]
    assert viewers["next_cursor"] is None


async def test_only_the_author_knows_who_has_seen_it_and_ends_it(
    gagarin: Person, tereshkova: Person, stranger: Person, acquainted: str
) -> None:
    story = await tell(gagarin)
    for call, person, status in (
        (tereshkova.get, tereshkova, 403),
        (stranger.get, stranger, 404),
    ):
        assert (await call(f"/stories/{story['id']}/views")).status_code == status
        assert (await person.delete(f"/stories/{story['id']}")).status_code == status
    assert (await gagarin.delete(f"/stories/{story['id']}")).status_code == 204
    assert (await gagarin.delete(f"/stories/{story['id']}")).status_code == 404
    assert await stories_of(tereshkova) == []


@pytest.mark.parametrize("story_id", ["0", "-1", "я", "999999999999", "9" * 40])
async def test_a_story_there_is_not(gagarin: Person, story_id: str) -> None:
    assert (await gagarin.post(f"/stories/{story_id}/view")).status_code == 404
    assert (await gagarin.get(f"/stories/{story_id}/views")).status_code == 404
    assert (await gagarin.delete(f"/stories/{story_id}")).status_code == 404


async def test_its_file_is_seen_by_its_audience_and_nobody_else(
    gagarin: Person, tereshkova: Person, stranger: Person, acquainted: str
) -> None:
    picture = await gagarin.upload(photo(), "старт.jpg")
    story = await tell(gagarin, type="photo", attachment_id=picture["id"])
    for url in (picture["url"], picture["thumbnail_url"]):
        assert (await gagarin.fetch(url)).status_code == 200
        assert (await tereshkova.fetch(url)).status_code == 200
        assert (await stranger.fetch(url)).status_code == 404
    await gagarin.delete(f"/stories/{story['id']}")
    assert (await tereshkova.fetch(picture["url"])).status_code == 404
    assert (await gagarin.fetch(picture["url"])).status_code == 404


async def test_from_the_second_it_is_over_there_is_nothing_left_of_it(
    gagarin: Person, tereshkova: Person, acquainted: str, database: Database, server: Running
) -> None:
    picture = await gagarin.upload(photo(), "старт.jpg")
    story = await tell(gagarin, type="photo", attachment_id=picture["id"])
    await tereshkova.post(f"/stories/{story['id']}/view")
    await expire(database, story)
    for person in (gagarin, tereshkova):
        assert await stories_of(person) == []
        assert (await person.post(f"/stories/{story['id']}/view")).status_code == 404
        assert (await person.get(f"/stories/{story['id']}/views")).status_code == 404
        assert (await person.delete(f"/stories/{story['id']}")).status_code == 404
        assert (await person.fetch(picture["url"])).status_code == 404
    await server.house.teller.sweep()
    await server.house.uploads.sweeper.sweep()
    assert await database.fetchval("select count(*) from stories where id = $1", int(story["id"])) == 0
    assert await database.fetchval("select count(*) from story_views where story_id = $1", int(story["id"])) == 0
    assert await database.fetchval("select count(*) from files where id = $1", int(picture["id"])) == 0


async def test_the_audience_hears_of_it(gagarin: Person, tereshkova: Person, stranger: Person, acquainted: str) -> None:
    await gagarin.chat_with(stranger)
    async with Phone(gagarin) as own, Phone(tereshkova) as hers, Phone(stranger) as other:
        story = await tell(gagarin, hide_from=[stranger.id])
        heard = await hers.wait("story:new")
        assert heard == _as_event(story)
        assert await own.wait("story:new") == heard
        await gagarin.delete(f"/stories/{story['id']}")
        assert await hers.wait("story:delete") == {"id": story["id"], "author_id": gagarin.id}
        second = await tell(gagarin)
        assert (await other.wait("story:new"))["id"] == second["id"]
        assert len(other.of("story:new")) == 1
        assert other.of("story:delete") == []


async def test_who_leaves_for_good_takes_their_stories_along(
    gagarin: Person, tereshkova: Person, acquainted: str, database: Database
) -> None:
    mine, hers = await tell(gagarin), await tell(tereshkova)
    await gagarin.post(f"/stories/{hers['id']}/view")
    async with Phone(tereshkova) as phone:
        left = await gagarin.http.request("DELETE", "/api/users/me", json={"password": PASSWORD})
        assert left.status_code == 204
        assert (await phone.wait("story:delete"))["id"] == mine["id"]
    assert await stories_of(tereshkova) == [hers["id"]]
    assert (await tereshkova.get(f"/stories/{hers['id']}/views")).json()["viewers"] == []
    assert await database.fetchval("select count(*) from stories where author_id = $1", int(gagarin.id)) == 0


async def _together(database: Database, kind: str, *people: Person) -> int:
    chat_id: int = await database.fetchval("insert into chats (type) values ($1) returning id", kind)
    await database.fetch("insert into chat_heads (chat_id) values ($1)", chat_id)
    for person in people:
        await database.fetch("insert into members (chat_id, user_id) values ($1, $2)", chat_id, int(person.id))
    return chat_id


def _as_event(story: dict[str, Any]) -> dict[str, Any]:
    author = story["author"] | {"online": False, "last_seen_at": None}
    return story | {"author": author, "viewed": False, "views_count": None}


async def test_more_that_are_over_than_are_taken_away_at_once_are_all_taken_away(
    server: Running, gagarin: Person, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "SWEEP_BATCH", 1)
    told = [await tell(gagarin, text=f"{n}") for n in range(3)]
    for story in told[:2]:
        await expire(database, story)
    await server.house.teller.sweep()
    left = await database.fetch("select id from stories where author_id = $1", int(gagarin.id))
    assert [str(row["id"]) for row in left] == [told[2]["id"]]
