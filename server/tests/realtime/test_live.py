"""Two people with their phones out."""

import asyncio
from time import time
from typing import Any
from uuid import uuid4

import pytest
import socketio

from kocmoc.realtime import store
from tests.cast import Person
from tests.phone import PATIENCE_SECONDS, Phone
from tests.stage import Running


async def test_a_message_reaches_everybody_in_the_chat_and_nobody_else(
    gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    async with Phone(gagarin) as his, Phone(gagarin) as his_other, Phone(tereshkova) as hers, Phone(stranger) as alien:
        sent = await gagarin.say(chat_id, "Поехали!")
        for phone in (his, his_other, hers):
            heard = await phone.wait("message:new")
            assert heard == {key: value for key, value in sent.items() if key != "my_reactions"}
        await stranger.chat_with(stranger)
        await alien.wait("chat:new")
        assert alien.of("message:new") == []


async def test_a_message_is_sent_and_acknowledged_over_the_socket(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    body = {"chat_id": chat_id, "client_id": str(uuid4()), "text": "Я — Кедр"}
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        answer = await his.ask("message:send", body)
        assert answer["ok"]
        assert answer["message"]["my_reactions"] == []
        again = await his.ask("message:send", body | {"text": "другое"})
        assert again == answer
        assert (await hers.wait("message:new"))["id"] == answer["message"]["id"]
        assert len(hers.of("message:new")) == 1
    history = (await tereshkova.get(f"/chats/{chat_id}/messages")).json()
    assert [message["text"] for message in history["messages"]] == ["Я — Кедр"]


async def test_messages_of_one_socket_keep_their_order(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        sends = [
            his.ask("message:send", {"chat_id": chat_id, "client_id": str(uuid4()), "text": f"{n}"}) for n in range(40)
        ]
        answers = await asyncio.gather(*sends)
        assert [answer["message"]["seq"] for answer in answers] == list(range(1, 41))
        await hers.wait("message:new", lambda message: message["seq"] == 40)
        assert [message["seq"] for message in hers.of("message:new")] == list(range(1, 41))


async def test_a_new_chat_appears_on_both_sides_and_its_messages_follow(gagarin: Person, tereshkova: Person) -> None:
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        chat_id = await gagarin.chat_with(tereshkova)
        await gagarin.say(chat_id, "Здравствуй, Чайка")
        assert (await his.wait("chat:new"))["peer"]["id"] == tereshkova.id
        assert (await hers.wait("chat:new"))["peer"]["id"] == gagarin.id
        assert (await hers.wait("message:new"))["chat_id"] == chat_id


async def test_typing_is_told_to_the_other_and_ends_with_the_message(
    gagarin: Person, tereshkova: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kocmoc.realtime.typists.QUIET_SECONDS", 3600.0)
    monkeypatch.setattr("kocmoc.realtime.typists.LASTS_SECONDS", 3600.0)
    chat_id = await gagarin.chat_with(tereshkova)
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        for _ in range(3):
            assert await his.ask("typing:start", {"chat_id": chat_id}) == {"ok": True}
        await gagarin.say(chat_id, "готово")
        assert await hers.wait("typing:stop") == {"chat_id": chat_id, "user_id": gagarin.id, "action": "text"}
        await hers.wait("message:new")
        assert hers.of("typing:start") == [{"chat_id": chat_id, "user_id": gagarin.id, "action": "text"}]
        assert his.of("typing:start") == his.of("typing:stop") == []


async def test_typing_ends_when_the_typist_leaves(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    async with Phone(tereshkova) as hers:
        async with Phone(gagarin) as his:
            await his.ask("typing:start", {"chat_id": chat_id, "action": "voice"})
            await hers.wait("typing:start", lambda typing: typing["action"] == "voice")
        await hers.wait("typing:stop")


async def test_a_stranger_cannot_type_read_or_send_in_a_chat(
    gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.say(chat_id, "секрет")
    async with Phone(stranger) as alien, Phone(tereshkova) as hers:
        for event, payload in (
            ("typing:start", {}),
            ("typing:stop", {}),
            ("chat:read", {"seq": 1}),
            ("message:send", {"client_id": str(uuid4()), "text": "привет"}),
        ):
            refusals = [await alien.ask(event, payload | {"chat_id": each}) for each in (chat_id, "999999999", "abc")]
            assert all(refusal == refusals[0] for refusal in refusals), event
            assert not refusals[0]["ok"]
            assert refusals[0]["error"]["code"] == "chat_not_found"
        answer = await alien.ask("sync", {"cursor": None, "chats": {chat_id: 0}})
        assert (answer["gone"], answer["messages"], answer["chats"]) == ([chat_id], [], [])
        assert hers.of("typing:start") == hers.of("message:new") == []


async def test_a_read_mark_is_seen_by_the_other_and_by_ones_own_devices(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for text in ("раз", "два", "три"):
        await gagarin.say(chat_id, text)
    async with Phone(gagarin) as his, Phone(tereshkova) as hers, Phone(tereshkova) as her_other:
        assert await hers.ask("chat:read", {"chat_id": chat_id, "seq": 2}) == {"ok": True}
        assert await his.wait("chat:read") == {"chat_id": chat_id, "user_id": tereshkova.id, "seq": 2}
        mine = {"chat_id": chat_id, "user_id": tereshkova.id, "seq": 2, "unread_count": 1, "unread_mentions_count": 0}
        assert await her_other.wait("chat:read") == mine
        assert await hers.ask("chat:read", {"chat_id": chat_id, "seq": 1}) == {"ok": True}
        await hers.ask("chat:read", {"chat_id": chat_id, "seq": 3})
        await his.wait("chat:read", lambda read: read["seq"] == 3)
        assert [read["seq"] for read in his.of("chat:read")] == [2, 3]


async def test_presence_is_told_to_the_other_half_of_a_direct_chat(
    gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    async with Phone(gagarin) as his, Phone(stranger) as alien:
        async with Phone(tereshkova):
            online = await his.wait("presence:update", lambda update: update["user_id"] == tereshkova.id)
            assert online == {"user_id": tereshkova.id, "online": True, "last_seen_at": None}
            assert (await gagarin.get(f"/chats/{chat_id}")).json()["peer"]["online"] is True
        assert alien.of("presence:update") == []


async def test_offline_comes_after_the_grace_and_a_quick_return_is_not_noticed(
    gagarin: Person, tereshkova: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kocmoc.realtime.presence.GRACE_SECONDS", 0.0)
    await gagarin.chat_with(tereshkova)
    async with Phone(gagarin) as his:
        async with Phone(tereshkova) as hers, Phone(tereshkova):
            await his.wait("presence:update", lambda update: update["online"])
            await hers.ask("sync", {})
        offline = await his.wait("presence:update", lambda update: not update["online"])
        assert offline["user_id"] == tereshkova.id
        assert offline["last_seen_at"].endswith("Z")
        seen = (await gagarin.get(f"/users/{tereshkova.id}")).json()
        assert (seen["online"], seen["last_seen_at"]) == (False, offline["last_seen_at"])
        assert len(his.of("presence:update")) == 2


async def test_two_who_have_just_met_learn_that_the_other_is_here(gagarin: Person, tereshkova: Person) -> None:
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        await gagarin.chat_with(tereshkova)
        assert (await hers.wait("chat:new"))["peer"]["online"] is False
        assert (await hers.wait("presence:update"))["user_id"] == gagarin.id
        assert (await his.wait("presence:update"))["user_id"] == tereshkova.id


async def test_who_hides_is_gone_at_once_and_seen_again_when_they_wish(gagarin: Person, tereshkova: Person) -> None:
    await gagarin.chat_with(tereshkova)
    async with Phone(gagarin) as his, Phone(tereshkova):
        await his.wait("presence:update", lambda update: update["online"])
        await tereshkova.patch("/users/me/settings", last_seen="nobody")
        hidden = await his.wait("presence:update", lambda update: not update["online"])
        assert hidden == {"user_id": tereshkova.id, "online": False, "last_seen_at": None}
        his.heard.clear()
        await tereshkova.patch("/users/me/settings", last_seen="everyone")
        await his.wait("presence:update", lambda update: update["online"])


async def test_a_new_name_is_told_to_those_who_know_me(gagarin: Person, tereshkova: Person) -> None:
    await gagarin.chat_with(tereshkova)
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        await tereshkova.patch("/users/me", display_name="Чайка")
        for phone in (his, hers):
            user = await phone.wait("user:update")
            assert (user["id"], user["display_name"]) == (tereshkova.id, "Чайка")
            assert (user["online"], user["last_seen_at"]) == (False, None)
            assert "email" not in user


async def test_a_socket_ends_a_minute_after_its_token_was_not_renewed(
    gagarin: Person, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Phone(gagarin) as his:
        monkeypatch.setattr("kocmoc.realtime.live.time", lambda: time() + 900 + 30)
        await server.house.live.expire()
        assert (await his.ask("sync", {}))["ok"]
        monkeypatch.setattr("kocmoc.realtime.live.time", lambda: time() + 900 + 61)
        await server.house.live.expire()
        await his.wait("session:expired")
        await asyncio.wait_for(his.disconnected.wait(), PATIENCE_SECONDS)


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c"])
async def test_without_a_living_token_nobody_comes_in(gagarin: Person, token: str) -> None:
    phone = Phone(gagarin, token=token)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await phone.__aenter__()
    assert phone.refusal == {"message": "unauthorized", "data": {"code": "unauthorized"}}


async def test_the_end_of_a_session_is_the_end_of_its_sockets_and_of_no_others(gagarin: Person) -> None:
    other = await gagarin.sign_in()
    async with Phone(gagarin) as his, Phone(other) as his_other:
        assert (await gagarin.post("/auth/logout")).status_code == 204
        await his.wait("session:expired")
        await asyncio.wait_for(his.disconnected.wait(), PATIENCE_SECONDS)
        assert (await his_other.ask("sync", {}))["ok"]
    with pytest.raises(socketio.exceptions.ConnectionError):
        await Phone(gagarin).__aenter__()
    await other.leave()


# The same in every worker: parallel workers must agree on the names of tests.
_ID = "0b5c7f0e-8f5c-4a55-9d3c-61d2b7a3c101"


@pytest.mark.parametrize(
    ("event", "arguments", "code"),
    [
        ("nonsense", ({},), "unknown_event"),
        ("connect", ({},), "unknown_event"),
        ("error", ({},), "unknown_event"),
        ("message:new", ({},), "unknown_event"),
        ("message:send", ("text",), "validation_failed"),
        ("message:send", ({}, {}), "validation_failed"),
        ("message:send", (), "validation_failed"),
        ("message:send", ({"chat_id": 5},), "validation_failed"),
        ("message:send", ({"chat_id": "1", "client_id": "x", "text": "y"},), "validation_failed"),
        (
            "message:send",
            ({"chat_id": "1", "client_id": _ID, "text": "y", "role": "owner"},),
            "validation_failed",
        ),
        ("message:send", ({"chat_id": "1", "client_id": _ID, "text": "\x00"},), "validation_failed"),
        ("message:send", ({"chat_id": "1", "client_id": _ID, "text": " "},), "empty_message"),
        ("message:send", ({"chat_id": "1", "client_id": _ID, "text": "я" * 4097},), "validation_failed"),
        ("typing:start", ({"chat_id": "1", "action": "dance"},), "validation_failed"),
        ("chat:read", ({"chat_id": "1", "seq": "1"},), "validation_failed"),
        ("chat:read", ({"chat_id": "1", "seq": -1},), "validation_failed"),
        ("sync", ({"cursor": "?"},), "validation_failed"),
        ("sync", ({"chats": {"1": "x"}},), "validation_failed"),
        ("auth:refresh", ({"token": "x"},), "unauthorized"),
    ],
)
async def test_what_cannot_be_done_is_answered_and_the_socket_lives_on(
    gagarin: Person, event: str, arguments: tuple[object, ...], code: str
) -> None:
    async with Phone(gagarin) as his:
        answer = await his.ask(event, *arguments)
        assert (answer["ok"], answer["error"]["code"]) == (False, code)
        assert answer["error"]["detail"]
        assert (await his.ask("sync", {}))["ok"]


async def test_a_socket_takes_a_fresh_token_of_its_own_session_only(gagarin: Person) -> None:
    other = await gagarin.sign_in()
    async with Phone(gagarin) as his:
        assert (await his.ask("auth:refresh", {"token": gagarin.token})) == {"ok": True}
        refused = await his.ask("auth:refresh", {"token": other.token})
        assert refused["error"]["code"] == "unauthorized"
    await other.leave()


async def test_half_an_emoji_is_refused_wherever_it_stands(gagarin: Person) -> None:
    """JavaScript cuts one in two without noticing, and then it can be neither stored nor sent back."""
    chat_id = await gagarin.chat_with(gagarin)
    async with Phone(gagarin) as phone:
        for event, body in (
            ("message:send", {"chat_id": chat_id, "client_id": str(uuid4()), "text": "🚀 \ud83d"}),
            ("sync", {"chats": {"\ud83d": 0}}),
            ("sync", {"cursor": "\ud83d"}),
            ("chat:read", {"chat_id": "\ud83d", "seq": 1}),
            ("auth:refresh", {"token": "\ud83d"}),
        ):
            error = (await phone.ask(event, body))["error"]
            assert (error["code"], error["detail"]) == ("validation_failed", "Lone surrogates are not allowed"), event
    assert (await gagarin.get(f"/chats/{chat_id}/messages")).json()["messages"] == []


async def test_who_is_signed_out_while_coming_in_leaves_nothing_behind(
    gagarin: Person, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up = store.list_memberships

    async def slowly(*asked: Any) -> list[int]:
        await gagarin.post("/auth/logout")
        return await look_up(*asked)

    monkeypatch.setattr(store, "list_memberships", slowly)
    phone = Phone(gagarin)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await phone.__aenter__()
    assert phone.refusal["data"] == {"code": "session_ended"}
    assert int(gagarin.id) not in server.house.live.rooms._seats
