"""The bytes of NATS."""

import contextlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kocmoc.core.nats import wire
from kocmoc.core.nats.place import Place, Places
from kocmoc.core.nats.wire import Delivery, Info, Ping, Pong, Reader, WireError

STREAM = b'INFO {"max_payload":5,"x":1}\r\n+OK\r\nMSG a.b 7 3\r\nx\r\n\r\nPING\r\nMSG a 8 reply 0\r\n\r\nPONG\r\n'
OPERATIONS = [Info(max_payload=5), Delivery(7, b"x\r\n"), Ping(), Delivery(8, b""), Pong()]


def taken(reader: Reader) -> list[wire.Operation]:
    return list(iter(reader.take, None))


@given(st.lists(st.integers(0, len(STREAM))))
def test_a_stream_may_arrive_in_any_pieces(cuts: list[int]) -> None:
    reader, found = Reader(), []
    edges = [0, *sorted(cuts), len(STREAM)]
    for start, end in itertools.pairwise(edges):
        reader.feed(STREAM[start:end])
        found += taken(reader)
    assert found == OPERATIONS


@pytest.mark.parametrize("bad", [b"-ERR 'Authorization Violation'\r\n", b"HTTP/1.1 400\r\n", b"x" * 70_000])
def test_what_is_not_nats_is_an_error(bad: bytes) -> None:
    reader = Reader()
    reader.feed(bad)
    with pytest.raises(WireError):
        taken(reader)


@given(st.binary(max_size=200))
def test_garbage_is_an_error_or_nothing(garbage: bytes) -> None:
    reader = Reader()
    reader.feed(garbage)
    with contextlib.suppress(WireError, ValueError):
        taken(reader)


def test_servers_are_read_from_the_setting_and_learned_from_each_other() -> None:
    places = Places("nats://bob:s%40crit@one:4223, tls://token@two")
    places.learn(["10.0.0.3:4222", "one:4223"])
    assert set(places.turn()) == {
        Place("one", 4223, user="bob", password="s@crit"),
        Place("two", 4222, is_tls=True, user="token"),
        Place("10.0.0.3", 4222, user="bob", password="s@crit"),
    }
