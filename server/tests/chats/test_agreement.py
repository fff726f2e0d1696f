"""Whatever happens to a group: what its members' clients make of the news is what a fresh look says."""

import asyncio
from random import Random
from typing import Any

import pytest

from tests.cast import Person
from tests.phone import Phone

TOLD = (
    "title",
    "description",
    "history",
    "members_count",
    "my_role",
    "last_read_seq",
    "visible_after",
    "pinned",
    "marked_unread",
    "draft",
)
DEEDS = 45


def believed(phone: Phone, chat_id: str, chat: dict[str, Any] | None) -> dict[str, Any] | None:
    """The chat as a client knows it from its last look and all it has heard since; None when it is gone."""
    me = phone.owner.id
    for event, payload in phone.heard:
        if event == "chat:new" and payload["id"] == chat_id:
            chat = payload
        elif chat is None or payload.get("chat_id") != chat_id:
            continue
        elif event == "chat:gone":
            chat = None
        elif event == "chat:update":
            chat = chat | {name: value for name, value in payload.items() if name != "chat_id"}
        elif event == "chat:members":
            chat = chat | {
                "members_count": payload["members_count"],
                "my_role": payload["roles"].get(me, chat["my_role"]),
            }
        elif event == "chat:read" and payload["user_id"] == me:
            chat = chat | {"last_read_seq": payload["seq"]}
    return {name: chat[name] for name in TOLD} if chat else None


async def seen(person: Person, chat_id: str) -> dict[str, Any] | None:
    answer = await person.get(f"/chats/{chat_id}")
    return {name: answer.json()[name] for name in TOLD} if answer.status_code == 200 else None


async def do_something(random: Random, chat_id: str, crew: list[Person], n: int) -> None:
    """By anybody, whether they may or not."""
    wishes = {"draft": f"{n}", "pinned": n % 2 == 0, "marked_unread": n % 3 == 0}
    actor, other = random.choice(crew), random.choice(crew)
    people = f"/chats/{chat_id}/members"
    deed = random.choice(
        (
            lambda: actor.patch(f"/chats/{chat_id}", title=f"Восток-{n}"),
            lambda: actor.patch(f"/chats/{chat_id}", description=f"{n}", history=random.choice(("all", "from_join"))),
            lambda: actor.post(people, user_ids=[other.id]),
            lambda: actor.delete(f"{people}/{other.id}"),
            lambda: actor.patch(f"{people}/{other.id}", role=random.choice(("owner", "admin", "member"))),
            lambda: actor.post(f"/chats/{chat_id}/read", seq=random.randrange(n + 2)),
            lambda: actor.patch(f"/chats/{chat_id}/settings", **wishes),
            lambda: actor.post(f"/chats/{chat_id}/clear"),
            lambda: actor.say_softly(chat_id, f"@{other.username} {n}"),
        )
    )
    answer = await deed()
    assert answer.status_code < 500, answer.text


@pytest.mark.parametrize("kind", ["group", "channel"])
async def test_clients_agree_whatever_happens(
    gagarin: Person, tereshkova: Person, leonov: Person, stranger: Person, kind: str
) -> None:
    random = Random(1961)
    crew = [gagarin, tereshkova, leonov, stranger]
    chat_id = await gagarin.make_group("Восток", tereshkova, leonov, type=kind)
    async with Phone(gagarin) as a, Phone(tereshkova) as b, Phone(leonov) as c, Phone(stranger) as d:
        before = {phone: (await phone.owner.get(f"/chats/{chat_id}")) for phone in (a, b, c, d)}
        for n in range(DEEDS):
            await asyncio.gather(*(do_something(random, chat_id, crew, n * 2 + each) for each in range(2)))
        for phone, answer in before.items():
            known = answer.json() if answer.status_code == 200 else None
            fresh = await seen(phone.owner, chat_id)
            await phone.wait_for(lambda: believed(phone, chat_id, known) == fresh)  # noqa: B023
        heard = {each.event for phone in before for each in phone.heard}
        assert heard >= {"chat:new", "chat:update", "chat:members", "chat:gone", "chat:read", "message:new"}
