"""What somebody finds over REST when all is over."""

from typing import Any

from tests.cast import Person
from tests.faults.history import Chat, History, Message, Reading


async def read_chat(person: Person, chat_id: str) -> list[Message]:
    """A whole chat, page by page from its first message. Raises httpx.HTTPError."""
    messages: list[Message] = []
    more = True
    while more:
        after = messages[-1]["seq"] if messages else 0
        page = await _ask(person, f"/chats/{chat_id}/messages", after=after, limit=100)
        messages += page["messages"]
        more = page["has_more_after"]
    return messages


async def read_all(person: Person, history: History) -> Reading:
    """All chats of a person with all their messages; and a try at everybody else's."""
    chats, unread_total = await _chats(person)
    return Reading(
        person.id,
        chats,
        {chat_id: await read_chat(person, chat_id) for chat_id in chats},
        unread_total,
        [chat_id for chat_id in history.members if chat_id not in chats and not await _is_hidden(person, chat_id)],
    )


async def _chats(person: Person) -> tuple[dict[str, Chat], int]:
    chats: dict[str, Chat] = {}
    cursor: str | None = None
    while True:
        page = await _ask(person, "/chats", limit=100, **({"cursor": cursor} if cursor else {}))
        chats |= {chat["id"]: chat for chat in page["chats"]}
        cursor = page["next_cursor"]
        if cursor is None:
            return chats, page["unread_total"]


async def _is_hidden(person: Person, chat_id: str) -> bool:
    answers = [await person.get(f"/chats/{chat_id}{path}") for path in ("", "/messages")]
    return {(answer.status_code, answer.json().get("code")) for answer in answers} == {(404, "chat_not_found")}


async def _ask(person: Person, path: str, **query: Any) -> dict[str, Any]:
    answer = await person.get(path, **query)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found
