"""All that people do to chats, to each other and to what was said, whether they may or not."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

import httpx

from tests.cast import PASSWORD, Person

if TYPE_CHECKING:
    from tests.agreement.world import World


class Scene(NamedTuple):
    """Who does something in a chat, perhaps to a message in it, perhaps with somebody else in mind."""

    world: "World"
    who: Person
    where: str
    what: str
    whom: Person

    @property
    def chat(self) -> str:
        return f"/chats/{self.where}"

    @property
    def message(self) -> str:
        return f"/messages/{self.what}"

    @property
    def seq(self) -> int:
        return int(self.what.partition("-")[2])

    def send(self, **letter: object) -> Awaitable[httpx.Response]:
        return self.who.post(f"{self.chat}/messages", client_id=str(uuid4()), **letter)


async def _say_with_a_file(scene: Scene) -> httpx.Response:
    notes = await scene.who.upload(b"Zarya")
    return await scene.send(attachment_ids=[notes["id"]])


Deed = Callable[[Scene], Awaitable[httpx.Response]]

OPENINGS: dict[str, Deed] = {
    "talk": lambda s: s.who.post("/chats", user_id=s.whom.id),
    "note": lambda s: s.who.post("/chats", user_id=s.who.id),
    "found": lambda s: s.who.post("/chats/group", title="Союз", member_ids=[s.whom.id]),
    "broadcast": lambda s: s.who.post("/chats/group", title="Орбита", member_ids=[s.whom.id], type="channel"),
}
RULE: dict[str, Deed] = {
    "rename": lambda s: s.who.patch(s.chat, title=f"Полёт {s.what}"),
    "describe": lambda s: s.who.patch(s.chat, description=s.what),
    "begin with joining": lambda s: s.who.patch(s.chat, history="from_join"),
    "begin at the beginning": lambda s: s.who.patch(s.chat, history="all"),
    "end": lambda s: s.who.delete(s.chat),
    "add": lambda s: s.who.post(f"{s.chat}/members", user_ids=[s.whom.id]),
    "remove": lambda s: s.who.delete(f"{s.chat}/members/{s.whom.id}"),
    "leave": lambda s: s.who.delete(f"{s.chat}/members/{s.who.id}"),
    "promote": lambda s: s.who.patch(f"{s.chat}/members/{s.whom.id}", role="admin"),
    "demote": lambda s: s.who.patch(f"{s.chat}/members/{s.whom.id}", role="member"),
    "hand over": lambda s: s.who.patch(f"{s.chat}/members/{s.whom.id}", role="owner"),
}
TALK: dict[str, Deed] = {
    "say": lambda s: s.send(text=f"@{s.whom.username}, приём"),
    "reply": lambda s: s.send(text="слышу", reply_to_id=s.what),
    "say with a file": _say_with_a_file,
    "edit": lambda s: s.who.patch(f"{s.message}/edit", text=f"нет, @{s.whom.username}"),
    "delete": lambda s: s.who.delete(f"{s.message}/delete"),
    "react": lambda s: s.who.put(f"{s.message}/reactions/🚀"),
    "unreact": lambda s: s.who.delete(f"{s.message}/reactions/🚀"),
    "pin": lambda s: s.who.put(f"{s.message}/pin"),
    "unpin": lambda s: s.who.delete(f"{s.message}/pin"),
    "forward": lambda s: s.who.post(
        f"{s.message}/forward", chat_ids=s.world.two_chats(s.where), client_id=str(uuid4())
    ),
}
WISHES: dict[str, Deed] = {
    "read": lambda s: s.who.post(f"{s.chat}/read", seq=s.seq),
    "clear": lambda s: s.who.post(f"{s.chat}/clear"),
    "draft": lambda s: s.who.patch(f"{s.chat}/settings", draft=s.what),
    "favour": lambda s: s.who.patch(f"{s.chat}/settings", pinned=s.seq % 2 == 0, marked_unread=s.seq % 3 == 0),
    "mute": lambda s: s.who.patch(f"{s.chat}/settings", muted_until="2061-04-12T06:07:00.000Z" if s.seq % 2 else None),
    "be called": lambda s: s.who.patch("/users/me", display_name=f"Кедр {s.what}"),
    "block": lambda s: s.who.put(f"/users/me/blocks/{s.whom.id}"),
    "unblock": lambda s: s.who.delete(f"/users/me/blocks/{s.whom.id}"),
}
DEEDS = OPENINGS | RULE | TALK | WISHES
FAREWELL = "end one's account"


def farewell(who: Person) -> Awaitable[httpx.Response]:
    return who.delete("/users/me", password=PASSWORD)
