"""What must be true of every history, whatever was killed meanwhile. Each violation is a sentence."""

from collections import Counter
from collections.abc import Iterable, Iterator

from tests.faults.history import Chat, Device, History, Message, Reading

UNREAD_LIMIT = 1000


def violations(history: History, readings: Iterable[Reading], devices: Iterable[Device] = ()) -> list[str]:
    """Everything that is wrong; an empty list is what the product promises."""
    readings, truth = list(readings), _truth(readings)
    found = [*_promised(history, truth), *_wanted(history, truth), *_ordered(truth)]
    for reading in readings:
        found += [*_alike(reading, truth), *_own(history, reading)]
        found += [*_unread(history, reading), *_peer(reading, readings)]
    for device in devices:
        found += [*_stepped(history, device, truth), *_converged(history, device, truth)]
    return found


def _truth(readings: list[Reading]) -> dict[str, list[Message]]:
    """Each chat as the first of its members finds it; `_alike` compares the others with it."""
    truth: dict[str, list[Message]] = {}
    for reading in readings:
        for chat_id, messages in reading.messages.items():
            truth.setdefault(chat_id, messages)
    return truth


def _promised(history: History, truth: dict[str, list[Message]]) -> Iterator[str]:
    """Acknowledged: there, once, as it was acknowledged, and behind all that was acknowledged before it was sent."""
    found = {chat_id: {each["client_id"]: each for each in messages} for chat_id, messages in truth.items()}
    for send in history.sends.values():
        if send.answers and send.sender_id not in history.members[send.chat_id]:
            yield f"user {send.sender_id} may not send to chat {send.chat_id}"
        there = found.get(send.chat_id, {}).get(send.client_id)
        for answer in send.answers:
            if answer != there:
                yield f"acknowledged, but not there like that: {answer} is {there}"
        if there and there["seq"] <= send.floor:
            yield f"{there['id']} stands before what was acknowledged before it was sent"


def _wanted(history: History, truth: dict[str, list[Message]]) -> Iterator[str]:
    """Nothing that nobody sent, nothing that was refused, nothing twice."""
    for chat_id, messages in truth.items():
        for message in messages:
            send = history.sends.get(message["client_id"])
            wanted = send and (send.chat_id, send.sender_id, send.text)
            if send is None or wanted != (chat_id, message["sender"]["id"], message["text"]):
                yield f"nobody sent {message['id']}"
            elif send.refusal:
                yield f"{message['id']} is there and was refused with {send.refusal}"
        for client_id, times in Counter(each["client_id"] for each in messages).items():
            if times > 1:
                yield f"{client_id} is {times} times in chat {chat_id}"


def _ordered(truth: dict[str, list[Message]]) -> Iterator[str]:
    """Dense places and versions (nothing here is ever edited, so there are as many), times that never go back."""
    for chat_id, messages in truth.items():
        expected = list(range(1, len(messages) + 1))
        if [each["seq"] for each in messages] != expected:
            yield f"the places of chat {chat_id} have gaps or twins"
        if sorted(each["version"] for each in messages) != expected:
            yield f"the versions of chat {chat_id} have gaps or twins"
        times = [each["created_at"] for each in messages]
        if times != sorted(times):
            yield f"the times of chat {chat_id} go back"


def _alike(reading: Reading, truth: dict[str, list[Message]]) -> Iterator[str]:
    """The same for all, and the chat says of itself what its messages say."""
    for chat_id, messages in reading.messages.items():
        if messages != truth[chat_id]:
            yield f"user {reading.user_id} sees another chat {chat_id}"
        chat, count = reading.chats.get(chat_id, {}), len(messages)
        if (chat.get("last_seq"), chat.get("version")) != (count, count):
            yield f"chat {chat_id} with {count} messages says {chat.get('last_seq')}, version {chat.get('version')}"
        if chat.get("last_message") != (messages[-1] if messages else None):
            yield f"the last message of chat {chat_id} is another"


def _own(history: History, reading: Reading) -> Iterator[str]:
    """Exactly one's own chats, and not a word from any other."""
    own = {chat_id for chat_id, members in history.members.items() if reading.user_id in members}
    if reading.chats.keys() != own or reading.messages.keys() != own:
        yield f"user {reading.user_id} is in {sorted(own)} and finds {sorted(reading.chats)}"
    for chat_id in [*reading.leaks, *(history.heard[reading.user_id] - own)]:
        yield f"user {reading.user_id} learned of chat {chat_id}"


def _unread(history: History, reading: Reading) -> Iterator[str]:
    """The contract's definition, recomputed; and no acknowledged mark has moved back."""
    total = 0
    for chat_id, messages in reading.messages.items():
        chat = reading.chats[chat_id]
        unread = min(sum(_counts(each, reading.user_id, chat) for each in messages), UNREAD_LIMIT)
        total += unread
        if chat["unread_count"] != unread:
            yield f"chat {chat_id}: user {reading.user_id} has {unread} unread, not {chat['unread_count']}"
        if chat["last_read_seq"] < history.marks.get((reading.user_id, chat_id), 0):
            yield f"chat {chat_id}: the mark of user {reading.user_id} moved back to {chat['last_read_seq']}"
    if reading.unread_total != total:
        yield f"user {reading.user_id} has {total} unread in all, not {reading.unread_total}"


def _counts(message: Message, user_id: str, chat: Chat) -> bool:
    others = message["sender"]["id"] != user_id and message["type"] != "system"
    return others and not message["deleted"] and message["seq"] > chat["last_read_seq"]


def _peer(reading: Reading, readings: list[Reading]) -> Iterator[str]:
    """How far the other has read is how far the other says to have read."""
    for other in readings:
        for chat_id in reading.chats.keys() & other.chats.keys() if other is not reading else ():
            if reading.chats[chat_id]["peer_read_seq"] != other.chats[chat_id]["last_read_seq"]:
                yield f"chat {chat_id}: user {reading.user_id} sees another mark than its owner {other.user_id}"


def _stepped(history: History, device: Device, truth: dict[str, list[Message]]) -> Iterator[str]:
    """Version by version, and each message as it is."""
    for chat_id in device.views:
        before: Message | None = {"version": 0}
        for message in history.steps.get((device.name, chat_id), ()):
            if message and before and message["version"] != before["version"] + 1:
                yield f"{device.name} applied {message['version']} of chat {chat_id} after {before['version']}"
            if message and message not in truth.get(chat_id, [])[message["seq"] - 1 : message["seq"]]:
                yield f"{device.name} applied what is not there: {message}"
            before = message


def _converged(history: History, device: Device, truth: dict[str, list[Message]]) -> Iterator[str]:
    """In the end everybody shows the same."""
    own = {chat_id for chat_id, members in history.members.items() if device.user_id in members}
    if device.views.keys() != own:
        yield f"{device.name} shows {sorted(device.views)} instead of {sorted(own)}"
    for chat_id, view in device.views.items():
        messages = truth.get(chat_id, [])
        if [view.messages[seq] for seq in sorted(view.messages)] != messages:
            yield f"{device.name} shows {len(view.messages)} of {len(messages)} messages of chat {chat_id}"
        if view.version != len(messages):
            yield f"{device.name} holds chat {chat_id} at {view.version}, not {len(messages)}"
