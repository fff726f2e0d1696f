"""Old state and the events since are what a fresh look says.

`async with Mirror(gagarin) as mirror:` holds all of his chats and their messages, as a client would, and changes them
only by what his phone hears. `await mirror.agree()` waits for what is on its way and compares with a fresh look.
"""

import asyncio
from types import TracebackType
from typing import Any, Self

from tests.cast import Person
from tests.phone import PATIENCE_SECONDS, Phone

Thing = dict[str, Any]

# All that is left of a deleted message.
BLANK: Thing = {
    "deleted": True,
    "pinned": False,
    "text": "",
    "entities": [],
    "attachments": [],
    "reactions": [],
    "my_reactions": [],
    "reply_to": None,
    "forwarded_from": None,
    "link_preview": None,
}
_CHANGES = {"message:new", "message:edit", "message:forward", "message:delete", "message:reaction", "message:pin"}


class Mirror:
    """What somebody's client believes."""

    def __init__(self, owner: Person) -> None:
        self.owner = owner
        self.phone = Phone(owner)
        self.messages: dict[str, dict[int, Thing]] = {}
        self.versions: dict[str, int] = {}
        self._behind: set[str] = set()
        self._seen = 0

    async def __aenter__(self) -> Self:
        await self.phone.__aenter__()
        for chat in await self._fresh_chats():
            await self._load(chat)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.phone.__aexit__(kind, error, trace)

    async def agree(self) -> None:
        """Every chat and every message, as believed and as it is."""
        fresh = {chat["id"]: chat for chat in await self._fresh_chats()}
        await self._hear_until({chat_id: chat["version"] for chat_id, chat in fresh.items()})
        for chat_id, chat in fresh.items():
            assert self.versions[chat_id] == chat["version"]
            held = [_shared(message) for message in self.messages[chat_id].values()]
            assert held == [_shared(message) for message in await self._history(chat_id)]
            self._compare(chat_id, chat)

    def _compare(self, chat_id: str, chat: Thing) -> None:
        """What a client knows of a chat by its messages alone."""
        held, me = list(self.messages[chat_id].values()), self.owner.id
        unread = [
            message
            for message in held
            if message["seq"] > chat["last_read_seq"]
            and message["sender"]["id"] != me
            and message["type"] != "system"
            and not message["deleted"]
        ]
        assert chat["unread_count"] == len(unread)
        named = [message for message in unread if _names(message, me)]
        assert chat["unread_mentions_count"] == len(named)
        last = held[-1] if held else None
        assert (chat["last_message"] and _shared(chat["last_message"])) == (last and _shared(last))

    async def _hear_until(self, versions: dict[str, int]) -> None:
        """Apply what has come; wait for what has not."""

        def is_behind() -> bool:
            self._apply_all()
            return set(self.versions) != set(versions) or any(self.versions[each] < versions[each] for each in versions)

        async with asyncio.timeout(PATIENCE_SECONDS), self.phone.news:
            await self.phone.news.wait_for(lambda: not is_behind())
        while self._behind:
            await self._load((await self.owner.get(f"/chats/{self._behind.pop()}")).json())

    def _apply_all(self) -> None:
        while self._seen < len(self.phone.heard):
            event, payload = self.phone.heard[self._seen]
            self._seen += 1
            if event in _CHANGES and payload["chat_id"] in self.versions:
                self._apply(event, payload)
            elif event == "chat:stale":
                self._behind.add(payload["chat_id"])
                self.versions[payload["chat_id"]] = max(self.versions[payload["chat_id"]], payload["version"])
            elif event == "chat:new" and payload["id"] not in self.versions:
                self._begin(payload)
            elif event == "chat:update" and "visible_after" in payload:
                self._forget(payload["chat_id"], payload["visible_after"])
            elif event == "chat:gone":
                for held in (self.messages, self.versions):
                    held.pop(payload["chat_id"], None)
                self._behind.discard(payload["chat_id"])

    def _begin(self, chat: Thing) -> None:
        """A chat that is new to me may have been spoken in already: its first look is a fresh one."""
        self.messages[chat["id"]], self.versions[chat["id"]] = {}, chat["version"]
        if chat["last_message"]:
            self._behind.add(chat["id"])

    def _forget(self, chat_id: str, visible_after: int) -> None:
        """I have cleared my history."""
        held = self.messages.get(chat_id, {})
        self.messages[chat_id] = {seq: message for seq, message in held.items() if seq > visible_after}

    def _apply(self, event: str, change: Thing) -> None:
        chat_id, seq = change["chat_id"], change["seq"]
        if change["version"] <= self.versions[chat_id]:
            return
        assert change["version"] == self.versions[chat_id] + 1, (event, change, self.versions[chat_id])
        self.versions[chat_id] = change["version"]
        held = self.messages[chat_id]
        if event in ("message:new", "message:forward", "message:edit"):
            held[seq] = held.get(seq, {"my_reactions": []}) | change
            _quote(held, held[seq])
        elif event == "message:delete":
            held[seq] |= BLANK | {"version": change["version"]}
        elif event == "message:pin":
            held[seq] |= {"version": change["version"], "pinned": change["pinned"]}
        else:
            held[seq] |= {"version": change["version"], "reactions": change["reactions"]}
            self._react(held[seq], change)
        _requote(held, held[seq])

    def _react(self, message: Thing, change: Thing) -> None:
        if change["user_id"] == self.owner.id:
            others = [emoji for emoji in message["my_reactions"] if emoji != change["emoji"]]
            message["my_reactions"] = others + [change["emoji"]] * change["added"]

    async def _load(self, chat: Thing) -> None:
        self.versions[chat["id"]] = chat["version"]
        self.messages[chat["id"]] = {message["seq"]: message for message in await self._history(chat["id"])}

    async def _fresh_chats(self) -> list[Thing]:
        chats: list[Thing] = (await self.owner.get("/chats", limit=100)).json()["chats"]
        return chats

    async def _history(self, chat_id: str) -> list[Thing]:
        found: list[Thing] = []
        page: Thing = {"has_more_after": True}
        while page["has_more_after"]:
            after = found[-1]["seq"] if found else 0
            page = (await self.owner.get(f"/chats/{chat_id}/messages", limit=100, after=after)).json()
            found += page["messages"]
        return found


def _quote(held: dict[int, Thing], message: Thing) -> None:
    """Where members begin at different places an event quotes nobody's words; who holds the parent knows them."""
    parent = held.get(message["reply_to"]["seq"]) if message["reply_to"] else None
    if parent:
        _requote({0: message}, parent)


def _requote(held: dict[int, Thing], parent: Thing) -> None:
    """Quotes are always read from the parent."""
    for message in held.values():
        if message.get("reply_to") and message["reply_to"]["seq"] == parent["seq"]:
            message["reply_to"] = message["reply_to"] | {"text": parent["text"], "deleted": parent["deleted"]}


def _names(message: Thing, user_id: str) -> bool:
    return any(each["type"] == "mention" and each["user_id"] == user_id for each in message["entities"])


def _shared(message: Thing) -> Thing:
    """Without what only this reader may know: events do not say it."""
    shared = dict(message)
    if shared["forwarded_from"]:
        shared["forwarded_from"] = shared["forwarded_from"] | {"sender_id": None, "chat_id": None, "message_id": None}
    return shared
