"""The echo server as a process of its own: what the published protocol suites ask of it."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.engine.serving import browser, soon
from tests.engine.wire import BINARY, TEXT, Wire, masked, upgrade, wired

TWO = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}'


class Echo:
    def __init__(self, url: str) -> None:
        self.url = url
        self.port = int(url.rpartition(":")[2])


@pytest_asyncio.fixture(scope="module")
async def echo() -> AsyncIterator[Echo]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "kocmoc.realtime.echo", "--port", "0", stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(20):
        while not (found := re.search(rb"http://\S+:\d+", await process.stderr.readline())):
            pass
    yield Echo(found[0].decode())
    process.terminate()
    await process.communicate()


@pytest_asyncio.fixture
async def wire(echo: Echo) -> AsyncIterator[Wire]:
    async with wired(echo) as wire:
        yield wire


async def start(wire: Wire, path: str = "/socket.io/") -> None:
    assert (await upgrade(wire, path=path)).startswith("HTTP/1.1 101")
    assert (await wire.text()).startswith('0{"sid":')


async def greet(wire: Wire, words: str = "40", namespace: str = "", auth: str = "{}") -> None:
    wire.say(words)
    assert (await wire.text()).startswith(f'40{namespace}{{"sid":')
    assert await wire.text() == f'42{namespace}["auth",{auth}]'


@pytest.mark.parametrize("path", ["/socket.io/", "/engine.io/"])
async def test_both_paths_open_with_the_figures_of_the_suites(echo, path):
    async with browser(echo.url) as http:
        terms = json.loads((await http.get(f"{path}?EIO=4&transport=polling")).text[1:])
    assert terms.pop("sid")
    assert terms == {"upgrades": ["websocket"], "pingInterval": 300, "pingTimeout": 200, "maxPayload": 1000000}


async def test_elsewhere_there_is_nothing(echo):
    async with browser(echo.url) as http:
        assert (await http.get("/?EIO=4&transport=polling")).status_code == 404


@pytest.mark.parametrize("body", ["4hello", "4test1\x1e4test2\x1e4test3", "4hello\x1ebAQIDBA=="])
async def test_engine_io_alone_sends_polled_messages_back(echo, body):
    async with browser(f"{echo.url}/engine.io/") as http:
        sid = json.loads((await http.get("?EIO=4&transport=polling")).text[1:])["sid"]
        assert (await http.post(f"?EIO=4&transport=polling&sid={sid}", content=body)).text == "ok"
        assert (await http.get(f"?EIO=4&transport=polling&sid={sid}")).text == body


async def test_engine_io_alone_sends_text_and_bytes_back(wire):
    await start(wire, "/engine.io/")
    wire.say("4hello")
    wire.send(masked(b"\x01\x02\x03\x04", BINARY))
    assert await wire.frame() == (TEXT, b"4hello")
    assert await wire.frame() == (BINARY, b"\x01\x02\x03\x04")
    wire.say("abc")
    await wire.gone()


async def test_engine_io_alone_waits_for_no_connect_but_for_pongs(wire):
    await start(wire, "/engine.io/")
    for _ in range(5):
        assert await wire.frame() == (TEXT, b"2")
        wire.say("3")
    await wire.gone()


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


@pytest.mark.parametrize("nonsense", ["4abc", "42{}", '42abc["message-with-ack",1]', '451-["message"]4', "45"])
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
