"""Engine.IO as its protocol document and the published suite want it, at both paths of the echo server."""

import asyncio
import json
import time
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from tests.engine.serving import browser, soon
from tests.engine.wire import TEXT, Wire, upgrade, wired

PING_SECONDS, PONG_SECONDS = 0.3, 0.2
UNKNOWN = '{"code":1,"message":"Session ID unknown"}'
WRONG_QUERIES = [
    "transport={name}",
    "EIO=abc&transport={name}",
    "EIO=3&transport={name}",
    "EIO=4",
    "EIO=4&transport=abc",
    "EIO=4&transport={name}&sid=unknown",
]


class Session:
    """One that polls, at one of the paths."""

    def __init__(self, http: httpx.AsyncClient, path: str, sid: str) -> None:
        self._http = http
        self._path = path
        self.query = f"EIO=4&transport=polling&sid={sid}"
        self.upgrading = f"EIO=4&transport=websocket&sid={sid}"

    async def get(self) -> httpx.Response:
        return await soon(self._http.get(f"{self._path}?{self.query}"))

    async def post(self, body: str) -> httpx.Response:
        return await soon(self._http.post(f"{self._path}?{self.query}", content=body))

    async def take(self) -> str:
        """What waits, heartbeats aside."""
        while (words := (await self.get()).text) == "2":
            await self.post("3")
        return words

    async def is_over(self) -> bool:
        return (await self.get()).json() == {"code": 1, "message": "Session ID unknown"}


