"""How much one message may carry, and what becomes of the rest."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from kocmoc.messages.entities import LONGEST_URL, LONGEST_URLS, MOST_NAMES
from tests.cast import Person


async def send(person: Person, chat_id: str, **draft: Any) -> httpx.Response:
    return await person.post(f"/chats/{chat_id}/messages", client_id=str(uuid4()), **draft)


def link(n: int, width: int) -> dict[str, Any]:
    return {"type": "link", "offset": n, "length": 1, "url": "https://x.example/".ljust(width, "x")}


async def test_all_links_together_are_only_so_long(gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    most = LONGEST_URLS // LONGEST_URL
    fits = [link(n, LONGEST_URL) for n in range(most)]
    assert (await send(gagarin, chat_id, text="Восток", entities=fits)).status_code == 201
    refused = await send(gagarin, chat_id, text="Восток", entities=[*fits, link(most, 20)])
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "entities")


async def test_so_many_names_are_read_and_no_more(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    crowd = " ".join(f"@crowd{n}" for n in range(MOST_NAMES - 1))
    early = (await send(gagarin, chat_id, text=f"{crowd} @{tereshkova.username}")).json()
    late = (await send(gagarin, chat_id, text=f"{crowd} @one_more @{tereshkova.username}")).json()
    assert [each["user_id"] for each in early["entities"]] == [tereshkova.id]
    assert late["entities"] == []


async def test_what_is_put_off_carries_only_what_is_ones_own(gagarin: Person, tereshkova: Person) -> None:
    chat_id, hers = await gagarin.chat_with(tereshkova), await tereshkova.upload(b"hers")
    later = {"client_id": str(uuid4()), "send_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}
    answer = await gagarin.post(f"/chats/{chat_id}/scheduled", attachment_ids=[hers["id"]], **later)
    assert (answer.status_code, answer.json()["code"]) == (404, "file_not_found")
