"""Whatever changes about a chat brings it to those who were away, and its messages with it."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.cast import Person
from tests.sync.test_sync import sync

Deed = Callable[[Person, str, dict[str, Any]], Awaitable[httpx.Response]]

# What one half of a direct chat does while the other is away.
OF_MESSAGES: dict[str, Deed] = {
    "a message": lambda her, chat, _: her.post(f"/chats/{chat}/messages", client_id=str(uuid4()), text="!"),
    "an edit": lambda her, _, said: her.patch(f"/messages/{said['id']}/edit", text="иначе"),
    "a deletion": lambda her, _, said: her.delete(f"/messages/{said['id']}/delete"),
    "a reaction": lambda her, _, said: her.put(f"/messages/{said['id']}/reactions/👍"),
    "a pin": lambda her, _, said: her.put(f"/messages/{said['id']}/pin"),
    "a forward": lambda her, chat, said: her.post(
        f"/messages/{said['id']}/forward", chat_ids=[chat], client_id=str(uuid4())
    ),
}
OF_THE_OTHER: dict[str, Deed] = {
    "a mark": lambda her, chat, _: her.post(f"/chats/{chat}/read", seq=1),
    "a name": lambda her, _chat, _: her.patch("/users/me", display_name="Чайка"),
    "a word about oneself": lambda her, _chat, _: her.patch("/users/me", bio="Первая"),
}
OF_MINE: dict[str, Deed] = {
    "a draft": lambda his, chat, _: his.patch(f"/chats/{chat}/settings", draft="…"),
    "a wish": lambda his, chat, _: his.patch(f"/chats/{chat}/settings", pinned=True),
    "a cleared history": lambda his, chat, _: his.post(f"/chats/{chat}/clear"),
}
OF_THE_GROUP: dict[str, Deed] = {
    "a title": lambda owner, chat, _: owner.patch(f"/chats/{chat}", title="Союз"),
    "a role": lambda owner, chat, leonov: owner.patch(f"/chats/{chat}/members/{leonov['id']}", role="admin"),
    "a farewell": lambda owner, chat, leonov: owner.delete(f"/chats/{chat}/members/{leonov['id']}"),
}


@pytest.mark.parametrize("deed", OF_MESSAGES.values(), ids=OF_MESSAGES)
async def test_what_happens_to_messages(gagarin: Person, tereshkova: Person, deed: Deed) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await tereshkova.say(chat_id, "раз")
    before = await sync(gagarin, None, **{f"c{chat_id}": 0})
    assert (await deed(tereshkova, chat_id, said)).is_success
    after = await sync(gagarin, before["cursor"], **{f"c{chat_id}": before["versions"][chat_id]})
    fresh = (await gagarin.get(f"/chats/{chat_id}/messages")).json()["messages"]
    changed = sorted((each for each in fresh if each["version"] > 1), key=lambda each: each["version"])
    assert after["messages"] == changed
    assert after["chats"] == [(await gagarin.get(f"/chats/{chat_id}")).json()]
    assert after["versions"] == {chat_id: after["chats"][0]["version"]}


@pytest.mark.parametrize("deed", OF_THE_OTHER.values(), ids=OF_THE_OTHER)
async def test_what_the_other_does(gagarin: Person, tereshkova: Person, deed: Deed) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await gagarin.say(chat_id, "раз")
    cursor = (await sync(gagarin))["cursor"]
    assert (await deed(tereshkova, chat_id, said)).is_success
    assert (await sync(gagarin, cursor))["chats"] == [(await gagarin.get(f"/chats/{chat_id}")).json()]


@pytest.mark.parametrize("deed", OF_MINE.values(), ids=OF_MINE)
async def test_what_i_do_elsewhere(gagarin: Person, tereshkova: Person, deed: Deed) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    said = await tereshkova.say(chat_id, "раз")
    his, hers = (await sync(gagarin))["cursor"], (await sync(tereshkova))["cursor"]
    assert (await deed(gagarin, chat_id, said)).is_success
    assert (await sync(gagarin, his))["chats"] == [(await gagarin.get(f"/chats/{chat_id}")).json()]
    assert len((await sync(tereshkova, hers))["chats"]) <= 1


@pytest.mark.parametrize("deed", OF_THE_GROUP.values(), ids=OF_THE_GROUP)
async def test_what_happens_to_a_group(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str, deed: Deed
) -> None:
    cursor = (await sync(tereshkova))["cursor"]
    assert (await deed(gagarin, vostok, leonov.me)).is_success
    assert (await sync(tereshkova, cursor))["chats"] == [(await tereshkova.get(f"/chats/{vostok}")).json()]


async def test_who_is_removed_is_told_that_it_is_gone(gagarin: Person, leonov: Person, vostok: str) -> None:
    before = await sync(leonov, None, **{f"c{vostok}": 0})
    await gagarin.delete(f"/chats/{vostok}/members/{leonov.id}")
    await gagarin.say(vostok, "без него")
    after = await sync(leonov, before["cursor"], **{f"c{vostok}": before["versions"][vostok]})
    assert (after["gone"], after["chats"], after["messages"], after["versions"]) == ([vostok], [], [], {})


async def test_who_is_added_finds_the_chat(gagarin: Person, stranger: Person, vostok: str) -> None:
    cursor = (await sync(stranger))["cursor"]
    await gagarin.post(f"/chats/{vostok}/members", user_ids=[stranger.id])
    assert [chat["id"] for chat in (await sync(stranger, cursor))["chats"]] == [vostok]


async def test_the_largest_of_everything_still_fits(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    marks = [{"type": "link", "offset": n, "length": 1, "url": "https://" + "🚀" * 2040} for n in range(4)] + [
        {"type": "bold", "offset": n, "length": 1} for n in range(96)
    ]
    parent = await gagarin.say(chat_id, "\x01" * 4095 + "!")
    for _ in range(6):
        answer = await gagarin.post(
            f"/chats/{chat_id}/messages",
            client_id=str(uuid4()),
            text="\x01" * 4095 + "!",
            entities=marks,
            reply_to_id=parent["id"],
        )
        assert answer.status_code == 201, answer.text
    await gagarin.patch(f"/chats/{chat_id}/settings", draft="\x01" * 4095 + "!")
    cursor, version, seen = None, 0, []
    for _ in range(10):
        answer = await sync(gagarin, cursor, **{f"c{chat_id}": version})  # it checks the size
        cursor, version = answer["cursor"], answer["versions"][chat_id]
        seen += answer["messages"]
        if not answer["more"]:
            break
    assert [message["seq"] for message in seen] == list(range(1, 8))
