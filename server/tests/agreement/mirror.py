"""What somebody's client believes, and how it compares with what there is."""

import asyncio
import contextlib
from types import TracebackType
from typing import Any, Self

from tests.agreement.place import Place, told
from tests.agreement.thread import CHANGES, Thread, shared
from tests.cast import Person
from tests.phone import PATIENCE_SECONDS, Phone

Thing = dict[str, Any]


class Mirror:
    """Two halves of each chat: `places`, what it is and who is in it; `threads`, what was said."""

    def __init__(self, owner: Person) -> None:
        self.owner = owner
        self.phone = Phone(owner)
        self.places: dict[str, Place] = {}
        self.threads: dict[str, Thread] = {}
        self._behind: set[str] = set()
        self._compared: dict[str, tuple[int, int]] = {}
        self._heard = 0

    async def __aenter__(self) -> Self:
        await self.phone.__aenter__()
        for chat in (await self._fresh()).values():
            await self._load(chat)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.phone.__aexit__(kind, error, trace)

    async def agree(self) -> None:
        """Every chat, everybody in it and every message, as believed and as it is."""
        self._compared.clear()
        fresh = await self.glance()
        for chat_id, place in self.places.items():
            if place.shows_members:
                await self._agree_on_members(chat_id, place)
        assert self.threads.keys() == fresh.keys()

    async def glance(self) -> dict[str, Thing]:
        """The same for what costs little: every chat, and the messages of those that have moved since the last look."""
        fresh = await self._fresh()
        await self._hear_until(fresh)
        assert {chat_id: place.told for chat_id, place in self.places.items()} == _told(fresh)
        for chat_id, chat in fresh.items():
            self._compare_counts(self.threads[chat_id], chat)
            await self._compare_messages(chat_id, chat)
        return fresh

    def _compare_counts(self, thread: Thread, chat: Thing) -> None:
        """What a client knows of a chat by its messages alone."""
        assert thread.version == chat["version"]
        after = chat["last_read_seq"]
        counts = (chat["unread_count"], chat["unread_mentions_count"])
        assert counts == (len(thread.unread(after)), len(thread.mentions(after)))
        last = thread.last
        assert (chat["last_message"] and shared(chat["last_message"])) == (last and shared(last))

    async def _compare_messages(self, chat_id: str, chat: Thing) -> None:
        stand = (chat["version"], chat["visible_after"])
        if self._compared.get(chat_id) != stand:
            held = [shared(message) for message in self.threads[chat_id].held.values()]
            assert held == [shared(message) for message in await self._history(chat_id)]
            self._compared[chat_id] = stand

    async def _agree_on_members(self, chat_id: str, place: Place) -> None:
        fresh = await self._roles(chat_id)
        if place.roles is None:
            place.roles = fresh
        async with asyncio.timeout(PATIENCE_SECONDS), self.phone.news:
            await self.phone.news.wait_for(lambda: self._apply_all() or place.roles == fresh)

    async def _hear_until(self, fresh: dict[str, Thing]) -> None:
        """Apply what has come; wait for what has not. Whoever is told that they are behind looks anew."""
        wanted, versions = _told(fresh), {chat_id: chat["version"] for chat_id, chat in fresh.items()}

        def is_so() -> bool:
            self._apply_all()
            believed = {chat_id: place.told for chat_id, place in self.places.items()}
            return believed == wanted and all(self.threads[each].version >= versions[each] for each in versions)

        with contextlib.suppress(TimeoutError):  # the comparison says better what did not come
            async with asyncio.timeout(PATIENCE_SECONDS), self.phone.news:
                await self.phone.news.wait_for(is_so)
        while self._behind:
            await self._load((await self.owner.get(f"/chats/{self._behind.pop()}")).json())

    def _apply_all(self) -> None:
        while self._heard < len(self.phone.heard):
            event, payload = self.phone.heard[self._heard]
            self._heard += 1
            if event == "user:update":
                for place in self.places.values():
                    place.rename_peer(payload)
            elif event == "chat:new":
                self._show(payload)
            elif isinstance(payload, dict) and payload.get("chat_id") in self.places:
                self._apply(event, payload["chat_id"], payload)

    def _apply(self, event: str, chat_id: str, payload: Thing) -> None:
        place, thread = self.places[chat_id], self.threads[chat_id]
        if event in CHANGES:
            thread.apply(event, payload)
        elif event == "chat:stale":
            self._behind.add(chat_id)
            thread.version = max(thread.version, payload["version"])
        elif event == "chat:update":
            place.update(payload)
            thread.begin_behind(payload.get("visible_after", 0))
        elif event == "chat:members":
            place.move(payload)
        elif event == "chat:read":
            place.read(payload)
        elif event == "chat:gone":
            del self.places[chat_id], self.threads[chat_id]
            self._behind.discard(chat_id)

    def _show(self, chat: Thing) -> None:
        """A chat that is new to me may have been spoken in already: its first look is a fresh one."""
        self.places[chat["id"]] = Place(self.owner.id, chat)
        if chat["id"] not in self.threads:
            self.threads[chat["id"]] = Thread(self.owner.id, chat["version"])
            self._behind |= {chat["id"]} if chat["last_message"] else set()

    async def _load(self, chat: Thing) -> None:
        place = self.places[chat["id"]] = Place(self.owner.id, chat)
        if place.shows_members:
            place.roles = await self._roles(chat["id"])
        self.threads[chat["id"]] = Thread(self.owner.id, chat["version"], await self._history(chat["id"]))

    async def _fresh(self) -> dict[str, Thing]:
        answer = await self.owner.get("/chats", limit=100)
        return {chat["id"]: chat for chat in answer.json()["chats"]}

    async def _roles(self, chat_id: str) -> dict[str, str]:
        answer = await self.owner.get(f"/chats/{chat_id}/members", limit=100)
        return {each["user"]["id"]: each["role"] for each in answer.json()["members"]}

    async def _history(self, chat_id: str) -> list[Thing]:
        found: list[Thing] = []
        page: Thing = {"has_more_after": True}
        while page["has_more_after"]:
            after = found[-1]["seq"] if found else 0
            page = (await self.owner.get(f"/chats/{chat_id}/messages", limit=100, after=after)).json()
            found += page["messages"]
        return found


def _told(chats: dict[str, Thing]) -> dict[str, Thing]:
    return {chat_id: told(chat) for chat_id, chat in chats.items()}
