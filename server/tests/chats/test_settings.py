"""A chat as one of its members wants it, and as nobody else hears of."""

from collections.abc import Awaitable, Callable

import pytest

from tests.cast import Person
from tests.chats.folding import follows, see
from tests.phone import Phone

Meet = Callable[[str], Awaitable[Person]]

WISHES = {
    "pinned": True,
    "muted_until": "9999-01-01T00:00:00.000Z",
    "draft": "Дорогой Сергей Павлович,",
    "marked_unread": True,
}
NONE = {"pinned": False, "muted_until": None, "draft": None, "marked_unread": False}


async def test_what_i_wish_is_kept_and_told_to_my_other_devices_alone(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    before, hers_before = await see(gagarin, chat_id), await see(tereshkova, chat_id)
    assert {name: before[name] for name in NONE} == NONE
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        answer = await gagarin.patch(f"/chats/{chat_id}/settings", **WISHES)
        assert answer.status_code == 200
        assert answer.json() == before | WISHES | {"peer": answer.json()["peer"]}
        assert await his.wait("chat:update") == {"chat_id": chat_id} | WISHES
        await follows(his, chat_id, before, *WISHES)
        await gagarin.say(chat_id, "а это для двоих")
        await hers.wait("message:new")
        assert hers.of("chat:update") == []
    hers_after = await see(tereshkova, chat_id)
    assert {name: hers_after[name] for name in NONE} == {name: hers_before[name] for name in NONE}


async def test_what_is_absent_stays_and_null_clears(gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    await gagarin.patch(f"/chats/{chat_id}/settings", **WISHES)
    expected = dict(WISHES)
    for name, nothing in NONE.items():
        answer = await gagarin.patch(f"/chats/{chat_id}/settings", **{name: None})
        expected[name] = nothing
        assert {wish: answer.json()[wish] for wish in WISHES} == expected, name


async def test_what_is_wished_twice_is_told_once(gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    async with Phone(gagarin) as his:
        for _ in range(2):
            await gagarin.patch(f"/chats/{chat_id}/settings", draft=" черновик\r\n")
        await gagarin.patch(f"/chats/{chat_id}/settings", pinned=True)
        await his.wait("chat:update", lambda update: "pinned" in update)
        assert his.of("chat:update") == [
            {"chat_id": chat_id, "draft": "черновик"},
            {"chat_id": chat_id, "pinned": True},
        ]
    assert (await gagarin.patch(f"/chats/{chat_id}/settings", draft="  ")).json()["draft"] is None


async def test_pinned_chats_come_first_and_pages_know_it(gagarin: Person, meet: Meet) -> None:
    chats = [await gagarin.chat_with(await meet(f"friend{n}")) for n in range(6)]
    for pinned in (chats[1], chats[4], chats[2]):
        await gagarin.patch(f"/chats/{pinned}/settings", pinned=True)
    await gagarin.say(chats[0], "привет")
    await gagarin.say(chats[2], "привет")
    seen, cursor = [], None
    while True:
        page = (await gagarin.get("/chats", limit=2, **({"cursor": cursor} if cursor else {}))).json()
        seen += [chat["id"] for chat in page["chats"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [chats[2], chats[4], chats[1], chats[0], chats[5], chats[3]]


async def test_reading_takes_the_mark_of_unread_away(gagarin: Person, tereshkova: Person) -> None:
    """Even where there is nothing new to read."""
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.patch(f"/chats/{chat_id}/settings", marked_unread=True)
    before = await see(gagarin, chat_id)
    async with Phone(gagarin) as his:
        assert (await gagarin.post(f"/chats/{chat_id}/read", seq=0)).status_code == 204
        await his.wait("chat:update")
        await follows(his, chat_id, before, "marked_unread", "last_read_seq")
        assert his.of("chat:read") == []
    assert (await see(gagarin, chat_id))["marked_unread"] is False


async def test_wishes_are_brought_by_sync(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    cursor = (await gagarin.post("/sync")).json()["cursor"]
    await gagarin.patch(f"/chats/{chat_id}/settings", draft="не дописал")
    brought = (await gagarin.post("/sync", cursor=cursor)).json()["chats"]
    assert [(chat["id"], chat["draft"]) for chat in brought] == [(chat_id, "не дописал")]


@pytest.mark.parametrize(
    "wish",
    [
        {"pinned": "yes"},
        {"pinned": 1},
        {"draft": "я" * 4097},
        {"draft": "\x00"},
        {"muted_until": "вечно"},
        {"muted_until": "2026-11-24T06:00:00"},
        {"muted_until": "0001-01-01T00:00:00+14:00"},
        {"muted_until": 5},
        {"marked_unread": None, "role": "owner"},
    ],
)
async def test_what_cannot_be_wished_is_refused(gagarin: Person, wish: dict[str, object]) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    answer = await gagarin.patch(f"/chats/{chat_id}/settings", **wish)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert {name: (await see(gagarin, chat_id))[name] for name in NONE} == NONE


async def test_a_stranger_arranges_nothing(gagarin: Person, tereshkova: Person, stranger: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for each in (chat_id, "987654321", "abc"):
        for answer in (
            await stranger.patch(f"/chats/{each}/settings", pinned=True),
            await stranger.post(f"/chats/{each}/clear"),
            await stranger.delete(f"/chats/{each}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "chat_not_found")
