"""RFC 6455, without a socket."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kocmoc.realtime.engine.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    INVALID_TEXT,
    NORMAL,
    PING,
    PROTOCOL_ERROR,
    TEXT,
    TOO_BIG,
    FrameError,
    Message,
    Reader,
    close_code,
    frame,
    text,
    unmask,
)
from tests.engine.wire import masked

LIMIT = 70_000


def read(data: bytes, limit: int = LIMIT) -> list[Message]:
    reader = Reader(limit)
    reader.feed(data)
    return rest(reader)


def rest(reader: Reader) -> list[Message]:
    found = []
    while (message := reader.next()) is not None:
        found.append(message)
    return found


def refusal(data: bytes, limit: int = LIMIT) -> int:
    with pytest.raises(FrameError) as refused:
        read(data, limit)
    return refused.value.code


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536])
def test_a_message_of_any_size_arrives_whole(size):
    payload = bytes(range(256)) * (size // 256 + 1)
    assert read(masked(payload[:size], BINARY)) == [(BINARY, payload[:size])]


@pytest.mark.parametrize(
    ("size", "head"),
    [(125, b"\x81\x7d"), (126, b"\x81\x7e\x00\x7e"), (65536, b"\x81\x7f" + (65536).to_bytes(8, "big"))],
)
def test_what_the_server_writes_has_the_shortest_head(size, head):
    assert frame(b"x" * size) == head + b"x" * size


@given(st.lists(st.tuples(st.sampled_from([TEXT, BINARY]), st.binary(max_size=300)), max_size=8), st.data())
def test_however_the_stream_is_cut_the_messages_are_the_same(messages, data):
    stream = b"".join(masked(payload, opcode) for opcode, payload in messages)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    reader, found = Reader(LIMIT), []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        reader.feed(stream[start:end])
        found += rest(reader)
    assert found == messages


@given(st.binary(max_size=400), st.binary(min_size=4, max_size=4))
def test_unmasking_is_the_exclusive_or_of_the_rfc(payload, key):
    assert unmask(payload, key) == bytes(byte ^ key[i % 4] for i, byte in enumerate(payload))


@given(st.binary(max_size=2000))
def test_garbage_is_refused_or_waits_but_never_breaks_the_reader(garbage):
    try:
        found = read(garbage, limit=1000)
    except FrameError:
        return
    assert all(len(payload) <= 1000 for _, payload in found)


def test_fragments_make_one_message_even_with_a_ping_between():
    stream = masked("He", first=TEXT) + masked("!", PING) + masked("", first=CONTINUATION) + masked("llo", CONTINUATION)
    assert read(stream) == [(CONTINUATION, b""), (PING, b"!"), (CONTINUATION, b""), (TEXT, b"Hello")]


def test_a_message_after_a_fragmented_one_is_a_new_one():
    fragmented = masked("a", first=TEXT) + masked("b", CONTINUATION)
    assert read(fragmented + masked("c") + fragmented)[1::2] == [(TEXT, b"ab"), (CONTINUATION, b"")]


def test_fragments_together_may_not_exceed_the_limit():
    assert refusal(masked(b"x" * 60, first=TEXT) + masked(b"x" * 60, CONTINUATION), limit=100) == TOO_BIG


def test_a_frame_over_the_limit_is_refused_by_its_head_alone():
    announced = b"\x81\xff" + (2**62).to_bytes(8, "big")
    assert refusal(announced) == TOO_BIG


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(frame(b"unmasked"), id="unmasked"),
        pytest.param(masked("x", first=0xC1), id="compressed"),
        pytest.param(masked("x", first=0xA1), id="reserved bit"),
        pytest.param(masked("x", 0x3), id="reserved data opcode"),
        pytest.param(masked("x", 0xB), id="reserved control opcode"),
        pytest.param(masked("x" * 126, PING), id="long control frame"),
        pytest.param(masked("x", first=PING), id="fragmented control frame"),
        pytest.param(masked("x", CONTINUATION), id="continuation of nothing"),
        pytest.param(masked("x", first=TEXT) + masked("y"), id="message inside a message"),
    ],
)
def test_broken_framing_is_a_protocol_error(broken):
    assert refusal(broken) == PROTOCOL_ERROR


def test_text_is_utf_8_or_nothing():
    assert text("Поехали!".encode()) == "Поехали!"
    with pytest.raises(FrameError) as refused:
        text(b"\xed\xa0\x80")
    assert refused.value.code == INVALID_TEXT


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"", NORMAL),
        (b"\x03\xe8", 1000),
        (b"\x0f\xa0bye", 4000),
        (b"\x03", PROTOCOL_ERROR),
        (b"\x03\xed", PROTOCOL_ERROR),
        (b"\x00\x00", PROTOCOL_ERROR),
        (b"\x03\xe8\xff", PROTOCOL_ERROR),
    ],
)
def test_a_close_is_answered_with_its_own_code_when_that_is_legal(payload, code):
    assert read(masked(payload, CLOSE)) == [(CLOSE, payload)]
    assert close_code(payload) == code
