"""Socket.IO packets, without a socket."""

import contextlib
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kocmoc.realtime.engine import packets
from kocmoc.realtime.engine.attachments import fill, from_text, take
from kocmoc.realtime.engine.packets import Kind, Packet
from kocmoc.realtime.engine.received import BadPacket, Received, read

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def spoken(packet: Packet) -> str:
    """A packet as the Socket.IO text inside it."""
    return packet.text.decode()[1:]


def consume(received: Received) -> object:
    if received.kind is Kind.CONNECT:
        return received.auth()
    return received.event() if received.kind is Kind.EVENT else received.arguments()


@given(st.text(max_size=20).filter(str.isprintable), st.lists(json_values, max_size=3), st.integers(0, 2**53))
def test_an_event_reads_back_as_it_was_written(event, arguments, ack_id):
    received = read(spoken(packets.encode(event, *arguments, namespace="/mir", ack_id=ack_id)))
    assert (received.kind, received.namespace, received.ack_id) == (Kind.EVENT, "/mir", ack_id)
    assert received.event() == (event, arguments)


@given(st.lists(json_values | st.binary(max_size=9), max_size=4))
def test_attachments_come_back_where_they_were(arguments):
    plain, buffers = take(arguments)
    assert fill(json.loads(msgspec.json.encode(plain)), tuple(buffers)) == arguments


@given(st.text(max_size=60) | st.from_regex(r"[0-6][0-9]{0,4}-?(/[a-z]*,)?[0-9]{0,18}[\[{\"].{0,20}"))
def test_garbage_is_a_bad_packet_and_nothing_else(garbage):
    with contextlib.suppress(BadPacket):
        consume(read(garbage))


@pytest.mark.parametrize(
    "nonsense",
    [
        "", "7", "x", "é", "4{}", "2", "2{}", "2[]", "2[1]", "2[null]", '2["a"', '2["a"]]', "2[NaN]", '2["a",1e999]',
        "3[1]", "37", "37{}", "0[]", '0"x"', "0{", "1[]", "1x", '2/mir["a"]', '29007199254740993["a"]',
        '299999999999999999999["a"]', "5[]", '50-["a"]', '565-["a"]', '510000000000-["a"]', '2-["a"]', '31-1["a"]',
        '2²["a"]', '5²-["a"]',
        '2["\\ud800",NaN]', '2["\\ud800"',
    ],
)  # fmt: skip
def test_nonsense_is_refused(nonsense):
    with pytest.raises(BadPacket):
        consume(read(nonsense))


@pytest.mark.parametrize("depth", [2000, 60_000])
def test_json_nested_too_deeply_is_refused(depth):
    with pytest.raises(BadPacket, match="deep"):
        read("2" + "[" * depth).event()


def test_ack_ids_reach_as_far_as_javascript_counts():
    assert read(f'2{2**53}["a"]').ack_id == 2**53


def test_half_an_emoji_is_text_for_the_product_to_judge():
    assert read('2["say","\\ud83d"]').event() == ("say", ["\ud83d"])


@pytest.mark.parametrize(("number", "buffers"), [("1", 1), ("-1", 1), ("true", 1), ("null", 1), ('"0"', 1)])
def test_a_placeholder_for_no_attachment_is_refused(number, buffers):
    received = read(f'51-["a",{{"_placeholder":true,"num":{number}}}]')
    with pytest.raises(BadPacket):
        msgspec.structs.replace(received, buffers=(b"x",) * buffers).event()


def test_both_transports_carry_the_same_packet():
    packet = packets.encode("message:new", {"text": "Поехали!"})
    assert packet.text.decode() == '42["message:new",{"text":"Поехали!"}]'
    assert packet.frame == b"\x81" + bytes((len(packet.text),)) + packet.text


def test_a_binary_packet_is_several_frames_or_several_polled_packets():
    packet = packets.encode_binary("photo", b"\x01\x02", {"thumb": b"\x03"})
    head = '452-["photo",{"_placeholder":true,"num":0},{"thumb":{"_placeholder":true,"num":1}}]'
    assert packet.text.decode() == f"{head}\x1ebAQI=\x1ebAw=="
    assert packet.frame.endswith(b"\x82\x02\x01\x02\x82\x01\x03")


def test_payload_that_is_json_already_is_not_encoded_again():
    assert spoken(packets.encode("a", msgspec.Raw(b'{"b":1}'))) == '2["a",{"b":1}]'


@pytest.mark.parametrize(("result", "answer"), [(None, "37[]"), ({"ok": True}, '37[{"ok":true}]'), ((1, 2), "37[1,2]")])
def test_an_acknowledgement_takes_one_result_or_several(result, answer):
    assert spoken(packets.acknowledge(7, result)) == answer


def test_base64_must_be_base64():
    assert from_text("bAQI=") == b"\x01\x02"
    with pytest.raises(ValueError, match="base64"):
        from_text("b!!!")
