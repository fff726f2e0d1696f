"""Every event of the socket, said by everybody; and nobody connects who is nobody."""

from collections.abc import Callable
from typing import Any

import pytest
import socketio

from tests.cast import Person
from tests.matrix.conftest import Stage
from tests.matrix.scene import WHO, Scene, fresh
from tests.phone import Phone
from tests.stage import Running

Say = Callable[[Scene], Any]

CONNECTED = WHO[2:]
NOT_THERE = "chat_not_found"


def _heard(expected: str) -> dict[str, str]:
    return dict(zip(CONNECTED, expected.replace("404", NOT_THERE).replace("403", "forbidden").split(), strict=True))


def _send(chat: str) -> Say:
    return lambda scene: {"chat_id": getattr(scene, chat), "client_id": fresh(), "text": "Есть!"}


def _type(chat: str) -> Say:
    return lambda scene: {"chat_id": getattr(scene, chat)}


EVENTS: list[tuple[str, Say, str]] = [
    #                                              out form kick memb admn ownr root
    ("message:send", _send("group"), "             404 404 404 ok  ok  ok  404"),
    ("message:send", _send("channel"), "           404 404 404 403 ok  ok  404"),
    ("message:send", _send("direct"), "            404 404 404 ok  404 ok  404"),
    ("typing:start", _type("group"), "             404 404 404 ok  ok  ok  404"),
    ("typing:start", _type("channel"), "           404 404 404 403 ok  ok  404"),
    ("typing:stop", _type("group"), "              404 404 404 ok  ok  ok  404"),
    ("typing:stop", _type("channel"), "            404 404 404 403 ok  ok  404"),
    ("chat:read", lambda scene: {"chat_id": scene.group, "seq": 1}, "404 404 404 ok ok ok 404"),
    ("sync", lambda _: {}, "                       ok  ok  ok  ok  ok  ok  ok"),
    (
        "auth:refresh",
        lambda _: {"token": "x"},
        "   unauthorized unauthorized unauthorized unauthorized unauthorized unauthorized unauthorized",
    ),
]


def test_every_event_has_a_row(server: Running) -> None:
    assert set(server.house.engine.handlers) == {name for name, _, _ in EVENTS}


@pytest.mark.parametrize(("event", "say", "expected"), EVENTS)
async def test_everybody_is_acknowledged_as_they_may_be(event: str, say: Say, expected: str, stage: Stage) -> None:
    scene = await stage.scene()
    heard = {}
    for who in CONNECTED:
        async with Phone(scene.who(who)) as phone:
            answer = await phone.ask(event, say(scene))
            heard[who] = "ok" if answer["ok"] else answer["error"]["code"]
    assert heard == _heard(expected)


@pytest.mark.parametrize("who", ["anonymous", "disabled"])
async def test_who_may_not_come_in_is_told_so(who: str, stage: Stage) -> None:
    person: Person = (await stage.scene()).who("disabled")
    phone = Phone(person, token="" if who == "anonymous" else person.token)
    with pytest.raises(socketio.exceptions.ConnectionError):
        async with phone:
            pass
    assert phone.refusal["message"] == "unauthorized"
