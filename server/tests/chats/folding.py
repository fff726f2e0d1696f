"""What a client makes of events: old state and what was announced must be what a fresh look shows."""

from typing import Any

from tests.cast import Person
from tests.phone import Phone


async def see(person: Person, chat_id: str) -> dict[str, Any]:
    answer = await person.get(f"/chats/{chat_id}")
    assert answer.status_code == 200, answer.text
    chat: dict[str, Any] = answer.json()
    return chat


async def follows(phone: Phone, chat_id: str, before: dict[str, Any], *names: str) -> None:
    """The chat as it was before, with every `chat:update` and own `chat:read` heard since, is the chat as it is."""
    chat = dict(before)
    for heard in phone.heard:
        if heard.payload.get("chat_id") != chat_id:
            continue
        if heard.event == "chat:update":
            chat |= {name: value for name, value in heard.payload.items() if name != "chat_id"}
        if heard.event == "chat:read" and heard.payload["user_id"] == phone.owner.id:
            chat["last_read_seq"] = heard.payload["seq"]
            chat["unread_count"] = heard.payload["unread_count"]
            chat["unread_mentions_count"] = heard.payload["unread_mentions_count"]
    fresh = await see(phone.owner, chat_id)
    for name in names or fresh:
        assert chat[name] == fresh[name], name
