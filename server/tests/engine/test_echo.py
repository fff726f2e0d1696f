"""The echo server: Socket.IO as its protocol document and the published suite want it, frame by frame."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.engine.serving import browser, soon
from tests.engine.wire import BINARY, TEXT, Wire, masked, upgrade, wired

TWO = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}'


@pytest_asyncio.fixture
async def wire(patient) -> AsyncIterator[Wire]:
    async with wired(patient) as wire:
        yield wire


async def start(wire: Wire, path: str = "/socket.io/") -> None:
    assert (await upgrade(wire, path=path)).startswith("HTTP/1.1 101")
    assert (await wire.text()).startswith('0{"sid":')


async def greet(wire: Wire, words: str = "40", namespace: str = "", auth: str = "{}") -> None:
    wire.say(words)
    assert (await wire.text()).startswith(f'40{namespace}{{"sid":')
    assert await wire.text() == f'42{namespace}["auth",{auth}]'


async def test_elsewhere_there_is_nothing(echo):
    async with browser(echo.url) as http:
        assert (await http.get("/?EIO=4&transport=polling")).status_code == 404


async def test_engine_io_alone_sends_text_and_bytes_back(wire):
    await start(wire, "/engine.io/")
    wire.say("4hello")
    wire.send(masked(b"\x01\x02\x03\x04", BINARY))
    assert await wire.frame() == (TEXT, b"4hello")
    assert await wire.frame() == (BINARY, b"\x01\x02\x03\x04")
    wire.say("abc")
    await wire.gone()


async def test_engine_io_alone_waits_for_no_connect_but_for_pongs(wire, echo):
    await start(wire, "/engine.io/")
    for _ in range(5):
        assert await wire.frame() == (TEXT, b"2")
        wire.say("3")
    async with wired(echo) as silent:
        await start(silent, "/engine.io/")
        assert await silent.frame() == (TEXT, b"2")
        await silent.gone()


@pytest.mark.parametrize(
    ("words", "namespace", "auth"),
    [
        ("40", "", "{}"),
        ('40{"token":"123"}', "", '{"token":"123"}'),
        ("40/custom,", "/custom,", "{}"),
        ('40/custom,{"token":"abc"}', "/custom,", '{"token":"abc"}'),
    ],
)
async def test_both_namespaces_greet_with_the_auth_payload(wire, words, namespace, auth):
    await start(wire)
    await greet(wire, words, namespace, auth)


async def test_a_third_namespace_is_invalid(wire):
    await start(wire)
    wire.say("40/random")
    assert await wire.text() == '44/random,{"message":"Invalid namespace"}'


async def test_leaving_one_namespace_leaves_the_other(wire):
    await start(wire)
    await greet(wire)
    await greet(wire, "40/custom", "/custom,")
    wire.say("41/custom", '42["message","to the main namespace"]')
    assert await wire.text() == '42["message-back","to the main namespace"]'


async def test_messages_come_back_and_acks_carry_the_arguments(wire):
    await start(wire)
    await greet(wire)
    wire.say('42["message",1,"2",{"3":[true]}]', '42456["message-with-ack",1,"2",{"3":[false]}]')
    assert await wire.text() == '42["message-back",1,"2",{"3":[true]}]'
    assert await wire.text() == '43456[1,"2",{"3":[false]}]'


@pytest.mark.parametrize(
    ("asked", "answered"),
    [(f'452-["message",{TWO}]', f'452-["message-back",{TWO}]'), (f'452-7["message-with-ack",{TWO}]', f"462-7[{TWO}]")],
)
async def test_binary_attachments_come_back(wire, asked, answered):
    await start(wire)
    await greet(wire)
    wire.say(asked)
    wire.send(masked(b"\x01\x02\x03", BINARY) + masked(b"\x04\x05\x06", BINARY))
    assert await wire.text() == answered
    assert await wire.frame() == (BINARY, b"\x01\x02\x03")
    assert await wire.frame() == (BINARY, b"\x04\x05\x06")


async def test_events_and_acks_name_their_namespace_and_may_be_empty(wire):
    await start(wire)
    await greet(wire, "40/custom,", "/custom,")
    wire.say(
        '42/custom,["message","bar"]', '42/custom,13["message-with-ack","bar"]', '42/custom,12["message-with-ack"]'
    )
    assert await wire.text() == '42/custom,["message-back","bar"]'
    assert await wire.text() == '43/custom,13["bar"]'
    assert await wire.text() == "43/custom,12[]"


async def test_leaving_the_main_namespace_is_not_answered_and_keeps_the_connection(wire):
    await start(wire)
    await greet(wire)
    wire.say("41")
    assert await wire.frame() == (TEXT, b"2")
    wire.say("3")
    await greet(wire)


@pytest.mark.parametrize("words", ['42["message"]', "41", '43["message"]', '42/custom,["message"]'])
async def test_who_does_not_connect_first_is_closed(wire, words):
    await start(wire)
    wire.say(words)
    await wire.gone()


async def test_a_whole_conversation_over_polling(patient):
    async with browser(f"{patient.url}/socket.io/") as http:
        query = (
            f"?EIO=4&transport=polling&sid={json.loads((await http.get('?EIO=4&transport=polling')).text[1:])['sid']}"
        )
        heard: list[str] = []

        async def hear() -> str:
            while not heard:
                heard.extend(each for each in (await http.get(query)).text.split("\x1e") if each != "2")
            return heard.pop(0)

        assert (await http.post(query, content='40{"token":"123"}')).text == "ok"
        assert (await hear()).startswith('40{"sid":')
        assert await hear() == '42["auth",{"token":"123"}]'
        assert (await http.post(query, content='42["message",1]\x1e427["message-with-ack",2]')).text == "ok"
        assert [await hear() for _ in range(2)] == ['42["message-back",1]', "437[2]"]
        assert (await http.post(query, content=f'452-["message",{TWO}]\x1ebAQ==\x1ebAg==')).text == "ok"
        assert [await hear() for _ in range(3)] == [f'452-["message-back",{TWO}]', "bAQ==", "bAg=="]
        assert (await http.post(query, content='42["message",3]\x1e41')).text == "ok"
        assert await hear() == '42["message-back",3]'


@pytest.mark.parametrize(
    "nonsense",
    [
        "4abc",
        "42{}",
        "42[]",
        "42",
        '42["message"]x',
        "43[]",
        "40",
        "44{}",
        "47",
        '42abc["message-with-ack",1]',
        '451-["message"]4',
        "45",
    ],
)
async def test_nonsense_closes_the_connection(wire, nonsense):
    await start(wire)
    await greet(wire)
    wire.say(nonsense, "40")
    await wire.gone()


async def test_unannounced_attachments_close_the_connection(wire):
    await start(wire)
    await greet(wire)
    wire.send(masked(b"\x01", BINARY))
    await wire.gone()


async def test_who_does_not_connect_is_closed(wire):
    await start(wire)
    while (await soon(wire.frame())) == (TEXT, b"2"):
        wire.say("3")
    await wire.gone()
