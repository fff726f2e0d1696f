"""A group, a channel and a direct chat, and everybody who could knock at them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.cast import Person
from tests.uploads.pictures import photo

WHO = ("anonymous", "disabled", "outsider", "former", "kicked", "member", "admin", "owner", "root")
"""Nobody; somebody disabled; never in it; left it; was removed from it; in it, in each role; the server's admin."""

PICTURE = {"file": ("лайка.png", photo(64, 64, "PNG"))}

Meet = Callable[[str], Awaitable[Person]]


class Company:
    """The people of the matrix. `root` runs the server and is in none of these chats."""

    def __init__(self, people: dict[str, Person]) -> None:
        self.people = people

    def __getattr__(self, name: str) -> Person:
        return self.people[name]

    @property
    def inside(self) -> list[str]:
        return [self.people[name].id for name in ("former", "kicked", "member", "admin")]


class Scene:
    """Chats of these people, with something in them. Made anew whenever a deed could have changed them."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.group = self.channel = self.direct = self.saved = ""
        self.note: dict[str, Any] = {}
        self.post: dict[str, Any] = {}
        self.whisper: dict[str, Any] = {}
        self.story: dict[str, Any] = {}
        self.invite: dict[str, Any] = {}
        self.later: dict[str, Any] = {}
        self.sticker: dict[str, Any] = {}
        self.files: dict[str, str] = {}

    @classmethod
    async def make(cls, company: Company) -> "Scene":
        scene = cls(company)
        scene.group = await scene._found("group")
        scene.channel = await scene._found("channel")
        scene.direct = await company.owner.chat_with(company.member)
        scene.note = await company.member.say(scene.group, "Поехали!")
        scene.post = await company.owner.say(scene.channel, "Всем постам!")
        scene.whisper = await company.member.say(scene.direct, "Только тебе")
        scene.invite = (await company.owner.post(f"/chats/{scene.group}/invites")).json()
        told = await company.owner.post("/stories", type="text", text="Вижу Землю")
        assert told.status_code == 201, told.text
        scene.story = told.json()
        scene.sticker = await scene._draw()
        scene.later = (await company.owner.post(f"/chats/{scene.group}/scheduled", **tomorrow())).json()
        return scene

    async def end(self) -> None:
        """Nobody is to have anything in common because of what was; and of packs and stories one has only so many."""
        packs = f"stickers/packs/{self.sticker['pack_id']}"
        for what in (f"stories/{self.story['id']}", packs, f"chats/{self.group}", f"chats/{self.channel}"):
            await self.company.owner.delete(f"/{what}")

    async def _draw(self) -> dict[str, Any]:
        """A sticker in a pack of the owner's."""
        pack = (await self.company.owner.post("/stickers/packs", title="Лайки")).json()
        added = await self.company.owner.http.post(f"/api/stickers/packs/{pack['id']}/stickers", files=PICTURE)
        assert added.status_code == 201, added.text
        sticker: dict[str, Any] = added.json()
        return sticker

    async def _found(self, kind: str) -> str:
        owner, people = self.company.owner, self.company.people
        made = await owner.post("/chats/group", title="Восток", type=kind, member_ids=self.company.inside)
        assert made.status_code == 201, made.text
        chat_id: str = made.json()["id"]
        for answer in (
            await owner.patch(f"/chats/{chat_id}/members/{people['admin'].id}", role="admin"),
            await owner.delete(f"/chats/{chat_id}/members/{people['kicked'].id}"),
            await people["former"].delete(f"/chats/{chat_id}/members/{people['former'].id}"),
        ):
            assert answer.status_code in (200, 204), answer.text
        return chat_id

    def who(self, name: str) -> Person:
        return self.company.people[name]


def tomorrow() -> dict[str, Any]:
    """A message that is to be sent then."""
    send_at = datetime.now(UTC) + timedelta(days=1)
    return {"client_id": fresh(), "text": "Потом", "send_at": send_at.isoformat()}


def fresh() -> str:
    """A client id, or a name nobody has."""
    return str(uuid4())
