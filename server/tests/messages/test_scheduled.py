"""Written now, sent later, exactly once."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from kocmoc.messages import Journal, Writer
from kocmoc.messages.scheduled.sending import Dispatch
from tests.cast import Person
from tests.phone import PATIENCE_SECONDS, Phone
from tests.stage import Running


def in_a(**time: float) -> str:
    return (datetime.now(UTC) + timedelta(**time)).isoformat()


async def put_off(person: Person, chat_id: str, **draft: Any) -> httpx.Response:
    usual = {"client_id": str(uuid4()), "send_at": in_a(hours=1)}
    return await person.post(f"/chats/{chat_id}/scheduled", **(usual | draft))


async def come_due(server: Running, chat_id: str) -> None:
    """An hour passes, and the server goes around. It does so by itself as well, and may be at it already."""
    pool = server.house.database.pool
    await pool.execute("update scheduled set send_at = now() where chat_id = $1", int(chat_id))
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await pool.fetchval("select count(*) from scheduled where chat_id = $1", int(chat_id)):
            await server.house.dispatch.send_due()


async def test_it_waits_and_is_sent_when_its_time_has_come(
    gagarin: Person, tereshkova: Person, server: Running
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await tereshkova.say(chat_id, "когда?")
    client_id = str(uuid4())
    async with Phone(tereshkova) as hers:
        answer = await put_off(gagarin, chat_id, text=" в полдень ", client_id=client_id, reply_to_id=said["id"])
        assert answer.status_code == 201, answer.text
        waits = answer.json()
        assert (waits["text"], waits["client_id"], waits["reply_to_id"]) == ("в полдень", client_id, said["id"])
        assert (waits["type"], waits["chat_id"], waits["attachments"]) == ("text", chat_id, [])
        # The hour passes, and the server goes around by itself.
        sooner = "update scheduled set send_at = now() + interval '0.1 s' where chat_id = $1"
        await server.house.database.pool.execute(sooner, int(chat_id))
        sent = await hers.wait("message:new")
        assert (sent["text"], sent["client_id"], sent["reply_to"]["id"]) == ("в полдень", client_id, said["id"])
    # It is told a moment before it is taken away: a kill in between sends it under the same id once more.
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await gagarin.get(f"/chats/{chat_id}/scheduled")).json() != {"scheduled": [], "next_cursor": None}:
            pass


async def test_what_waits_is_listed_to_its_author_alone(gagarin: Person, tereshkova: Person, stranger: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    later = (await put_off(gagarin, chat_id, text="потом", send_at=in_a(hours=2))).json()
    soon = (await put_off(gagarin, chat_id, text="скоро", send_at=in_a(hours=1))).json()
    path = f"/chats/{chat_id}/scheduled"
    assert (await gagarin.get(path)).json()["scheduled"] == [soon, later]
    page = (await gagarin.get(path, limit=1)).json()
    assert page["scheduled"] == [soon]
    assert (await gagarin.get(path, cursor=page["next_cursor"])).json()["scheduled"] == [later]
    assert (await tereshkova.get(path)).json()["scheduled"] == []
    assert (await stranger.get(path)).json()["code"] == "chat_not_found"
    assert (await put_off(stranger, chat_id, text="!")).json()["code"] == "chat_not_found"
    for person in (tereshkova, stranger):
        assert (await person.delete(f"{path}/{soon['id']}")).status_code == 404
    assert (await gagarin.delete(f"{path}/{soon['id']}")).status_code == 204
    assert (await gagarin.delete(f"{path}/{soon['id']}")).json()["code"] == "scheduled_not_found"
    assert (await gagarin.get(path)).json()["scheduled"] == [later]


async def test_the_same_client_id_waits_once_and_is_sent_once(gagarin: Person, server: Running) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    client_id = str(uuid4())
    first = await put_off(gagarin, chat_id, text="раз", client_id=client_id)
    again = await put_off(gagarin, chat_id, text="другое", client_id=client_id)
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    await gagarin.say(chat_id, "уже сказано", client_id)
    await come_due(server, chat_id)
    history = (await gagarin.get(f"/chats/{chat_id}/messages")).json()["messages"]
    assert [message["text"] for message in history] == ["уже сказано"]


async def test_the_same_again_is_what_waits_whatever_comes_with_it(gagarin: Person) -> None:
    chat_id, client_id = await gagarin.chat_with(gagarin), str(uuid4())
    first = await put_off(gagarin, chat_id, text="раз", client_id=client_id)
    for draft in ({"send_at": "1961-04-12T06:07:00Z"}, {"text": " "}, {"sticker_id": "987654321"}):
        again = await put_off(gagarin, chat_id, **({"text": "два", "client_id": client_id} | draft))
        assert (again.status_code, again.json()) == (200, first.json()), draft
    assert (await gagarin.get(f"/chats/{chat_id}/scheduled")).json()["scheduled"] == [first.json()]


async def test_what_has_been_sent_waits_no_more(gagarin: Person, tereshkova: Person, server: Running) -> None:
    """Nobody believes it still to come: neither what was said at once nor what has waited already."""
    chat_id, (said, waited) = await gagarin.chat_with(tereshkova), (str(uuid4()), str(uuid4()))
    await gagarin.say(chat_id, "сразу", said)
    await put_off(gagarin, chat_id, text="потом", client_id=waited)
    await come_due(server, chat_id)
    for client_id in (said, waited):
        for draft in ({}, {"send_at": "1961-04-12T06:07:00Z"}):
            answer = await put_off(gagarin, chat_id, **({"text": "ещё раз", "client_id": client_id} | draft))
            assert (answer.status_code, answer.json()["code"]) == (409, "already_sent")
        assert (await put_off(tereshkova, chat_id, text="моё", client_id=client_id)).status_code == 201
    assert (await gagarin.get(f"/chats/{chat_id}/scheduled")).json()["scheduled"] == []


async def test_while_nothing_can_be_written_it_waits(
    gagarin: Person, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's own rounds are held up, so that the one who goes around is one whose journal is closed."""
    chat_id, database = await gagarin.chat_with(gagarin), server.house.database
    closed = Journal(Writer(database, lambda _name, _event: None))
    await closed.close()
    with monkeypatch.context() as held_up:
        held_up.setattr(server.house.dispatch, "_is_open", lambda: False)
        waits = (await put_off(gagarin, chat_id, text="потом")).json()
        await database.pool.execute("update scheduled set send_at = now() where chat_id = $1", int(chat_id))
        await Dispatch(database, closed, lambda: True).send_due()
        left = (await gagarin.get(f"/chats/{chat_id}/scheduled")).json()["scheduled"]
        assert [each["id"] for each in left] == [waits["id"]]
    await come_due(server, chat_id)
    history = (await gagarin.get(f"/chats/{chat_id}/messages")).json()["messages"]
    assert [message["text"] for message in history] == ["потом"]


