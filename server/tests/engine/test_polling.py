"""HTTP long-polling, request by request."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
import pytest

from kocmoc.realtime.engine import Options, Server, Socket
from tests.engine.phone import calling
from tests.engine.serving import Place, browser, departures, serving, soon, until
from tests.engine.wire import Wire, opened, upgrade, wired

OPEN = "/socket.io/?EIO=4&transport=polling"


class Poller:
    """A polling client that decides itself when to ask."""

    def __init__(self, http: httpx.AsyncClient, sid: str) -> None:
        self.http = http
        self.sid = sid
        self.path = f"{OPEN}&sid={sid}"

    async def get(self) -> httpx.Response:
        return await self.http.get(self.path)

    async def take(self) -> list[str]:
        """The packets that wait, heartbeats aside."""
        response = await self.get()
        assert response.status_code == 200, response.text
        return [packet for packet in response.text.split("\x1e") if packet != "2"]

    async def post(self, *packets: str) -> httpx.Response:
        return await self.http.post(self.path, content="\x1e".join(packets))


@asynccontextmanager
async def polling(place: Place) -> AsyncIterator[Poller]:
    async with browser(place.url) as http:
        response = await http.get(OPEN)
        assert response.status_code == 200
        yield Poller(http, json.loads(response.text[1:])["sid"])


@asynccontextmanager
async def connected(place: Place) -> AsyncIterator[Poller]:
    async with polling(place) as poller:
        assert (await poller.post("40")).text == "ok"
        assert (await poller.take())[0].startswith('40{"sid":')
        yield poller


def is_polled(server: Server) -> bool:
    return any(session.carrier.ready for session in server.sessions.values())


def trying(place: Place, poller: Poller) -> AbstractAsyncContextManager[Wire]:
    """A WebSocket for a session that polls."""
    return opened(place, f"EIO=4&transport=websocket&sid={poller.sid}")


async def echo(socket: Socket, *arguments: object) -> object:
    socket.emit("echoed", *arguments)
    return arguments


def echoing(**options: object) -> Server:
    server = Server(Options(**options))
    server.handlers["echo"] = echo
    return server


async def test_a_session_opens_with_its_terms():
    async with serving(Server()) as place, browser(place.url) as http:
        response = await http.get(OPEN)
        assert response.headers["content-type"] == "text/plain; charset=UTF-8"
        assert response.headers["cache-control"] == "no-store"
        terms = json.loads(response.text.removeprefix("0"))
        assert terms.pop("sid")
        assert terms == {"upgrades": ["websocket"], "pingInterval": 25000, "pingTimeout": 20000, "maxPayload": 65536}


@pytest.mark.parametrize(
    ("method", "query", "body"),
    [
        ("GET", "EIO=4", {"code": 0, "message": "Transport unknown"}),
        ("GET", "EIO=4&transport=pigeon", {"code": 0, "message": "Transport unknown"}),
        ("GET", "EIO=4&transport=websocket", {"code": 0, "message": "Transport unknown"}),
        ("GET", "transport=polling", {"code": 5, "message": "Unsupported protocol version"}),
        ("GET", "EIO=3&transport=polling", {"code": 5, "message": "Unsupported protocol version"}),
        ("GET", "EIO=4&transport=polling&sid=nobody", {"code": 1, "message": "Session ID unknown"}),
        ("POST", "EIO=4&transport=polling&sid=nobody", {"code": 1, "message": "Session ID unknown"}),
        ("POST", "EIO=4&transport=polling", {"code": 2, "message": "Bad handshake method"}),
        ("PUT", "EIO=4&transport=polling", {"code": 2, "message": "Bad handshake method"}),
        ("GET", "&".join(f"q{n}=1" for n in range(99)), {"code": 3, "message": "Bad request"}),
    ],
)
async def test_a_wrong_request_gets_its_documented_answer(method, query, body):
    async with serving(Server()) as place, browser(place.url) as http:
        response = await http.request(method, f"/socket.io/?{query}")
        assert (response.status_code, response.json()) == (400, body)
        assert response.headers["content-type"] == "application/json"


async def test_another_method_on_a_session_is_refused_and_the_session_lives_on():
    async with serving(echoing()) as place, connected(place) as poller:
        assert (await poller.http.put(poller.path)).status_code == 400
        await poller.post('421["echo",1]')
        assert await poller.take() == ['42["echoed",1]', "431[1]"]


async def test_several_packets_travel_together_both_ways():
    async with serving(echoing()) as place, connected(place) as poller:
        await poller.post('421["echo",1]', '42["echo",2]', '423["echo",3]')
        heard: list[str] = []
        while len(heard) < 5:
            heard += await poller.take()
        assert heard == ['42["echoed",1]', "431[1]", '42["echoed",2]', '42["echoed",3]', "433[3]"]


async def test_a_waiting_poll_is_answered_when_there_is_something():
    async with serving(echoing()) as place, connected(place) as poller:
        waiting = asyncio.create_task(poller.take())
        await poller.post('421["echo",1]')
        assert await soon(waiting) == ['42["echoed",1]', "431[1]"]


async def test_two_polls_at_once_close_the_session():
    server = echoing()
    async with serving(server) as place, connected(place) as poller:
        first = asyncio.create_task(poller.get())
        await until(lambda: is_polled(server))
        assert (await poller.get()).status_code == 400
        assert (await soon(first)).text == "1"
        assert (await poller.get()).json()["code"] == 1


async def dripping(begun: asyncio.Event) -> AsyncIterator[bytes]:
    yield b"42"
    begun.set()
    await asyncio.Event().wait()


async def test_two_posts_at_once_close_the_session():
    server, begun = echoing(), asyncio.Event()
    async with serving(server) as place, connected(place) as poller:
        first = asyncio.create_task(poller.http.post(poller.path, content=dripping(begun)))
        await soon(begun.wait())
        await until(lambda: any(session.carrier.posting for session in server.sessions.values()))
        assert (await poller.post('42["echo"]')).status_code == 400
        assert not server.sessions
        first.cancel()


async def test_a_body_that_drips_is_not_waited_for():
    server = echoing(ping_interval=2, ping_timeout=0.05)
    async with serving(server) as place, connected(place) as poller, wired(place) as wire:
        wire.send(f"POST {poller.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n42".encode())
        assert (await soon(wire.reader.readline())).startswith(b"HTTP/1.1 400")


async def test_a_body_over_the_limit_is_refused_and_the_session_lives_on():
    async with serving(echoing(max_payload=100)) as place, connected(place) as poller:
        assert (await poller.post("4" + "x" * 100)).status_code == 413
        assert (await poller.post('42["echo",1]')).status_code == 200


@pytest.mark.parametrize(
    "body", [b"", b"abc", b"4abc", b"\x1e", b"4\xff", b"2", b"2probe", b"5", b"bAQI=", b"b!", b"451-[1]"]
)
async def test_a_malformed_body_is_told_at_the_next_poll_and_is_the_end(body):
    async with serving(echoing()) as place, connected(place) as poller:
        assert (await poller.http.post(poller.path, content=body)).status_code == 400
        (complaint,) = await poller.take()
        assert complaint.startswith('42["bad_packet",{"detail":')
        assert await poller.take() == ["1"]
        assert (await poller.get()).json()["code"] == 1


async def test_a_stranger_who_breaks_the_protocol_is_told_nothing():
    server = echoing()
    async with serving(server) as place, polling(place) as poller:
        await poller.post('42["echo"]')
        await until(lambda: not server.sessions)
        assert (await poller.get()).status_code == 400


async def test_thousands_of_packets_in_one_body_are_a_flood_after_fifty():
    handled: list[int] = []

    async def count(_: Socket, number: int) -> None:
        handled.append(number)

    server = Server()
    server.handlers["count"] = count
    async with serving(server) as place, connected(place) as poller:
        assert (await poller.post(*(f'42["count",{n}]' for n in range(3000)))).status_code == 400
        assert await poller.take() == ['42["flood",{"retry_after":1}]']
        assert await poller.take() == ["1"]
        assert len(handled) <= 50


async def test_a_body_waits_until_there_is_room_for_more():
    gate = asyncio.Event()

    async def wait(_: Socket, *arguments: object) -> None:
        await gate.wait()

    server = Server(Options(max_buffer=50_000))
    server.handlers["wait"] = wait
    async with serving(server) as place, connected(place) as poller:
        (session,) = server.sessions.values()
        await poller.post(f'42["wait","{"x" * 40_000}"]')
        await poller.post(f'42["wait","{"x" * 40_000}"]')
        posting = asyncio.create_task(poller.post(f'42["wait","{"x" * 40_000}"]'))
        await until(lambda: session.speaker.full)
        assert not posting.done()
        gate.set()
        assert (await soon(posting)).status_code == 200


async def test_leaving_by_a_close_packet_ends_the_waiting_poll_quietly():
    server = echoing()
    left = departures(server)
    async with serving(server) as place, connected(place) as poller:
        waiting = asyncio.create_task(poller.get())
        await until(lambda: is_polled(server))
        assert (await poller.post("1")).text == "ok"
        assert (await soon(waiting)).text == "6"
        assert (await poller.get()).status_code == 400
        assert left == ["client close"]


async def test_a_poll_given_up_ends_the_session():
    server = echoing()
    left = departures(server)
    async with serving(server) as place, connected(place) as poller:
        waiting = asyncio.create_task(poller.get())
        await until(lambda: is_polled(server))
        waiting.cancel()
        await until(lambda: left)
        assert left == ["transport close"]


async def test_pings_come_with_the_poll_and_pongs_keep_the_session():
    async with serving(echoing(ping_interval=0.05, ping_timeout=2)) as place, polling(place) as poller:
        for _ in range(3):
            assert (await poller.get()).text == "2"
            assert (await poller.post("3")).status_code == 200


async def test_without_a_pong_the_session_is_over_exactly_in_time():
    server = echoing(ping_interval=0.5, ping_timeout=0.5)
    async with serving(server) as place, polling(place) as poller:
        (session,) = server.sessions.values()
        await until(session.pulse.expired)
        assert (await poller.get()).json() == {"code": 1, "message": "Session ID unknown"}


async def test_a_poll_that_waits_when_the_pong_is_overdue_hears_the_end():
    async with serving(echoing(ping_interval=0.05, ping_timeout=2)) as place, polling(place) as poller:
        assert [(await poller.get()).text for _ in range(2)] == ["2", "1"]


async def test_unasked_pongs_keep_nobody_alive():
    server = echoing(max_packets_per_second=1000)
    async with serving(server) as place, polling(place) as poller:
        (session,) = server.sessions.values()
        deadline = session.pulse._deadline
        assert (await poller.post("3", "3")).status_code == 200
        assert session.pulse._deadline == deadline


async def test_a_goodbye_nobody_fetches_is_forgotten():
    server = echoing(close_timeout=1)
    async with serving(server) as place, connected(place) as poller:
        await poller.post("4abc")
        assert server.parting
        await until(lambda: not server.parting)
        assert (await poller.get()).status_code == 400


def boarding(crew: list[Socket]) -> Server:
    async def board(socket: Socket, _: dict[str, object]) -> None:
        crew.append(socket)

    server = Server()
    server.on_connect = board
    return server


async def test_a_client_that_does_not_poll_is_cut_when_a_mebibyte_of_events_waits():
    crew: list[Socket] = []
    server = boarding(crew)
    left = departures(server)
    async with serving(server) as place, connected(place):
        for _ in range(17):
            crew[0].emit("telemetry", "x" * 60_000)
            await until(lambda: not crew[0].session.pending)
            assert left == []
        crew[0].emit("telemetry", "x" * 60_000)
        await until(lambda: left)
    assert left == ["slow client"]


async def test_what_waits_is_handed_out_in_pieces_and_in_order():
    crew: list[Socket] = []
    async with serving(boarding(crew)) as place, connected(place) as poller:
        for number in range(100):
            crew[0].emit("telemetry", number, "x" * 2_000)
        heard: list[str] = []
        while len(heard) < 100:
            packets = await poller.take()
            assert len(packets) < 50
            heard += packets
        assert [json.loads(packet[2:])[1] for packet in heard] == list(range(100))


async def test_the_stock_client_can_live_on_polling_alone():
    async with serving(echoing()) as place, calling(place, "polling") as phone:
        assert await phone.ask("echo", "Поехали!") == "Поехали!"
        assert await phone.hear() == ("echoed", "Поехали!")


async def test_the_stock_client_upgrades_by_itself():
    server = echoing()
    async with serving(server) as place, calling(place, "polling", "websocket") as phone:
        assert phone.transport() == "websocket"
        assert await phone.ask("echo", "Поехали!") == "Поехали!"
        assert not any(session.carrier.upgradable for session in server.sessions.values())


async def test_an_upgrade_step_by_step():
    server = echoing()
    async with serving(server) as place, connected(place) as poller, trying(place, poller) as wire:
        waiting = asyncio.create_task(poller.get())
        await until(lambda: is_polled(server))
        wire.say("2probe")
        assert await wire.text() == "3probe"
        assert (await soon(waiting)).text == "6"
        assert (await poller.get()).text == "6"
        assert (await poller.post('42["echo",1]')).text == "ok"
        wire.say("5", '422["echo",2]')
        assert [await wire.text() for _ in range(3)] == ['42["echoed",1]', '42["echoed",2]', "432[2]"]
        assert (await poller.get()).json() == {"code": 3, "message": "Bad request"}
        assert (await poller.post("3")).status_code == 400
        wire.say('423["echo",3]')
        assert await wire.text() == '42["echoed",3]'


async def test_a_second_websocket_for_the_same_session_is_shown_out():
    async with (
        serving(echoing()) as place,
        connected(place) as poller,
        trying(place, poller) as first,
        trying(place, poller) as second,
        wired(place) as third,
    ):
        first.say("2probe")
        assert await first.text() == "3probe"
        second.say("2probe")
        assert await second.close_code() == 1002
        first.say("5", '421["echo",1]')
        assert await first.text() == '42["echoed",1]'
        assert "101" in await upgrade(third, f"EIO=4&transport=websocket&sid={poller.sid}")
        assert await third.close_code() == 1002
        first.say('422["echo",2]')
        assert await first.text() == "431[1]"


@pytest.mark.parametrize("nonsense", ["5", "2", "4hello", "2probe2"])
async def test_a_failed_probe_leaves_the_session_polling(nonsense):
    async with serving(echoing()) as place, connected(place) as poller:
        async with trying(place, poller) as wire:
            wire.say(nonsense)
            assert await wire.close_code() == 1002
        await poller.post('42["echo",1]')
        assert await poller.take() == ['42["echoed",1]']


async def test_a_probe_that_is_never_finished_is_given_up():
    server = echoing(connect_timeout=1)
    async with serving(server) as place, connected(place) as poller:
        async with trying(place, poller) as wire:
            wire.say("2probe")
            assert await wire.text() == "3probe"
            assert await wire.close_code() == 1002
        waiting = asyncio.create_task(poller.take())
        await until(lambda: is_polled(server))
        await poller.post('42["echo",1]')
        assert await soon(waiting) == ['42["echoed",1]']


async def test_a_probe_ends_with_its_session():
    async with serving(echoing()) as place, connected(place) as poller, trying(place, poller) as wire:
        wire.say("2probe")
        assert await wire.text() == "3probe"
        await poller.post("1")
        assert await wire.close_code() == 1000


async def test_a_body_that_waits_for_room_ends_with_its_session():
    gate = asyncio.Event()

    async def wait(_: Socket, *arguments: object) -> None:
        await gate.wait()

    server = Server(Options(max_buffer=50_000))
    server.handlers["wait"] = wait
    async with serving(server) as place, connected(place) as poller:
        (session,) = server.sessions.values()
        polled = asyncio.create_task(poller.get())
        await until(lambda: is_polled(server))
        await poller.post('42["wait"]')
        posting = asyncio.create_task(poller.post(f'42["wait","{"x" * 60_000}"]'))
        await until(lambda: session.speaker.full)
        polled.cancel()
        await soon(posting)
        gate.set()