@pytest.fixture(params=["/engine.io/", "/socket.io/"])
def path(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest_asyncio.fixture
async def http(echo) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(echo.url) as http:
        yield http


async def begin(http: httpx.AsyncClient, path: str) -> Session:
    opened = await http.get(f"{path}?EIO=4&transport=polling")
    return Session(http, path, json.loads(opened.text[1:])["sid"])


@pytest_asyncio.fixture
async def slowly(patient) -> AsyncIterator[httpx.AsyncClient]:
    """Of the same, with time for the answers."""
    async with browser(patient.url) as http:
        yield http


@pytest_asyncio.fixture
async def session(slowly, path) -> Session:
    return await begin(slowly, path)


@pytest_asyncio.fixture
async def bare(slowly) -> Session:
    """With nothing on top of it: every message comes back."""
    return await begin(slowly, "/engine.io/")


@pytest_asyncio.fixture
async def websocket(patient) -> AsyncIterator[Wire]:
    async with wired(patient) as wire:
        yield wire


async def open_websocket(wire: Wire, path: str) -> dict[str, object]:
    """The terms that the first packet tells."""
    assert (await upgrade(wire, path=path)).startswith("HTTP/1.1 101")
    opcode, packet = await wire.frame()
    assert (opcode, packet[:1]) == (TEXT, b"0")
    return json.loads(packet[1:])


# The handshake.


async def test_a_session_opens_over_polling_with_exactly_its_terms(http, path):
    answer = await http.get(f"{path}?EIO=4&transport=polling")
    assert (answer.status_code, answer.text[:1]) == (200, "0")
    terms = json.loads(answer.text[1:])
    assert isinstance(terms.pop("sid"), str)
    assert terms == {"upgrades": ["websocket"], "pingInterval": 300, "pingTimeout": 200, "maxPayload": 1000000}


async def test_a_session_opens_over_websocket_with_nothing_left_to_upgrade_to(wire, path):
    terms = await open_websocket(wire, path)
    assert isinstance(terms.pop("sid"), str)
    assert terms == {"upgrades": [], "pingInterval": 300, "pingTimeout": 200, "maxPayload": 1000000}


@pytest.mark.parametrize("query", WRONG_QUERIES)
async def test_a_missing_or_wrong_parameter_is_a_bad_request_over_either_transport(http, wire, path, query):
    assert (await http.get(f"{path}?{query.format(name='polling')}")).status_code == 400
    assert (await upgrade(wire, query.format(name="websocket"), path)).startswith("HTTP/1.1 400")
    await wire.gone()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_only_get_opens_a_session(http, path, method):
    answer = await http.request(method, f"{path}?EIO=4&transport=polling")
    assert (answer.status_code, answer.json()) == (400, {"code": 2, "message": "Bad handshake method"})


# The heartbeat.


async def test_pings_and_pongs_keep_a_polling_session(session):
    for _ in range(3):
        assert (await session.get()).text == "2"
        assert (await session.post("3")).text == "ok"


async def test_without_a_pong_a_polling_session_is_over(http, path):
    session, began = await begin(http, path), time.monotonic()
    assert (await session.get()).text == "2"
    # Whoever asks when the time for the pong is up already meets no session any more.
    assert (await session.get()).text in ("1", UNKNOWN)
    assert time.monotonic() - began >= PING_SECONDS + PONG_SECONDS - 0.05
    assert await session.is_over()


async def test_pings_and_pongs_keep_a_websocket(websocket, path):
    await open_websocket(websocket, path)
    for _ in range(3):
        assert await websocket.frame() == (TEXT, b"2")
        websocket.say("3")
    if path == "/engine.io/":
        websocket.say("4still here")
        assert await websocket.text() == "4still here"


async def test_without_a_pong_a_websocket_is_closed(wire, path):
    await open_websocket(wire, path)
    assert await wire.frame() == (TEXT, b"2")
    await wire.gone()


# Messages.


@pytest.mark.parametrize(
    "body", ["4hello", "4", "4test1\x1e4test2\x1e4test3", "4hello\x1ebAQIDBA==", "4\\x1e\x1e4é漢🚀"]
)
async def test_packets_of_a_payload_are_kept_apart_by_the_record_separator(bare, body):
    assert (await bare.post(body)).text == "ok"
    assert await bare.take() == body


async def test_a_poll_waits_until_there_is_something(bare):
    waiting = asyncio.create_task(bare.take())
    assert (await bare.post("4hello")).text == "ok"
    assert await waiting == "4hello"


@pytest.mark.parametrize("body", ["abc", "", "\x1e", "2", "5", "9", "b!!!!"])
async def test_a_payload_that_is_none_ends_the_session(bare, body):
    assert (await bare.post(body)).status_code == 400
    assert await bare.is_over()


async def test_two_polls_at_once_are_refused_and_end_the_session(session):
    both = [asyncio.create_task(session.get()) for _ in range(2)]
    answers = sorted([await each for each in both], key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [200, 400]
    assert answers[0].text == "1"
    assert await session.is_over()


async def test_a_poll_that_is_given_up_ends_the_session(patient, session, path):
    async with wired(patient) as wire:
        wire.send(f"GET {path}?{session.query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        await soon(wire.writer.drain())
    while not await session.is_over():
        pass


async def test_other_methods_are_refused_on_a_session_too(slowly, bare):
    assert (await slowly.put(f"/engine.io/?{bare.query}", content="4hello")).status_code == 400
    assert (await bare.post("4hello")).text == "ok"
    assert await bare.take() == "4hello"


# The end.


async def test_a_close_packet_ends_the_waiting_poll_with_a_noop_and_the_session(session):
    waiting = asyncio.create_task(session.get())
    assert (await session.post("1")).status_code == 200
    answer = await waiting
    assert answer.text == "6" or answer.status_code == 400  # when it came behind the close
    assert await session.is_over()


async def test_a_close_packet_closes_the_websocket(websocket, path):
    await open_websocket(websocket, path)
    websocket.say("1")
    await websocket.gone()


# The upgrade.


async def probe(wire: Wire, session: Session, path: str) -> None:
    assert (await upgrade(wire, session.upgrading, path)).startswith("HTTP/1.1 101")
    wire.say("2probe")
    assert await wire.frame() == (TEXT, b"3probe")


async def test_an_upgrade_ends_the_poll_with_a_noop_and_goes_on_over_the_websocket(websocket, bare):
    await probe(websocket, bare, "/engine.io/")
    assert await bare.take() == "6"
    websocket.say("5", "4hello")
    assert await websocket.text() == "4hello"


async def test_after_the_upgrade_polling_is_refused_and_the_websocket_lives(websocket, bare):
    await probe(websocket, bare, "/engine.io/")
    websocket.say("5", "4moved")
    assert await websocket.text() == "4moved"
    assert (await bare.get()).status_code == 400
    assert (await bare.post("4hello")).status_code == 400
    websocket.say("4hello")
    assert await websocket.text() == "4hello"


async def test_after_the_upgrade_another_websocket_is_closed_and_the_first_lives(patient, websocket, bare):
    await probe(websocket, bare, "/engine.io/")
    websocket.say("5", "4moved")
    assert await websocket.text() == "4moved"
    async with wired(patient) as second:
        await upgrade(second, bare.upgrading, "/engine.io/")
        await second.gone()
    websocket.say("4hello")
    assert await websocket.text() == "4hello"


@pytest.mark.parametrize("words", [["5"], ["2"], ["4hello"], ["2probe", "2probe"], ["2probe", "4hello"]])
async def test_an_upgrade_in_the_wrong_order_is_given_up_and_the_session_polls_on(websocket, bare, words):
    assert (await upgrade(websocket, bare.upgrading, "/engine.io/")).startswith("HTTP/1.1 101")
    websocket.say(*words)
    await websocket.gone()
    assert (await bare.post("4hello")).text == "ok"
    assert await bare.take() == "4hello"


async def test_what_was_said_before_the_upgrade_arrives_after_it(websocket, bare):
    await probe(websocket, bare, "/engine.io/")
    assert (await bare.post("4before")).text == "ok"
    websocket.say("5", "4after")
    assert [await websocket.text() for _ in range(2)] == ["4before", "4after"]