async def test_two_servers_send_it_once(gagarin: Person, server: Running) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    for n in range(5):
        await put_off(gagarin, chat_id, text=f"{n}")
    pool = server.house.database.pool
    await pool.execute("update scheduled set send_at = now() where chat_id = $1", int(chat_id))
    await asyncio.gather(*(server.house.dispatch.send_due() for _ in range(3)))
    await come_due(server, chat_id)
    assert (await gagarin.get(f"/chats/{chat_id}")).json()["last_seq"] == 5


async def test_what_waits_in_one_chat_is_not_reached_through_another(gagarin: Person, tereshkova: Person) -> None:
    chat_id, other = await gagarin.chat_with(tereshkova), await gagarin.chat_with(gagarin)
    waits = (await put_off(gagarin, chat_id, text="потом")).json()
    for person, through in ((gagarin, other), (tereshkova, chat_id)):
        answer = await person.delete(f"/chats/{through}/scheduled/{waits['id']}")
        assert (answer.status_code, answer.json()["code"]) == (404, "scheduled_not_found")
    assert (await gagarin.delete(f"/chats/{chat_id}/scheduled/{waits['id']}")).status_code == 204


async def test_its_files_are_kept_for_it(gagarin: Person, tereshkova: Person, server: Running) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    file = await gagarin.upload(b"plan")
    waits = (await put_off(gagarin, chat_id, attachment_ids=[file["id"]], type="document")).json()
    assert (waits["type"], waits["attachments"]) == ("document", [file])
    assert (await gagarin.fetch(file["url"])).content == b"plan"
    assert (await tereshkova.fetch(file["url"])).status_code == 404
    used = await gagarin.post(f"/chats/{chat_id}/messages", client_id=str(uuid4()), attachment_ids=[file["id"]])
    assert used.json()["code"] == "attachment_used"
    await server.house.uploads.sweeper.sweep()
    await come_due(server, chat_id)
    await server.house.uploads.sweeper.sweep()
    (sent,) = (await tereshkova.get(f"/chats/{chat_id}/messages")).json()["messages"]
    assert (sent["type"], sent["attachments"]) == ("document", [file])
    assert (await tereshkova.fetch(file["url"])).content == b"plan"


