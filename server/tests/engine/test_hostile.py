"""Clients that mean harm, or have a bug: each is told why and cut, and nobody else notices."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kocmoc.realtime.engine import Options, Server, Socket
from kocmoc.realtime.engine.frames import frame
from kocmoc.realtime.engine.session import Session
from tests.engine.serving import Place, departures, next_second, serving, until
from tests.engine.wire import BINARY, CLOSE, PING, PONG, TEXT, Wire, connected, masked, opened, wired


async def echo(_: Socket, *arguments: object) -> tuple[object, ...]:
    return arguments


def echoing(**options: object) -> Server:
    server = Server(Options(**options))
    server.handlers["echo"] = echo
    return server


@asynccontextmanager
async def bystander(place: Place) -> AsyncIterator[Wire]:
    """Somebody decent, who must be served before and after."""
    async with connected(place) as wire:
        yield wire
        wire.say('421["echo","still here"]')
        assert await wire.text() == '431["still here"]'


async def complaint(wire: Wire) -> str:
    name, payload = await wire.event()
    assert name == "bad_packet"
    return payload["detail"]


@pytest.mark.parametrize(
    ("sent", "detail", "code"),
    [
        (frame(b"2hi"), "unmasked frame", 1002),
        (masked("2hi", first=0xC1), "reserved bits", 1002),
        (masked("2hi", 0x3), "unknown opcode", 1002),
        (masked("x" * 126, PING), "control frame too long or fragmented", 1002),
        (masked("x", first=PING), "control frame too long or fragmented", 1002),
        (masked("x", 0), "fragments out of order", 1002),
        (masked("4" + "x" * 65_536), "frame too big", 1009),
        (masked(b"\x00" * 65_537, BINARY), "frame too big", 1009),
        (masked("4" * 60_000, first=TEXT) + masked("4" * 60_000, 0), "message too big", 1009),
        (masked(b'42["echo","\xed\xa0\x80"]'), "not UTF-8", 1007),
        (masked(b'42["echo","\xff"]'), "not UTF-8", 1007),
        (masked(b"\x01\x02", BINARY), "binary packets are not accepted", 1002),
        (masked(""), "unknown packet type", 1002),
        (masked("hello"), "unknown packet type", 1002),
        (masked("2"), "unknown packet type", 1002),
        (masked("5"), "unknown packet type", 1002),
        (masked("49"), "unknown packet type", 1002),
        (masked("44{}"), "unknown packet type", 1002),
        (masked("42{}"), "payload is not an array", 1002),
        (masked("42[1]"), "event without a name", 1002),
        (masked('42["echo"'), "not JSON", 1002),
        (masked('42["echo",NaN]'), "not JSON", 1002),
        (masked("42" + "[" * 60_000), "nested too deeply", 1002),
        (masked('429007199254740993["echo"]'), "impossible ack id", 1002),
        (masked('451-["echo",{"_placeholder":true,"num":0}]'), "binary packets are not accepted", 1002),
        (masked('4510000000000-["echo"]'), "unknown packet type", 1002),
        (masked("43[1]"), "impossible ack id", 1002),
        (masked("40"), "connected already", 1002),
        (masked("40[]"), "auth is not an object", 1002),
        (masked('42/mir,["echo"]'), "event before connect", 1002),
    ],
)
async def test_who_breaks_the_protocol_is_told_why_and_cut(sent, detail, code):
    async with serving(echoing()) as place, bystander(place), connected(place) as wire:
        wire.send(sent)
        assert await complaint(wire) == detail
        assert await wire.close_code() == code


@pytest.mark.parametrize("said", ['42["echo"]', "41x", "43", "4", "x", "40[]", '40/mir,"x"', "40{"])
async def test_a_stranger_who_breaks_the_protocol_is_cut_without_a_word(said):
    async with serving(echoing()) as place, bystander(place), opened(place) as wire:
        wire.say(said)
        assert await wire.close_code() == 1002


async def test_an_ack_nobody_asked_for_is_nobodys_business():
    async with serving(echoing()) as place, connected(place) as wire:
        wire.say("437[1]", f"43{2**53}[]", '421["echo",1]')
        assert await wire.text() == "431[1]"


async def test_half_an_emoji_reaches_the_product_and_cuts_nobody():
    async def measure(_: Socket, text: str) -> int:
        return len(text)

    server = Server()
    server.handlers["measure"] = measure
    async with serving(server) as place, connected(place) as wire:
        wire.say('421["measure","\\ud83d"]')
        assert await wire.text() == "431[1]"


async def test_fragments_are_put_together():
    async with serving(echoing()) as place, connected(place) as wire:
        wire.send(masked('421["ec', first=TEXT) + masked("ping", PING) + masked('ho",', first=0) + masked("1]", 0))
        assert await wire.frame() == (PONG, b"ping")
        assert await wire.text() == "431[1]"


@pytest.mark.parametrize(
    "packet",
    [masked('42["echo"]'), masked("x", PING), masked("", PONG), masked("3"), masked("6"), masked("437[]")],
)
async def test_the_fifty_first_packet_in_a_second_is_a_flood(packet):
    server = echoing()
    left = departures(server)
    async with serving(server) as place, bystander(place):
        async with connected(place) as wire:
            wire.send(packet * 60)
            heard = [await wire.frame()]
            while heard[-1][0] != CLOSE:
                heard.append(await wire.frame())
            assert json.loads(heard[-2][1][2:]) == ["flood", {"retry_after": 1}]
            assert heard[-1] == (CLOSE, b"\x03\xe8")
        assert left == ["flood"]


async def test_endless_tiny_fragments_are_a_flood_too():
    async with serving(echoing()) as place, bystander(place), connected(place) as wire:
        wire.send(masked("4", first=TEXT) + masked("x", first=0) * 60)
        assert await wire.event() == ["flood", {"retry_after": 1}]
        assert await wire.close_code() == 1000


async def test_fifty_packets_a_second_are_fine_for_ever():
    server = echoing()
    async with serving(server) as place, connected(place) as wire:
        (session,) = server.sessions.values()
        for _ in range(2):
            await next_second(session)
            wire.say(*['421["echo"]'] * 50)
            for _ in range(50):
                assert await wire.text() == "431[]"


async def test_a_flood_of_any_size_still_hears_why():
    """A plain close would reset a connection with unread bytes, and the reason would be lost on the way."""
    async with serving(echoing()) as place, bystander(place), connected(place) as wire:
        wire.send(masked('42["echo"]') * 100_000)
        assert await wire.event() == ["flood", {"retry_after": 1}]
        assert await wire.close_code() == 1000


class Busy:
    """A server whose one handler waits until its gate opens."""

    def __init__(self, **options: object) -> None:
        self.gate = asyncio.Event()
        self.handled = 0
        self.server = Server(Options(**options))
        self.server.handlers["wait"] = self.wait

    async def wait(self, *_: object) -> None:
        await self.gate.wait()
        self.handled += 1


@pytest.mark.parametrize("packets", [50, 51])
async def test_busy_handlers_do_not_hide_a_flood(packets):
    busy = Busy()
    async with serving(busy.server) as place, connected(place) as wire:
        (session,) = busy.server.sessions.values()
        await next_second(session)  # CONNECT was a packet too.
        wire.say(*['42["wait"]'] * packets)
        if packets == 51:
            assert await wire.event() == ["flood", {"retry_after": 1}]
        busy.gate.set()
        await until(lambda: busy.handled == (50 if packets == 50 else 1))


def _is_full_of(session: Session, waiting: int) -> bool:
    return len(session.speaker._inbox) == waiting


async def test_while_handlers_are_busy_only_so_much_waits():
    busy = Busy(max_packets_per_second=20)
    async with serving(busy.server) as place, connected(place) as wire:
        (session,) = busy.server.sessions.values()
        for waiting in (14, 29, 41, 41):
            await next_second(session)
            wire.say(*['42["wait"]'] * 15)
            await until(partial(_is_full_of, session, waiting))
        assert session._held
        busy.gate.set()
        await until(lambda: busy.handled == 60)
        assert not session._held


async def test_while_handlers_are_busy_only_so_many_bytes_wait():
    busy = Busy(max_buffer=100_000)
    async with serving(busy.server) as place, connected(place) as wire:
        (session,) = busy.server.sessions.values()
        wire.say(*[f'42["wait","{"x" * 30_000}"]'] * 10)
        await until(lambda: session._held)
        assert session.speaker._inbox.weight < 140_000
        busy.gate.set()
        await until(lambda: busy.handled == 10)
        assert session.speaker._inbox.weight == 0


async def test_who_never_says_connect_is_shown_out():
    server = echoing(connect_timeout=1)
    async with serving(server) as place, opened(place) as stranger, connected(place) as guest:
        assert await stranger.close_code() == 1000
        guest.say('421["echo"]')
        assert await guest.text() == "431[]"
        guest.say("41")
        assert await guest.close_code() == 1000


async def test_five_hundred_strangers_leave_nothing_behind():
    server = echoing(connect_timeout=0.6)
    async with serving(server) as place, bystander(place):
        for _ in range(5):
            async with AsyncExitStack() as crowd:
                strangers = [await crowd.enter_async_context(opened(place)) for _ in range(100)]
                await asyncio.gather(*(stranger.gone() for stranger in strangers))
        assert len(server.sessions) == 1


async def test_a_refused_client_cannot_stay_by_trying_again_and_again():
    async def refuse(socket: Socket, auth: dict[str, object]) -> None:
        raise LookupError

    server = echoing(connect_timeout=0.3, max_packets_per_second=1000)
    server.on_connect = refuse
    server.explain = lambda _: {}
    async with serving(server) as place, opened(place) as wire:
        opcode = TEXT
        while opcode == TEXT:
            wire.say("40")
            opcode, _ = await wire.frame()
        assert opcode == CLOSE


async def test_silence_after_a_ping_is_the_end():
    server = echoing(ping_interval=0.2, ping_timeout=0.2)
    left = departures(server)
    async with serving(server) as place, connected(place) as wire:
        assert await wire.frame() == (TEXT, b"2")
        await wire.gone()
        assert left == ["ping timeout"]


async def test_pongs_keep_a_quiet_client():
    async with serving(echoing(ping_interval=0.02, ping_timeout=1)) as place, connected(place) as wire:
        for _ in range(10):
            assert await wire.frame() == (TEXT, b"2")
            wire.say("3")


async def test_a_goodbye_that_is_not_answered_is_cut_off():
    server = echoing(close_timeout=0.05)
    async with serving(server) as place, connected(place) as wire:
        wire.say("hello")
        await complaint(wire)
        assert (await wire.frame())[0] == CLOSE
        wire.send(masked("x" * 1000) * 50)  # Nobody reads this, and it buys no time.
        await until(lambda: not server._carriers)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.binary(max_size=60) | st.builds(masked, st.text(max_size=30), st.sampled_from([1, 2, 8, 9, 10, 0]))))
def test_garbage_on_a_live_socket_harms_nobody(garbage):
    async def attack() -> None:
        async with serving(echoing()) as place, bystander(place), connected(place) as wire:
            wire.send(b"".join(garbage))
            wire.writer.write_eof()
            await wire.gone()

    asyncio.run(attack())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.from_regex(r"4[0-6]([0-9]{0,3}-?)(/[a-z]{0,3},)?[0-9]{0,3}(\[\"echo\".{0,9}\]|\{\}|.{0,9})"), max_size=9
    )
)
def test_nonsense_in_good_frames_harms_nobody(nonsense):
    async def attack() -> None:
        async with serving(echoing()) as place, bystander(place), connected(place) as wire:
            wire.say(*nonsense)
            wire.send(masked(b"\x03\xe8", CLOSE))
            await wire.gone()

    asyncio.run(attack())


async def test_bytes_before_any_request_are_uvicorns_and_harm_nobody():
    async with serving(echoing()) as place, bystander(place), wired(place) as wire:
        wire.send(b"\x16\x03\x01" * 1000)
        await wire.gone()
