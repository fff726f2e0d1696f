"""Reporting: only what one can see, and to nobody but those who run the server."""

import asyncio
from typing import Any

import httpx
import pytest

from kocmoc.core.db import Database
from tests.cast import Person
from tests.stage import Running


@pytest.fixture
def database(server: Running) -> Database:
    return server.house.database


async def noted(database: Database, report: dict[str, Any]) -> dict[str, Any]:
    row = await database.fetchrow("select * from reports where id = $1", int(report["id"]))
    assert row is not None
    return dict(row)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_a_message_is_reported_with_what_it_said(gagarin: Person, tereshkova: Person, database: Database) -> None:
    message = await gagarin.say(await gagarin.chat_with(tereshkova), "Куплю скафандр")
    answer = await tereshkova.post("/reports", message_id=message["id"], reason="  Спам\r\n")
    assert answer.status_code == 201
    report = answer.json()
    assert (report["message_id"], report["user_id"], report["reason"]) == (message["id"], gagarin.id, "Спам")
    await gagarin.patch(f"/messages/{message['id']}/edit", text="Добрый день")
    row = await noted(database, report)
    assert (row["excerpt"], row["reporter_id"], row["resolved_at"]) == ("Куплю скафандр", int(tereshkova.id), None)


async def test_a_report_does_not_remember_what_is_deleted(
    gagarin: Person, tereshkova: Person, database: Database
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said, kept = await gagarin.say(chat_id, "Куплю скафандр"), await gagarin.say(chat_id, "Дорого")
    about, other = [
        (await tereshkova.post("/reports", message_id=each["id"], reason="Спам")).json() for each in (said, kept)
    ]
    await gagarin.delete(f"/messages/{said['id']}/delete")
    row = await noted(database, about)
    assert (row["excerpt"], row["reason"], row["user_id"]) == ("", "Спам", int(gagarin.id))
    assert (await noted(database, other))["excerpt"] == "Дорого"


async def test_who_reports_what_is_being_deleted_quotes_nothing(
    gagarin: Person, tereshkova: Person, database: Database
) -> None:
    """Whichever is first, the other waits for it."""
    chat_id = await gagarin.chat_with(tereshkova)
    for _ in range(10):
        message = await gagarin.say(chat_id, "Куплю скафандр")
        await asyncio.gather(
            tereshkova.post("/reports", message_id=message["id"], reason="Спам"),
            gagarin.delete(f"/messages/{message['id']}/delete"),
        )
    assert (
        await database.fetchval("select count(*) from reports where chat_id = $1 and excerpt <> ''", int(chat_id)) == 0
    )


async def test_a_person_is_reported(gagarin: Person, stranger: Person, database: Database) -> None:
    report = (await stranger.post("/reports", user_id=gagarin.id, reason="Выдаёт себя за Гагарина")).json()
    assert (report["message_id"], report["user_id"]) == (None, gagarin.id)
    assert (await noted(database, report))["excerpt"] == ""


async def test_what_one_cannot_see_one_cannot_report(gagarin: Person, tereshkova: Person, stranger: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    message = await gagarin.say(chat_id, "Между нами")
    assert (await tereshkova.post("/reports", message_id=message["id"], reason="x")).status_code == 201
    seen = [
        refusal(await stranger.post("/reports", message_id=each, reason="x"))
        for each in (message["id"], f"{chat_id}-999", "999999999-1", "x", "", "1-0", "9" * 40, "\x00")
    ]
    assert set(seen) == {(404, "message_not_found")}


async def test_what_is_deleted_or_cleared_is_no_longer_there(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    deleted, cleared = await gagarin.say(chat_id, "раз"), await gagarin.say(chat_id, "два")
    await gagarin.delete(f"/messages/{deleted['id']}/delete")
    assert refusal(await tereshkova.post("/reports", message_id=deleted["id"], reason="x"))[0] == 404
    assert (await tereshkova.post(f"/chats/{chat_id}/clear")).status_code == 204
    assert refusal(await tereshkova.post("/reports", message_id=cleared["id"], reason="x"))[0] == 404


@pytest.mark.parametrize("user_id", ["0", "x", "", "9" * 18])
async def test_nobody_cannot_be_reported(gagarin: Person, user_id: str) -> None:
    assert refusal(await gagarin.post("/reports", user_id=user_id, reason="x")) == (404, "user_not_found")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reason": "x"},
        {"user_id": "1"},
        {"user_id": "1", "message_id": "1-1", "reason": "x"},
        {"user_id": "1", "reason": ""},
        {"user_id": "1", "reason": "\u200b \n"},
        {"user_id": "1", "reason": "x" * 1025},
        {"user_id": "1", "reason": "\x00"},
        {"user_id": 1, "reason": "x"},
        {"user_id": "1", "reason": "x", "resolved_at": None},
    ],
)
async def test_a_report_without_sense_is_422(gagarin: Person, body: dict[str, Any]) -> None:
    assert (await gagarin.post("/reports", **body)).status_code == 422


async def test_nobody_floods_the_desk(gagarin: Person, stranger: Person) -> None:
    answers = [await stranger.post("/reports", user_id=gagarin.id, reason=f"{n}") for n in range(31)]
    assert [answer.status_code for answer in answers] == [201] * 30 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 120


async def test_what_was_settled_long_ago_is_swept_and_what_is_open_never(
    gagarin: Person, stranger: Person, server: Running, database: Database
) -> None:
    reports = [(await stranger.post("/reports", user_id=gagarin.id, reason="x")).json()["id"] for _ in range(3)]
    old, fresh, untouched = (int(each) for each in reports)
    await database.fetch("update reports set resolved_at = now() - interval '366 days' where id = $1", old)
    await database.fetch("update reports set resolved_at = now() where id = $1", fresh)
    await database.fetch("update reports set created_at = now() - interval '9 years' where id = $1", untouched)
    await server.house.reports.sweep()
    left = await database.fetch("select id from reports where id = any($1::bigint[])", [old, fresh, untouched])
    assert {row["id"] for row in left} == {fresh, untouched}
