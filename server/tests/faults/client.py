"""A client as the contract describes it: applies by version, asks at a gap, and after every absence."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

import httpx

from tests.cast import Person
from tests.faults.history import Chat, Device, History, Message, View
from tests.faults.line import Line
from tests.faults.reading import read_chat

Place = Callable[[], Awaitable[str]]


class Unanswered(ConnectionError):
    """The server could not answer, and said so."""


class Client:
    """`async with Client(…) as client:` is on: connected, or coming back. `deaf` says which events get lost."""

    def __init__(
        self, owner: Person, history: History, place: Place, deaf: Callable[[Message], bool] = lambda _: False
    ) -> None:
        self.owner = owner
        self.name = f"{owner.username}#{id(self):x}"
        self.views: dict[str, View] = {}
        self.connected = asyncio.Event()
        self.syncs = 0
        self._history = history
        self._place = place
        self._deaf = deaf
        self._cursor: str | None = None
        self._line: Line | None = None
        self._parked: dict[tuple[str, int], Message] = {}
        self._newest: dict[str, int] = {}
        self._blink: asyncio.TimerHandle | None = None
        self._healing: asyncio.Task[None] | None = None
        self._syncing = asyncio.Lock()
        self._moved = asyncio.Event()
        self._life: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.switch_on()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.switch_off()

    async def switch_on(self) -> None:
        """Connected and in step when it returns."""
        self._life = asyncio.create_task(self._live())
        async with asyncio.timeout(60):
            await self.connected.wait()

    async def switch_off(self) -> None:
        for task in (self._life, self._healing):
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task in (self._life, self._healing) if task), return_exceptions=True)
        if self._blink is not None:
            self._blink.cancel()
        self._blink = self._life = self._healing = None

    async def ask(self, event: str, payload: object) -> dict[str, Any]:
        """An acknowledgement, whatever it says. Raises ConnectionError."""
        if self._line is None:
            raise ConnectionError
        return await self._line.ask(event, payload)

    async def reaches(self, chat_id: str, version: int) -> None:
        """Waits until it holds this chat at this version."""
        async with asyncio.timeout(60):
            while self.view(chat_id).version < version:
                self._moved.clear()
                await self._moved.wait()

    def view(self, chat_id: str) -> View:
        return self.views.setdefault(chat_id, View())

    def seen(self) -> Device:
        return Device(self.name, self.owner.id, self.views)

    async def _live(self) -> None:
        while True:
            try:
                await self._stay()
            except OSError:  # not there, or gone again: come back after a moment, each at another
                await asyncio.sleep(random.uniform(0.02, 0.1))

    async def _stay(self) -> None:
        line = self._line = await Line.open(await self._place(), self.owner.token, self._hear)
        try:
            await self.catch_up()
            self.connected.set()
            await line.lost.wait()
        finally:
            self.connected.clear()
            self._line = None
            await line.close()

    def _hear(self, name: str, payload: Any) -> None:
        chat_id = payload["id"] if name == "chat:new" else payload.get("chat_id")
        if chat_id is not None:
            self._history.hears(self.owner.id, chat_id)
        if name in ("chat:new", "chat:stale"):
            self._suspect(chat_id, payload["version"])
        elif name == "message:new" and not self._deaf(payload):
            self._parked[chat_id, payload["version"]] = payload
            self._settle(chat_id)
            self._suspect(chat_id, payload["version"])

    def _settle(self, chat_id: str) -> None:
        """Applies what is next, and forgets what is behind."""
        view = self.view(chat_id)
        while message := self._parked.pop((chat_id, view.version + 1), None):
            self._apply(message)
        for each in [each for each in self._parked if each[0] == chat_id and each[1] <= view.version]:
            del self._parked[each]

    def _apply(self, message: Message) -> None:
        view = self.view(message["chat_id"])
        view.version = message["version"]
        view.messages[message["seq"]] = {"my_reactions": [], **message}
        self._history.applied(self.name, view.messages[message["seq"]])
        self._moved.set()

    def _suspect(self, chat_id: str, version: int) -> None:
        """There is something newer than what we hold: the missing may be on its way, so wait a blink before asking."""
        self._newest[chat_id] = max(version, self._newest.get(chat_id, 0))
        if version > self.view(chat_id).version and self._blink is None:
            self._blink = asyncio.get_running_loop().call_later(random.uniform(0.3, 0.8), self._heal)

    def _heal(self) -> None:
        self._blink = None
        if any(version > self.view(chat_id).version for chat_id, version in self._newest.items()):
            self._healing = asyncio.create_task(self._catch_up_if_here())

    async def _catch_up_if_here(self) -> None:
        try:
            await self.catch_up()
        except OSError:
            if self._line is not None:
                await self._line.close()  # coming back will sync

    async def catch_up(self) -> None:
        """Sync, until there is no more to come. Raises ConnectionError."""
        async with self._syncing:
            while await self._sync():
                pass

    async def _sync(self) -> bool:
        """One answer taken in; whether there is more."""
        self.syncs += 1
        held = {chat_id: view.version for chat_id, view in self.views.items()}
        answer = await self.ask("sync", {"cursor": self._cursor, "chats": held})
        if not answer["ok"]:
            raise Unanswered(answer["error"]["code"])
        for message in answer["messages"]:
            if message["version"] > self.view(message["chat_id"]).version:
                self._apply(message)
        for chat_id in answer["truncated"]:
            await self._reload(chat_id)
        for chat_id, version in answer["versions"].items():
            self._stand_at(chat_id, version)
        for chat_id in answer["gone"]:
            del self.views[chat_id]
            self._newest.pop(chat_id, None)
        self._cursor = answer["cursor"]
        return answer["more"] or self._is_behind(answer["chats"])

    def _is_behind(self, chats: list[Chat]) -> bool:
        for chat in chats:
            self._history.hears(self.owner.id, chat["id"])
        return any(self.view(chat["id"]).version < chat["version"] for chat in chats)

    def _stand_at(self, chat_id: str, version: int) -> None:
        view = self.view(chat_id)
        view.version = max(view.version, version)
        self._settle(chat_id)
        self._moved.set()

    async def _reload(self, chat_id: str) -> None:
        """The chat anew, by pages. What is newer than the sync's answer is applied once more, and changes nothing."""
        try:
            messages = await read_chat(self.owner, chat_id)
        except httpx.HTTPError as wrong:
            raise ConnectionError(str(wrong)) from None
        view = self.view(chat_id)
        view.messages = {each["seq"]: each for each in messages}
        self._history.reloaded(self.name, chat_id)
