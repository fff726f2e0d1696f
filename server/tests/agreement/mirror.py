"""What somebody's client believes, and how it compares with what there is."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from tests.agreement.place import Place, told
from tests.agreement.thread import CHANGES, Thread, shared

if TYPE_CHECKING:
    from tests.phone import Phone

PATIENCE_SECONDS = 15.0
LOOK_SECONDS = 0.5

Thing = dict[str, Any]


class NothingToSee(Exception):
    """Whoever asks is not let in any more."""


class Mirror:
    """Two halves of each chat: `places`, what it is and who is in it; `threads`, what was said.

    All of the owner's chats as they were when the phone was connected, changed by nothing but what it has heard since.
    """

    def __init__(self, phone: "Phone") -> None:
        self.owner = phone.owner
        self.phone = phone
        self.places: dict[str, Place] = {}
        self.threads: dict[str, Thread] = {}
        self._early: list[tuple[str, Thing]] = []
        self._behind: set[str] = set()
        self._compared: dict[str, tuple[int, int]] = {}
        self._heard = 0

    async def begin(self) -> None:
        for chat in (await self._fresh()).values():
            await self._load(chat)

    async def agree(self) -> None:
        """Every chat, everybody in it and every message, as believed and as it is."""
        self._compared.clear()
        await self._settle(self._compare_all)

    async def glance(self) -> None:
        """The same for what costs little: every chat, and the messages of those that have moved since the last look."""
        await self._settle(self._compare)

    async def _settle(self, compare: Callable[[], Awaitable[None]]) -> None:
        """Sooner or later, because a look and the news may pass each other; unless the server hangs up meanwhile."""
        clock = asyncio.get_running_loop()
        end = clock.time() + PATIENCE_SECONDS
        while True:
            try:
                await compare()
                return
            except AssertionError:
                if self.phone.disconnected.is_set():
                    return
                if clock.time() > end:
                    raise
            await self._hear_until(lambda: self._heard < len(self.phone.heard))

    async def _compare_all(self) -> None:
        await self._compare()
        for chat_id, place in self.places.items():
            if place.shows_members:
                await self._agree_on_members(chat_id, place)

    async def _compare(self) -> None:
        fresh = await self._fresh()
        wanted = {chat_id: told(chat) for chat_id, chat in fresh.items()}
        await self._hear_until(lambda: self._is_at(wanted, fresh))
        while self._behind:
            await self._load(await self._look(f"/chats/{self._behind.pop()}"))
        assert {chat_id: place.told for chat_id, place in self.places.items()} == wanted
        assert self.threads.keys() == fresh.keys()
        for chat_id, chat in fresh.items():
            self._compare_counts(self.threads[chat_id], chat)
            await self._compare_messages(chat_id, chat)

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
        await self._hear_until(lambda: self._apply_all() or place.roles == fresh)
        assert place.roles == fresh

    def _is_at(self, wanted: dict[str, Thing], fresh: dict[str, Thing]) -> bool:
        self._apply_all()
        believed = {chat_id: place.told for chat_id, place in self.places.items()}
        return believed == wanted and all(self.threads[each].version >= fresh[each]["version"] for each in fresh)

    async def _hear_until(self, is_so: Callable[[], bool]) -> None:
        """Or for a moment: the comparison says better what did not come."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS), self.phone.news:
                await self.phone.news.wait_for(is_so)

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
            elif event in CHANGES:
                self._early.append((event, payload))

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
        """A chat that is new to me may have been spoken in already: its first look is a fresh one. And what is said
        in it may be heard before the chat itself, which comes another way."""
        self.places[chat["id"]] = Place(self.owner.id, chat)
        if chat["id"] not in self.threads:
            self.threads[chat["id"]] = Thread(self.owner.id, chat["version"])
            self._behind |= {chat["id"]} if chat["last_message"] else set()
        for event, change in self._early:
            if change["chat_id"] == chat["id"]:
                self._apply(event, chat["id"], change)

    async def _load(self, chat: Thing) -> None:
        place = self.places[chat["id"]] = Place(self.owner.id, chat)
        if place.shows_members:
            place.roles = await self._roles(chat["id"])
        self.threads[chat["id"]] = Thread(self.owner.id, chat["version"], await self._history(chat["id"]))

    async def _fresh(self) -> dict[str, Thing]:
        return {chat["id"]: chat for chat in await self._list("/chats", "chats")}

    async def _roles(self, chat_id: str) -> dict[str, str]:
        members = await self._list(f"/chats/{chat_id}/members", "members")
        return {each["user"]["id"]: each["role"] for each in members}

    async def _history(self, chat_id: str) -> list[Thing]:
        found: list[Thing] = []
        page: Thing = {"has_more_after": True}
        while page["has_more_after"]:
            after = found[-1]["seq"] if found else 0
            page = await self._look(f"/chats/{chat_id}/messages", limit=100, after=after)
            found += page["messages"]
        return found

    async def _list(self, path: str, key: str) -> list[Thing]:
        page = await self._look(path, limit=100)
        found: list[Thing] = page[key]
        while page["next_cursor"]:
            page = await self._look(path, limit=100, cursor=page["next_cursor"])
            found += page[key]
        return found

    async def _look(self, path: str, **query: object) -> Thing:
        answer = await self.owner.get(path, **query)
        if answer.status_code in (401, 503):
            raise NothingToSee(answer.text)
        assert answer.status_code == 200, answer.text
        seen: Thing = answer.json()
        return seen
