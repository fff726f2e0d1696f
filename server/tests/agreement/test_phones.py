"""A phone that is put away has heard of everything there is, or its test fails."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.cast import Person
from tests.phone import Phone

Deed = Callable[[Person, str, str], Awaitable[httpx.Response]]

DEEDS: dict[str, Deed] = {
    "message:new": lambda he, chat, _: he.say_softly(chat, "ещё"),
    "message:edit": lambda he, _, said: he.patch(f"/messages/{said}/edit", text="иначе"),
    "message:delete": lambda he, _, said: he.delete(f"/messages/{said}/delete"),
    "message:reaction": lambda he, _, said: he.put(f"/messages/{said}/reactions/🚀"),
    "message:pin": lambda he, _, said: he.put(f"/messages/{said}/pin"),
    "chat:update": lambda he, chat, _: he.patch(f"/chats/{chat}", title="Восход"),
    "chat:read": lambda he, chat, _: he.post(f"/chats/{chat}/read", seq=10),
    "chat:new": lambda he, _, __: he.post("/chats", user_id=he.id),
    "chat:gone": lambda he, chat, _: he.delete(f"/chats/{chat}"),
}


@pytest.mark.parametrize(("event", "deed"), DEEDS.items(), ids=list(DEEDS))
async def test_what_has_not_been_heard_is_missed(
    event: str, deed: Deed, gagarin: Person, tereshkova: Person, vostok: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = await tereshkova.say(vostok, "Поехали!") if event == "chat:read" else await gagarin.say(vostok, "Поехали!")
    monkeypatch.setattr("tests.agreement.mirror.PATIENCE_SECONDS", 0.0)
    phone = await Phone(gagarin).__aenter__()
    assert (await deed(gagarin, vostok, said["id"])).is_success
    lost: Any = await phone.wait(event)
    phone.heard[:] = [heard for heard in phone.heard if heard.payload is not lost]
    with pytest.raises(AssertionError):
        await phone.__aexit__(None, None, None)
    assert phone.disconnected.is_set()


async def test_a_phone_may_say_that_it_misses_something(gagarin: Person, vostok: str) -> None:
    async with Phone(gagarin, misses="all of it") as phone:
        await gagarin.say(vostok, "Поехали!")
        await phone.wait("message:new")
        phone.heard.clear()
