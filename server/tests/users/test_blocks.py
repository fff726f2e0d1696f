"""Blocks: who is blocked sees nothing of my coming and going, and is told nothing of it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kocmoc import users
from kocmoc.core import clock
from kocmoc.core.db import Database
from tests.cast import Person
from tests.phone import Phone
from tests.users.test_last_seen import look


async def blocked_by(person: Person) -> list[str]:
    listed = (await person.get("/users/me/blocks")).json()
    return [each["username"] for each in listed["blocks"]]


async def test_whom_i_block_is_on_my_list_until_i_take_it_back(
    gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    for person in (tereshkova, stranger, tereshkova):
        answer = await gagarin.put(f"/users/me/blocks/{person.id}")
        assert (answer.status_code, answer.content) == (204, b"")
    assert await blocked_by(gagarin) == [stranger.username, tereshkova.username]
    assert await blocked_by(tereshkova) == []
    for _ in range(2):
        assert (await gagarin.delete(f"/users/me/blocks/{stranger.id}")).status_code == 204
    assert await blocked_by(gagarin) == [tereshkova.username]


async def test_the_list_comes_by_the_page(gagarin: Person, tereshkova: Person, stranger: Person) -> None:
    for person in (tereshkova, stranger):
        await gagarin.put(f"/users/me/blocks/{person.id}")
    first = (await gagarin.get("/users/me/blocks", limit=1)).json()
    assert [each["id"] for each in first["blocks"]] == [stranger.id]
    second = (await gagarin.get("/users/me/blocks", limit=1, cursor=first["next_cursor"])).json()
    assert [each["id"] for each in second["blocks"]] == [tereshkova.id]
    assert second["next_cursor"] is None


@pytest.mark.parametrize("user_id", ["0", "9" * 18, "9" * 30, "me", "%00"])
async def test_nobody_cannot_be_blocked(gagarin: Person, user_id: str) -> None:
    answer = await gagarin.put(f"/users/me/blocks/{user_id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "user_not_found")


async def test_one_cannot_block_oneself(gagarin: Person) -> None:
    assert (await gagarin.put(f"/users/me/blocks/{gagarin.id}")).status_code == 422
    assert await blocked_by(gagarin) == []


async def test_whom_i_block_does_not_see_when_i_am_here(
    gagarin: Person, tereshkova: Person, stranger: Person, database: Database
) -> None:
    await gagarin.chat_with(tereshkova)
    assert await look(database, tereshkova, at=gagarin) == (True, True)
    await gagarin.put(f"/users/me/blocks/{tereshkova.id}")
    assert await look(database, tereshkova, at=gagarin) == (False, False)
    assert await look(database, gagarin, at=tereshkova) == (True, True)
    assert await look(database, stranger, at=gagarin) == (True, True)
    await gagarin.delete(f"/users/me/blocks/{tereshkova.id}")
    assert await look(database, tereshkova, at=gagarin) == (True, True)


async def test_whom_i_block_sees_me_go_at_once_and_hears_nothing_until_i_take_it_back(
    gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    await gagarin.chat_with(tereshkova)
    await gagarin.chat_with(stranger)
    async with Phone(tereshkova) as hers, Phone(stranger) as theirs, Phone(gagarin):
        for phone in (hers, theirs):
            await phone.wait("presence:update", lambda update: update["user_id"] == gagarin.id and update["online"])
        await gagarin.put(f"/users/me/blocks/{tereshkova.id}")
        gone = {"user_id": gagarin.id, "online": False, "last_seen_at": None}
        assert await hers.wait("presence:update", lambda update: update == gone)
        assert not any(update == gone for update in theirs.of("presence:update"))
        before = len(hers.of("presence:update"))
        await gagarin.delete(f"/users/me/blocks/{tereshkova.id}")
        await hers.wait_for(lambda: len(hers.of("presence:update")) > before)
        assert hers.of("presence:update")[-1]["online"]


async def test_nobody_is_written_down_as_seen_after_their_account_is_gone(gagarin: Person, database: Database) -> None:
    number = int(gagarin.id)
    await database.fetch("update users set disabled_at = now(), deleted_at = now() where id = $1", number)
    await users.touch(database, {number: clock.now()})
    assert await database.fetchval("select last_seen_at from users where id = $1", number) is None


async def test_whom_i_block_reaches_me_on_no_way(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    hers, his = await tereshkova.say(chat_id, "было"), await gagarin.say(chat_id, "моё")
    assert (await tereshkova.put(f"/messages/{his['id']}/reactions/👍")).status_code == 200
    await gagarin.put(f"/users/me/blocks/{tereshkova.id}")
    before = (await gagarin.get(f"/chats/{chat_id}/messages")).json()
    later = {"client_id": str(uuid4()), "text": "потом", "send_at": clock.wire(clock.now() + timedelta(days=1))}
    for answer in (
        await tereshkova.say_softly(chat_id, "слова"),
        await tereshkova.post(f"/chats/{chat_id}/scheduled", **later),
        await tereshkova.post(f"/messages/{his['id']}/forward", chat_ids=[chat_id], client_id=str(uuid4())),
        await tereshkova.patch(f"/messages/{hers['id']}/edit", text="стало"),
        await tereshkova.put(f"/messages/{his['id']}/reactions/👎"),
        await tereshkova.put(f"/messages/{his['id']}/pin"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_accepted"), answer.request.url
    assert (await gagarin.get(f"/chats/{chat_id}/messages")).json() == before


async def test_who_is_blocked_takes_back_what_was_said_and_done(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await tereshkova.say(chat_id, "было")
    await tereshkova.put(f"/messages/{said['id']}/reactions/👍")
    await tereshkova.put(f"/messages/{said['id']}/pin")
    await gagarin.put(f"/users/me/blocks/{tereshkova.id}")
    assert (await tereshkova.delete(f"/messages/{said['id']}/reactions/👍")).json()["reactions"] == []
    assert (await tereshkova.delete(f"/messages/{said['id']}/pin")).json()["pinned"] is False
    assert (await tereshkova.delete(f"/messages/{said['id']}/delete")).status_code == 204


async def test_a_chat_that_somebody_i_block_begins_is_not_shown_to_me(gagarin: Person, tereshkova: Person) -> None:
    await gagarin.put(f"/users/me/blocks/{tereshkova.id}")
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        answer = await tereshkova.post("/chats", user_id=gagarin.id)
        assert answer.status_code == 201
        chat_id = answer.json()["id"]
        await hers.wait("chat:new")
        assert (await tereshkova.say_softly(chat_id, "слова")).json()["code"] == "not_accepted"
        assert (await gagarin.get("/chats")).json()["chats"] == []
        assert (await gagarin.post("/sync", cursor=None, chats={})).json()["chats"] == []
        await gagarin.delete(f"/users/me/blocks/{tereshkova.id}")
        said = await tereshkova.say(chat_id, "спасибо")
        assert (await his.wait("chat:new"))["last_message"] == said
        assert len(his.of("chat:new")) == 1
        await his.agree()
        await hers.agree()


async def test_a_chat_i_do_not_see_yet_is_mine_to_open(gagarin: Person, tereshkova: Person) -> None:
    await gagarin.put(f"/users/me/blocks/{tereshkova.id}")
    chat_id = await tereshkova.chat_with(gagarin)
    answer = await gagarin.post("/chats", user_id=tereshkova.id)
    assert (answer.status_code, answer.json()["id"]) == (200, chat_id)
    assert [each["id"] for each in (await gagarin.get("/chats")).json()["chats"]] == [chat_id]
