"""How packets leave: in one write per client and loop turn, in order, and never more than fits."""

import asyncio
import base64
import socket as sockets
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from types import SimpleNamespace

import pytest

from kocmoc.realtime.engine import Options, Server, Socket, encode, websocket
from kocmoc.realtime.engine.websocket import WebSocket
from tests.engine.serving import Place, departures, serving, soon, until
from tests.engine.wire import CLOSE, PING, PONG, Wire, connected, masked, upgrade

KEY = base64.b64encode(bytes(16)).decode()
HANDSHAKE = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
    f"sec-websocket-version: 13\r\nsec-websocket-key: {KEY}\r\n\r\n"
).encode()


class Tape(asyncio.Transport):
    """A transport that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.writes.append(data)

    def is_closing(self) -> bool:
        return False

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None: ...

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None: ...

    def abort(self) -> None: ...

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


class Crew:
    """A server that knows everybody on board."""

    def __init__(self, **options: object) -> None:
        self.server = Server(Options(**options))
        self.server.on_connect = self.board
        self.left = departures(self.server)
        self.aboard: list[Socket] = []

    async def board(self, socket: Socket, _: dict[str, object]) -> None:
        self.aboard.append(socket)

    async def join(self) -> tuple[WebSocket, Tape]:
        """One more member, on tape."""
        tape = Tape()
        protocol = websocket(self.server)(server_state=SimpleNamespace(connections=set()))
        protocol.connection_made(tape)
        protocol.data_received(HANDSHAKE)
        protocol.data_received(masked("40"))
        await until(lambda: any(b'40{"sid":' in write for write in tape.writes))
        tape.writes.clear()
        return protocol, tape


async def a_turn() -> None:
    await asyncio.sleep(0)
    await asyncio.sleep(0)


async def test_whatever_is_said_in_one_turn_leaves_in_one_write_per_client():
    crew = Crew()
    members = [await crew.join() for _ in range(20)]
    packets = [encode("orbit", number) for number in range(10)]
    for packet in packets:
        crew.server.send(packet, crew.aboard)
    for _, tape in members:
        assert tape.writes == []
    await a_turn()
    for _, tape in members:
        assert tape.writes == [b"".join(packet.frame for packet in packets)]
    await crew.server.drain(0)


async def test_control_frames_wait_their_turn_behind_events():
    crew = Crew()
    crew.server.handlers["ask"] = answer
    protocol, tape = await crew.join()
    crew.aboard[0].emit("before")
    protocol.data_received(masked("hello?", PING) + masked('421["ask"]'))
    crew.aboard[0].emit("after")
    await a_turn()
    await a_turn()
    written = b"".join(tape.writes)
    parts = [encode("before").frame, b"\x8a\x06hello?", encode("after").frame, b'431["answer"]']
    places = [written.index(part) for part in parts]
    assert places == sorted(places)
    assert len(tape.writes) <= 2
    await crew.server.drain(0)


async def answer(_: Socket) -> str:
    return "answer"


async def test_the_last_words_and_the_close_leave_in_one_write():
    crew = Crew()
    _, tape = await crew.join()
    crew.aboard[0].emit("first")
    crew.aboard[0].disconnect(encode("last"))
    assert tape.writes == [encode("first").frame + encode("last").frame + b"\x88\x02\x03\xe8"]
    await a_turn()
    assert len(tape.writes) == 1
    await crew.server.drain(0)


async def test_one_client_that_cannot_be_written_to_silences_nobody_else(caplog):
    class Broken(Tape):
        def write(self, _: bytes) -> None:
            raise RuntimeError("out of orbit")

    crew = Crew()
    protocol, _ = await crew.join()
    _, healthy = await crew.join()
    protocol.connection_made(Broken())
    crew.server.send(encode("orbit"), crew.aboard)
    await a_turn()
    assert healthy.writes == [encode("orbit").frame]
    assert "out of orbit" in caplog.text
    assert crew.left == ["transport error"]
    await crew.server.drain(0)


async def test_a_paused_transport_gets_nothing_until_it_resumes_and_then_everything_in_order():
    crew = Crew(high_water=100)
    protocol, tape = await crew.join()
    protocol.pause_writing()
    for number in range(50):
        crew.aboard[0].emit("orbit", number)
        await a_turn()
    assert tape.writes == []
    protocol.resume_writing()
    crew.aboard[0].emit("orbit", 50)
    await a_turn()
    assert b"".join(tape.writes) == b"".join(encode("orbit", number).frame for number in range(51))
    await crew.server.drain(0)


@asynccontextmanager
async def lazy(place: Place) -> AsyncIterator[Wire]:
    """A connected client with a small receive buffer, who reads nothing on its own."""
    raw = sockets.socket()
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", place.port))
    wire = Wire(*await asyncio.open_connection(sock=raw, limit=1024))
    await upgrade(wire)
    await wire.text()
    wire.say("40")
    await wire.text()
    try:
        yield wire
    finally:
        wire.writer.close()


async def test_who_does_not_read_is_cut_and_the_others_get_everything():
    crew = Crew()
    async with serving(crew.server) as place, lazy(place), connected(place) as first, connected(place) as second:
        for number in range(400):
            crew.server.send(encode("telemetry", number, "x" * 4000), crew.aboard)
            for wire in (first, second):
                assert (await wire.event())[1] == number
        assert crew.left == ["slow client"]


async def test_a_mebibyte_of_events_may_wait_and_not_one_more():
    telemetry = encode("telemetry", "x" * 1000)
    crew = Crew(max_buffer=100 * len(telemetry.frame))
    protocol, _ = await crew.join()
    protocol.pause_writing()
    for _ in range(100):
        crew.server.send(telemetry, crew.aboard)
    await a_turn()
    assert crew.left == []
    crew.server.send(telemetry, crew.aboard)
    await a_turn()
    assert crew.left == ["slow client"]
    await crew.server.drain(0)


async def test_answers_do_not_count_but_who_does_not_take_them_is_not_heard():
    asked = 0

    async def report(_: Socket) -> str:
        nonlocal asked
        asked += 1
        return "x" * 100_000

    crew = Crew()
    crew.server.handlers["report"] = report
    async with serving(crew.server) as place, lazy(place) as wire:
        wire.say(*(f'42{number}["report"]' for number in range(40)))
        (session,) = crew.server.sessions.values()
        await until(lambda: session.choked)
        await a_turn()
        assert asked < 20
        assert crew.left == []
        for number in range(40):
            assert (await wire.text()).startswith(f'43{number}["xxx')
        assert not session._held


async def test_pings_that_nobody_reads_the_answer_to_stay_bounded():
    crew = Crew(max_buffer=1000, max_packets_per_second=100_000)
    protocol, _ = await crew.join()
    protocol.pause_writing()
    for _ in range(100):
        protocol.data_received(masked("x" * 125, PING))
        await a_turn()
    assert crew.server.sessions
    (session,) = crew.server.sessions.values()
    assert session._backlog.answers < 1200
    protocol.resume_writing()
    await a_turn()
    assert not session._held
    await crew.server.drain(0)


async def test_memory_is_bounded_by_what_may_wait():
    crew = Crew(max_buffer=100_000, high_water=10_000, send_buffer=4096)
    async with serving(crew.server) as place, AsyncExitStack() as crowd:
        for _ in range(10):
            await crowd.enter_async_context(lazy(place))
        tracemalloc.start()
        for number in range(200):
            for socket in crew.aboard:
                socket.emit("telemetry", number, "x" * 5000)
            await a_turn()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert crew.left == ["slow client"] * 10
        assert peak < 10 * 300_000


@pytest.mark.parametrize("farewell", [True, False])
async def test_a_client_that_does_not_read_its_goodbye_is_cut_off_in_time(farewell):
    crew = Crew(close_timeout=0.05)
    async with serving(crew.server) as place, lazy(place):
        for _ in range(20):
            crew.aboard[0].emit("telemetry", "x" * 40_000)
            await a_turn()
        crew.aboard[0].disconnect(encode("last") if farewell else None)
        await until(lambda: not crew.server._carriers)


async def test_a_closed_socket_swallows_what_is_still_sent_to_it():
    crew = Crew()
    async with serving(crew.server) as place, connected(place) as wire:
        crew.aboard[0].disconnect()
        crew.aboard[0].emit("too", "late")
        crew.server.send(encode("late"), crew.aboard)
        with pytest.raises(ConnectionError):
            await crew.aboard[0].call("too late?", timeout=1)
        assert await wire.close_code() == 1000
    await soon(asyncio.sleep(0))


async def test_a_close_is_answered_even_behind_a_backlog():
    crew = Crew()
    async with serving(crew.server) as place, connected(place) as wire:
        for number in range(20):
            crew.aboard[0].emit("orbit", number)
        wire.send(masked(b"\x03\xe8", CLOSE))
        opcode = PONG
        while opcode != CLOSE:
            opcode, _ = await wire.frame()
