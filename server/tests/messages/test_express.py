"""The short way of a message over REST: whatever is said of it is what the long way says."""

import asyncio
from typing import Any

import pytest
from litestar import Litestar

from tests.cast import Person

LONG = "long"
ONCE = "6f1c7c1e-8d5e-4c57-9a55-0c7d5b6f2a10"
OTHER = "6f1c7c1e-8d5e-4c57-9a55-0c7d5b6f2a11"


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by one for each request that goes the long way."""
    gone = list[str]()
    answer = Litestar.__call__

    async def note(house: Litestar, scope: Any, receive: Any, send: Any) -> None:
        gone.append(LONG)
        await answer(house, scope, receive, send)

    monkeypatch.setattr(Litestar, "__call__", note)
    return gone


async def _ask(person: Person, chat_id: str, body: bytes, **headers: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    answer = await person.http.post(
        f"/api/chats/{chat_id}/messages", content=body, headers={"content-type": "application/json", **headers}
    )
    told = {name: value for name, value in answer.headers.items() if name not in ("date", "x-request-id")}
    return answer.status_code, answer.json() | {"request_id": ""}, told | {"content-length": ""}


async def test_a_message_takes_the_short_way(gagarin: Person, tereshkova: Person, ways: list[str]) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    ways.clear()
    await gagarin.say(chat_id, "Поехали!")
    assert ways == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (f'{{"client_id": "{ONCE}", "text": "раз"}}'.encode(), 200),
        (b"", 400),
        (b"{", 400),
        (b"\xff", 400),
        (b"[]", 422),
        (b"{}", 422),
        (f'{{"client_id": "{ONCE}", "text": 5}}'.encode(), 422),
        (f'{{"client_id": "{ONCE}", "text": "", "more": 1}}'.encode(), 422),
        (f'{{"client_id": "{OTHER}", "text": " "}}'.encode(), 422),
        (f'{{"client_id": "{OTHER}", "text": "\\ud800"}}'.encode(), 422),
        (f'{{"client_id": "{OTHER}", "text": "{"я" * 4097}"}}'.encode(), 422),
    ],
)
async def test_both_ways_answer_the_same(
    gagarin: Person, tereshkova: Person, ways: list[str], body: bytes, status: int
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.say(chat_id, "раз", ONCE)
    ways.clear()
    short = await _ask(gagarin, chat_id, body)
    assert ways == []
    assert await _ask(gagarin, chat_id, body, authorization=f"bearer {gagarin.token}") == short
    assert ways == [LONG]
    assert short[0] == status


async def test_both_ways_know_the_same_people_and_chats(
    gagarin: Person, tereshkova: Person, stranger: Person, ways: list[str]
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    body = f'{{"client_id": "{ONCE}", "text": "тук-тук"}}'.encode()
    ways.clear()
    for number in (chat_id, "0", "x", "9" * 30):
        short = await _ask(stranger, number, body)
        assert (short[0], short[1]["code"]) == (404, "chat_not_found")
        assert await _ask(stranger, number, body, authorization=f"bearer {stranger.token}") == short
    assert ways == [LONG] * 4
    forged = await _ask(stranger, chat_id, body, authorization="Bearer forged")
    assert (forged[0], forged[2]["www-authenticate"]) == (401, "Bearer")
    assert await _ask(stranger, chat_id, body, authorization="bearer forged") == forged


async def test_what_is_too_large_takes_the_long_way(gagarin: Person, tereshkova: Person, ways: list[str]) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    ways.clear()
    assert (await _ask(gagarin, chat_id, b" " * (256 * 1024 + 1)))[0] == 413
    assert ways == [LONG]


async def test_a_length_of_thousands_of_digits_is_a_length(
    gagarin: Person, tereshkova: Person, ways: list[str]
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    ways.clear()
    reader, writer = await asyncio.open_connection(gagarin.http.base_url.host, gagarin.http.base_url.port)
    head = f"POST /api/chats/{chat_id}/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {gagarin.token}\r\n"
    writer.write(f"{head}Connection: close\r\nContent-Length: {'0' * 4999}2\r\n\r\n{{}}".encode())
    answer = await reader.read()
    assert (answer.split()[1], ways) == (b"422", [])
    writer.close()
    await writer.wait_closed()
