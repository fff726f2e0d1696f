"""Messages over REST: sent, sent again, read by the page, and refused with a reason."""

import asyncio
from uuid import uuid4

import pytest

from tests.cast import Person


async def test_a_message_is_answered_whole(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    client_id = str(uuid4())
    text = "  Поехали!\r\nВверх \n"
    answer = await gagarin.post(f"/chats/{chat_id}/messages", client_id=client_id.upper(), text=text)
    assert answer.status_code == 201
    message = answer.json()
    assert message == {
        "id": message["id"],
        "chat_id": chat_id,
        "seq": 1,
        "version": 1,
        "client_id": client_id,
        "sender": {key: gagarin.me[key] for key in ("id", "username", "display_name", "avatar_url", "accent")},
        "type": "text",
        "text": "Поехали!\nВверх",
        "entities": [],
        "attachments": [],
        "reply_to": None,
        "forwarded_from": None,
        "reactions": [],
        "my_reactions": [],
        "link_preview": None,
        "system": None,
        "silent": False,
        "edited": False,
        "edited_at": None,
        "pinned": False,
        "deleted": False,
        "created_at": message["created_at"],
    }


async def test_the_same_client_id_gives_the_same_message(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    client_id = str(uuid4())
    body = {"client_id": client_id, "text": "один раз"}
    answers = await asyncio.gather(*(gagarin.http.post(f"/api/chats/{chat_id}/messages", json=body) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    assert len({answer.text for answer in answers}) == 1
    later = await gagarin.post(f"/chats/{chat_id}/messages", client_id=client_id, text="другой текст")
    assert (later.status_code, later.json()["text"]) == (200, "один раз")
    assert (await gagarin.get(f"/chats/{chat_id}")).json()["last_seq"] == 1


async def test_the_same_client_id_asks_nothing_of_what_comes_with_it(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    client_id = str(uuid4())
    said = await gagarin.say(chat_id, "один раз", client_id)
    for draft in (
        {"text": ""},
        {"text": "я" * 4097},
        {"text": "\u0000"},
        {"sticker_id": "987654321"},
        {"sticker_id": "Стрелка"},
        {"text": "!", "attachment_ids": ["план"]},
        {"text": "!", "reply_to_id": "план"},
        {"text": "!", "type": "photo"},
    ):
        again = await gagarin.post(f"/chats/{chat_id}/messages", client_id=client_id, **draft)
        assert (again.status_code, again.json()) == (200, said), draft
        # It is mine, and it is here.
        elsewhere = await tereshkova.post(f"/chats/{chat_id}/messages", client_id=client_id, **draft)
        assert elsewhere.status_code in (404, 422), draft
    assert (await gagarin.post(f"/chats/{chat_id}/messages", client_id=client_id, more=1)).status_code == 422
    assert (await gagarin.get(f"/chats/{chat_id}")).json()["last_seq"] == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "not_json"),
        (b"{", 400, "not_json"),
        (b"\xff\xfe", 400, "not_json"),
        (b'{"text": 5', 400, "not_json"),
        (b'{"client_id": NaN}', 400, "not_json"),
        (b"[" * 100_000, 400, "not_json"),
        (b"[]", 422, "validation_failed"),
        (b'"text"', 422, "validation_failed"),
        (b'{"text": "x"}', 422, "validation_failed"),
        (b'{"client_id": "%s"}', 422, "empty_message"),
        (b'{"client_id": 5, "text": "x"}', 422, "validation_failed"),
        (b'{"client_id": "abc", "text": "x"}', 422, "validation_failed"),
        (b'{"client_id": "%s", "text": 5}', 422, "validation_failed"),
        (b'{"client_id": "%s", "text": true}', 422, "validation_failed"),
        (b'{"client_id": "%s", "text": ["x"]}', 422, "validation_failed"),
        (b'{"client_id": "%s", "text": null}', 422, "validation_failed"),
        (b'{"client_id": "%s", "text": "x", "sender_id": "1"}', 422, "validation_failed"),
        (b'{"client_id": "%s", "text": "x", "type": "system"}', 422, "validation_failed"),
        (b'{"client_id": "%s", "text": "\\u0000"}', 422, "validation_failed"),
        (b'{"client_id": "%s", "text": "a\\u0000b"}', 422, "validation_failed"),
        (b'{"client_id": "%s", "text": "\\ud800"}', 422, "validation_failed"),
        (b'{"client_id": "%s", "text": ""}', 422, "empty_message"),
        (b'{"client_id": "%s", "text": " \\n\\t "}', 422, "empty_message"),
        ('{"client_id": "%s", "text": "\u200b\u2060\u3164"}'.encode(), 422, "empty_message"),
    ],
)
async def test_what_is_not_a_message_is_refused_and_not_stored(
    gagarin: Person, body: bytes, status: int, code: str
) -> None:
    chat_id = (await gagarin.post("/chats", user_id=gagarin.id)).json()["id"]
    sent = body.replace(b"%s", str(uuid4()).encode())
    answer = await gagarin.http.post(
        f"/api/chats/{chat_id}/messages", content=sent, headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert (await gagarin.get(f"/chats/{chat_id}/messages")).json()["messages"] == []


async def test_4096_characters_fit_and_4097_do_not(gagarin: Person) -> None:
    chat_id = (await gagarin.post("/chats", user_id=gagarin.id)).json()["id"]
    assert (await gagarin.say(chat_id, "🚀" * 4096))["text"] == "🚀" * 4096
    answer = await gagarin.post(f"/chats/{chat_id}/messages", client_id=str(uuid4()), text="я" * 4097)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "text", "message": "Expected at most 4096 characters"}]


async def test_a_body_beyond_any_message_is_too_large(gagarin: Person) -> None:
    chat_id = (await gagarin.post("/chats", user_id=gagarin.id)).json()["id"]
    answer = await gagarin.post(f"/chats/{chat_id}/messages", client_id=str(uuid4()), text="я" * 300_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_history_is_read_by_place_in_both_directions(gagarin: Person) -> None:
    chat_id = (await gagarin.post("/chats", user_id=gagarin.id)).json()["id"]
    for n in range(1, 31):
        await gagarin.say(chat_id, f"{n}")

    async def page(**query: int) -> tuple[list[int], bool, bool]:
        answer = (await gagarin.get(f"/chats/{chat_id}/messages", **query)).json()
        return [each["seq"] for each in answer["messages"]], answer["has_more_before"], answer["has_more_after"]

    assert await page() == (list(range(1, 31)), False, False)
    assert await page(limit=10) == (list(range(21, 31)), True, False)
    assert await page(limit=10, before=21) == (list(range(11, 21)), True, True)
    assert await page(limit=10, before=5) == ([1, 2, 3, 4], False, True)
    assert await page(limit=10, after=25) == ([26, 27, 28, 29, 30], True, False)
    assert await page(limit=10, after=0) == (list(range(1, 11)), False, True)
    assert await page(limit=10, around=15) == (list(range(10, 20)), True, True)
    assert await page(limit=10, around=1) == (list(range(1, 11)), False, True)
    assert await page(limit=10, around=30) == (list(range(21, 31)), True, False)
    assert await page(limit=10, around=10**9) == (list(range(21, 31)), True, False)
    assert await page(limit=10, before=1) == ([], False, True)
    assert await page(limit=10, before=0) == ([], False, True)
    assert await page(limit=10, before=10**9) == (list(range(21, 31)), True, False)
    assert await page(limit=10, after=30) == ([], True, False)


async def test_history_is_found_by_time(gagarin: Person) -> None:
    chat_id = (await gagarin.post("/chats", user_id=gagarin.id)).json()["id"]
    sent = [await gagarin.say(chat_id, f"{n}") for n in range(20)]
    found = (await gagarin.get(f"/chats/{chat_id}/messages", at=sent[12]["created_at"], limit=1)).json()
    assert found["messages"][0]["created_at"] == sent[12]["created_at"]
    early = (await gagarin.get(f"/chats/{chat_id}/messages", at="1961-04-12T06:07:00Z", limit=1)).json()
    assert [each["seq"] for each in early["messages"]] == [1]


async def test_bad_places_are_refused(gagarin: Person) -> None:
    chat_id = (await gagarin.post("/chats", user_id=gagarin.id)).json()["id"]
    for query in (
        {"before": "abc"},
        {"before": "-1"},
        {"after": "1.5"},
        {"around": str(2**64)},
        {"at": "вчера"},
        {"at": "1961-04-12T06:07:00"},
        {"at": "1961"},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"at": "9999-12-31T23:59:59-14:00"},
        {"limit": "101"},
        {"limit": "0"},
        {"before": "1", "after": "1"},
    ):
        answer = await gagarin.get(f"/chats/{chat_id}/messages", **query)
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), query
