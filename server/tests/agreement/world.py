"""Some people, each with a client that is watching, and the chats they have made."""

import asyncio
from collections import Counter
from typing import Any
from uuid import uuid4

from tests.agreement.deeds import DEEDS, FAREWELL, Scene, farewell
from tests.agreement.mirror import Mirror
from tests.cast import Person
from tests.phone import Phone
from tests.stage import Running

PEOPLE = 4
FOUNDED = 4
REFUSED = {403, 404, 409, 422}


class World:
    """`done` counts what somebody did and was allowed to."""

    def __init__(self, server: Running) -> None:
        self.server = server
        self.mirrors: list[Mirror] = []
        self.chats: list[str] = []
        self.done: Counter[str] = Counter()

    async def begin(self) -> None:
        names = [f"p{uuid4().hex[:12]}" for _ in range(PEOPLE)]
        owner, *others = [await Person.register(self.server.url, name) for name in names]
        self.chats = [
            await owner.make_group("Восток", *others),
            await owner.make_group("Восход", *others[:1], history="from_join"),
            await owner.make_group("ЦУП", *others[:2], type="channel"),
            await owner.chat_with(others[0]),
        ]
        for where in self.chats:
            for who in (owner, *others, owner):
                await who.say_softly(where, "раз")
        phones = [await Phone(each).__aenter__() for each in (owner, *others)]
        self.mirrors = [phone.mirror for phone in phones]

    async def end(self) -> None:
        for mirror in self.mirrors:
            await self._part(mirror)

    async def do(self, *deeds: dict[str, Any]) -> None:
        """All of them at once."""
        await asyncio.gather(*(self._do(**deed) for deed in deeds))

    async def _do(self, name: str, who: int, where: int, back: int, whom: int) -> None:
        chat_id = self._chat(where)
        message_id = f"{chat_id}-{max(1, self._last_seq(chat_id) - back)}"
        scene = Scene(self, self._person(who), chat_id, message_id, self._person(whom))
        answer = await DEEDS[name](scene)
        assert answer.is_success or answer.status_code in REFUSED, answer.text
        if answer.is_success:
            self.done[name] += 1
        if answer.status_code == 201 and name in ("talk", "note", "found", "broadcast"):
            self.chats.append(answer.json()["id"])

    async def say_farewell(self, who: int) -> None:
        """Somebody ends their account. What they said stays, and their groups have another owner."""
        mirror = self.mirrors.pop(who % len(self.mirrors))
        assert (await farewell(mirror.owner)).status_code == 204
        self.done[FAREWELL] += 1
        await self._part(mirror)

    async def glance(self) -> None:
        await asyncio.gather(*(mirror.glance() for mirror in self.mirrors))

    async def agree(self) -> None:
        await asyncio.gather(*(mirror.agree() for mirror in self.mirrors))

    def two_chats(self, first: str) -> list[str]:
        return list(dict.fromkeys((first, self.chats[0])))

    def _chat(self, number: int) -> str:
        """One of the first, in which everybody is, or of the latest."""
        near = self.chats[:FOUNDED] + self.chats[FOUNDED:][-3:]
        return near[number % len(near)]

    def _last_seq(self, chat_id: str) -> int:
        threads = [mirror.threads[chat_id] for mirror in self.mirrors if chat_id in mirror.threads]
        return max((thread.last["seq"] for thread in threads if thread.last), default=1)

    def _person(self, number: int) -> Person:
        return self.mirrors[number % len(self.mirrors)].owner

    async def _part(self, mirror: Mirror) -> None:
        await mirror.phone.__aexit__(None, None, None)
        await mirror.owner.leave()
