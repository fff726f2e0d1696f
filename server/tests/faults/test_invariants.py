"""A checker that cannot fail proves nothing: each way to break a promise is noticed."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from tests.faults.history import Device, History, Message, Reading, View
from tests.faults.invariants import violations

GAGARIN, TERESHKOVA, STRANGER, CHAT = "1", "2", "3", "42"


def message(seq: int, sender_id: str = GAGARIN) -> Message:
    return {
        "id": f"{CHAT}-{seq}", "chat_id": CHAT, "seq": seq, "version": seq, "client_id": f"c{seq}",
        "sender": {"id": sender_id}, "type": "text", "text": f"{seq}", "deleted": False, "created_at": f"12:0{seq}",
    }  # fmt: skip


class Evidence(NamedTuple):
    """Three messages from Gagarin to Tereshkova, who has read the first; her phone was there all the time."""

    history: History
    readings: list[Reading]
    devices: list[Device]

    def complaints(self) -> list[str]:
        return violations(self.history, self.readings, self.devices)


@pytest.fixture
def evidence() -> Evidence:
    history = History()
    history.chat(CHAT, GAGARIN, TERESHKOVA)
    for seq in (1, 2, 3):
        history.invoke(f"c{seq}", CHAT, GAGARIN, f"{seq}")
        history.ok(f"c{seq}", message(seq))
        history.applied("phone", message(seq))
    history.read(TERESHKOVA, CHAT, 1)
    chat = {"last_seq": 3, "version": 3, "last_message": message(3)}
    his = chat | {"unread_count": 0, "last_read_seq": 0, "peer_read_seq": 1}
    hers = chat | {"unread_count": 2, "last_read_seq": 1, "peer_read_seq": 0}
    readings = [
        Reading(GAGARIN, {CHAT: his}, {CHAT: [message(seq) for seq in (1, 2, 3)]}, 0, []),
        Reading(TERESHKOVA, {CHAT: hers}, {CHAT: [message(seq) for seq in (1, 2, 3)]}, 2, []),
        Reading(STRANGER, {}, {}, 0, []),
    ]
    view = View(3, {seq: message(seq) for seq in (1, 2, 3)})
    return Evidence(history, readings, [Device("phone", TERESHKOVA, {CHAT: view})])


def for_both(evidence: Evidence, change: Callable[[list[Message]], Any]) -> None:
    """What the server tells everybody alike."""
    for reading in evidence.readings[:2]:
        change(reading.messages[CHAT])


def test_a_true_history_has_nothing_wrong(evidence: Evidence) -> None:
    assert evidence.complaints() == []


BREAKS: list[tuple[str, Callable[[Evidence], Any]]] = [
    ("acknowledged, but not there", lambda e: for_both(e, lambda messages: messages.pop())),
    ("acknowledged, but not there", lambda e: for_both(e, lambda messages: messages[1].update(text="другое"))),
    ("acknowledged, but not there", lambda e: e.history.ok("c2", message(3))),
    ("nobody sent", lambda e: for_both(e, lambda messages: messages.append(message(4)))),
    ("nobody sent", lambda e: for_both(e, lambda messages: messages[0].update(sender={"id": STRANGER}))),
    ("was refused with", lambda e: e.history.fail("c1", "slow_down")),
    ("is 2 times in chat", lambda e: for_both(e, lambda messages: messages.append(messages[0] | {"seq": 4}))),
    ("places of chat 42 have gaps", lambda e: for_both(e, lambda messages: messages[2].update(seq=4))),
    ("versions of chat 42 have gaps", lambda e: for_both(e, lambda messages: messages[2].update(version=2))),
    ("times of chat 42 go back", lambda e: for_both(e, lambda messages: messages[2].update(created_at="12:00"))),
    ("before what was acknowledged", lambda e: setattr(e.history.sends["c2"], "floor", 2)),
    ("sees another chat", lambda e: e.readings[1].messages[CHAT].reverse()),
    ("says 2, version 3", lambda e: e.readings[0].chats[CHAT].update(last_seq=2)),
    ("last message of chat 42 is another", lambda e: e.readings[0].chats[CHAT].update(last_message=None)),
    ("user 3 is in [] and finds", lambda e: e.readings[2].chats.update({CHAT: e.readings[0].chats[CHAT]})),
    ("user 3 learned of chat 42", lambda e: e.readings[2].leaks.append(CHAT)),
    ("user 3 learned of chat 42", lambda e: e.history.hears(STRANGER, CHAT)),
    ("user 3 may not send", lambda e: setattr(e.history.sends["c1"], "sender_id", STRANGER)),
    ("has 2 unread, not 1", lambda e: e.readings[1].chats[CHAT].update(unread_count=1)),
    ("has 2 unread in all, not 3", lambda e: e.readings.__setitem__(1, e.readings[1]._replace(unread_total=3))),
    ("mark of user 2 moved back", lambda e: e.history.read(TERESHKOVA, CHAT, 2)),
    ("sees another mark", lambda e: e.readings[0].chats[CHAT].update(peer_read_seq=3)),
    ("phone applied 3 of chat 42 after 1", lambda e: e.history.steps["phone", CHAT].pop(1)),
    ("phone applied what is not there", lambda e: e.history.applied("phone", message(4))),
    ("phone shows 2 of 3", lambda e: e.devices[0].views[CHAT].messages.pop(2)),
    ("phone holds chat 42 at 2", lambda e: setattr(e.devices[0].views[CHAT], "version", 2)),
    ("phone shows []", lambda e: e.devices[0].views.clear()),
]


@pytest.mark.parametrize(("complaint", "do_break"), BREAKS, ids=[f"{n}" for n in range(len(BREAKS))])
def test_every_broken_promise_is_noticed(
    evidence: Evidence, complaint: str, do_break: Callable[[Evidence], Any]
) -> None:
    do_break(evidence)
    assert any(complaint in each for each in evidence.complaints()), evidence.complaints()


def test_a_chat_loaded_anew_may_continue_anywhere(evidence: Evidence) -> None:
    steps = evidence.history.steps["phone", CHAT]
    steps[:] = [steps[0], None, steps[2]]
    assert evidence.complaints() == []


def test_a_send_nobody_knows_about_may_be_there_or_not(evidence: Evidence) -> None:
    evidence.history.invoke("c4", CHAT, GAGARIN, "4")
    evidence.history.lost("c4")
    assert evidence.complaints() == []
    evidence.history.sends["c3"].answers.clear()
    assert evidence.complaints() == []
