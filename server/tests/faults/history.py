"""The history checker's memory: what senders wanted and were told, what clients applied, what members find at the end.

It is written from outside, by those who talk to the server, and knows nothing of how the server works.
"""

import asyncio
from collections import defaultdict
from typing import Any, NamedTuple

import msgspec

Message = dict[str, Any]
Chat = dict[str, Any]


class Send(msgspec.Struct):
    """One message somebody wanted to send. `floor`: the last place that was acknowledged in its chat before."""

    client_id: str
    chat_id: str
    sender_id: str
    text: str
    floor: int
    answers: list[Message] = []
    doubts: int = 0
    refusal: str | None = None


class View(msgspec.Struct):
    """A chat as a client holds it."""

    version: int = 0
    messages: dict[int, Message] = {}


class Device(NamedTuple):
    """A client at the end: whose it is, and what it shows."""

    name: str
    user_id: str
    views: dict[str, View]


class Reading(NamedTuple):
    """What somebody finds over REST at the end; `leaks` are chats of others that did not look like no chat."""

    user_id: str
    chats: dict[str, Chat]
    messages: dict[str, list[Message]]
    unread_total: int
    leaks: list[str]


class History:
    """Every line is written by whoever did or heard something, at the moment they did."""

    def __init__(self) -> None:
        self.members: dict[str, frozenset[str]] = {}
        self.sends: dict[str, Send] = {}
        self.steps: dict[tuple[str, str], list[Message | None]] = defaultdict(list)
        self.heard: dict[str, set[str]] = defaultdict(set)
        self.marks: dict[tuple[str, str], int] = {}
        self._floors: dict[str, int] = defaultdict(int)
        self._lines = 0
        self._awaited: list[tuple[int, asyncio.Event]] = []

    @property
    def doubts(self) -> int:
        """How many times nobody knew."""
        return sum(send.doubts for send in self.sends.values())

    @property
    def unanswered(self) -> int:
        return sum(not send.answers and not send.refusal for send in self.sends.values())

    def last(self, chat_id: str) -> int:
        """The last place anybody was told of."""
        return self._floors[chat_id]

    def chat(self, chat_id: str, *member_ids: str) -> None:
        self.members[chat_id] = frozenset(member_ids)

    def invoke(self, client_id: str, chat_id: str, sender_id: str, text: str) -> None:
        if client_id not in self.sends:
            self.sends[client_id] = Send(client_id, chat_id, sender_id, text, self._floors[chat_id])
            self._line()

    def ok(self, client_id: str, message: Message) -> None:
        send = self.sends[client_id]
        send.answers.append(message)
        self._floors[send.chat_id] = max(self._floors[send.chat_id], message["seq"])
        self._line()

    def fail(self, client_id: str, code: str) -> None:
        self.sends[client_id].refusal = code
        self._line()

    def lost(self, client_id: str) -> None:
        """No answer, or one that says that nobody knows."""
        self.sends[client_id].doubts += 1

    def read(self, user_id: str, chat_id: str, seq: int) -> None:
        """A mark the server has acknowledged."""
        self.marks[user_id, chat_id] = max(self.marks.get((user_id, chat_id), 0), seq)

    def applied(self, device: str, message: Message) -> None:
        self.steps[device, message["chat_id"]].append(message)

    def reloaded(self, device: str, chat_id: str) -> None:
        """It was too far behind and loaded the chat anew: what it applies next may continue anywhere."""
        self.steps[device, chat_id].append(None)

    def reloads(self, device: str) -> int:
        return sum(steps.count(None) for (name, _), steps in self.steps.items() if name == device)

    def hears(self, user_id: str, chat_id: str) -> None:
        self.heard[user_id].add(chat_id)

    async def lines(self, count: int) -> None:
        """Waits until so many more sends and answers have been written down."""
        reached = asyncio.Event()
        self._awaited.append((self._lines + count, reached))
        await reached.wait()

    def _line(self) -> None:
        self._lines += 1
        for count, reached in self._awaited:
            if count <= self._lines:
                reached.set()