async def test_a_file_of_what_is_cancelled_goes_with_it(gagarin: Person, server: Running) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    file = await gagarin.upload(b"plan")
    waits = (await put_off(gagarin, chat_id, attachment_ids=[file["id"]])).json()
    await gagarin.delete(f"/chats/{chat_id}/scheduled/{waits['id']}")
    await server.house.uploads.sweeper.sweep()
    assert (await gagarin.fetch(file["url"])).status_code == 404


async def test_what_it_answered_may_be_gone_and_whom_it_was_for(
    gagarin: Person, tereshkova: Person, server: Running
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await gagarin.say(chat_id, "вопрос")
    await put_off(gagarin, chat_id, text="ответ", reply_to_id=said["id"])
    await gagarin.delete(f"/messages/{said['id']}/delete")
    await come_due(server, chat_id)
    last = (await gagarin.get(f"/chats/{chat_id}")).json()["last_message"]
    assert (last["text"], last["reply_to"]) == ("ответ", None)
    await put_off(gagarin, chat_id, text="ещё")
    await tereshkova.put(f"/users/me/blocks/{gagarin.id}")
    await come_due(server, chat_id)
    assert (await gagarin.get(f"/chats/{chat_id}")).json()["last_seq"] == 2


async def test_who_was_removed_says_nothing_any_more_though_they_come_back(
    gagarin: Person, tereshkova: Person, server: Running
) -> None:
    chat_id = await gagarin.make_group("Восток", tereshkova)
    elsewhere = await tereshkova.chat_with(tereshkova)
    for each in (chat_id, elsewhere):
        assert (await put_off(tereshkova, each, text="потом")).status_code == 201
    assert (await gagarin.delete(f"/chats/{chat_id}/members/{tereshkova.id}")).status_code == 204
    assert (await gagarin.post(f"/chats/{chat_id}/members", user_ids=[tereshkova.id])).status_code == 200
    assert (await tereshkova.get(f"/chats/{chat_id}/scheduled")).json()["scheduled"] == []
    await come_due(server, chat_id)
    last = (await gagarin.get(f"/chats/{chat_id}")).json()["last_message"]
    assert last["type"] == "system"
    assert len((await tereshkova.get(f"/chats/{elsewhere}/scheduled")).json()["scheduled"]) == 1


async def test_a_disabled_account_says_nothing_any_more(gagarin: Person, tereshkova: Person, server: Running) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.say(chat_id, "пока ещё")
    await put_off(gagarin, chat_id, text="потом")
    await server.house.database.pool.execute("update users set disabled_at = now() where id = $1", int(gagarin.id))
    await come_due(server, chat_id)
    assert (await tereshkova.get(f"/chats/{chat_id}")).json()["last_message"]["text"] == "пока ещё"


@pytest.mark.parametrize(
    "draft",
    [
        {"send_at": "1961-04-12T06:07:00Z"},
        {"send_at": "9000-01-01T00:00:00Z"},
        {"send_at": "завтра"},
        {"send_at": "2026-11-23T06:11:00"},
        {"send_at": None},
        {"text": ""},
        {"entities": [{"type": "bold", "offset": 5, "length": 5}]},
        {"more": 1},
    ],
    ids=str,
)
async def test_what_cannot_wait_is_refused(gagarin: Person, draft: dict[str, Any]) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    answer = await put_off(gagarin, chat_id, **({"text": "!"} | draft))
    assert answer.status_code == 422
    assert answer.json()["code"] == ("empty_message" if draft.get("text") == "" else "validation_failed")


async def test_a_hundred_may_wait_in_a_chat(gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    for n in range(98):
        assert (await put_off(gagarin, chat_id, text=f"{n}")).status_code == 201
    answers = await asyncio.gather(*(put_off(gagarin, chat_id, text=f"{n}") for n in range(98, 104)))
    refused = [answer.json()["code"] for answer in answers if answer.status_code != 201]
    assert refused == ["too_many_scheduled"] * 4


async def test_more_that_is_due_than_fits_into_one_portion_is_sent_in_one_go(
    gagarin: Person, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kocmoc.messages.scheduled.sending._BATCH", 2)
    chat_id = await gagarin.chat_with(gagarin)
    for n in range(5):
        assert (await put_off(gagarin, chat_id, text=f"{n}")).status_code == 201
    await come_due(server, chat_id)
    said = (await gagarin.get(f"/chats/{chat_id}/messages")).json()["messages"]
    assert sorted(message["text"] for message in said) == ["0", "1", "2", "3", "4"]
