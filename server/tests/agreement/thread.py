"""The messages of one chat, as one client believes them to be."""

from typing import Any

Thing = dict[str, Any]

# All that is left of a deleted message.
BLANK: Thing = {
    "deleted": True,
    "pinned": False,
    "text": "",
    "entities": [],
    "attachments": [],
    "reactions": [],
    "my_reactions": [],
    "reply_to": None,
    "forwarded_from": None,
    "link_preview": None,
    "system": None,
}
CHANGES = {"message:new", "message:edit", "message:forward", "message:delete", "message:reaction", "message:pin"}


class Thread:
    """Messages by their place, and the version they are at."""

    def __init__(self, owner_id: str, version: int = 0, messages: list[Thing] | None = None) -> None:
        self._owner_id = owner_id
        self.version = version
        self.held = {message["seq"]: message for message in messages or ()}

    @property
    def last(self) -> Thing | None:
        return list(self.held.values())[-1] if self.held else None

    def apply(self, event: str, change: Thing) -> None:
        if change["version"] <= self.version:
            return
        assert change["version"] == self.version + 1, (event, change, self.version)
        self.version = change["version"]
        held, seq = self.held, change["seq"]
        if event in ("message:new", "message:forward", "message:edit"):
            held[seq] = held.get(seq, {"my_reactions": []}) | change
            _quote(held, held[seq])
        elif event == "message:delete":
            held[seq] |= BLANK | {"version": change["version"]}
        elif event == "message:pin":
            held[seq] |= {"version": change["version"], "pinned": change["pinned"]}
        else:
            held[seq] |= {"version": change["version"], "reactions": change["reactions"]}
            self._react(held[seq], change)
        _requote(held, held[seq])

    def begin_behind(self, seq: int) -> None:
        self.held = {each: message for each, message in self.held.items() if each > seq}

    def unread(self, after: int) -> list[Thing]:
        return [
            message
            for message in self.held.values()
            if message["seq"] > after
            and message["sender"]["id"] != self._owner_id
            and message["type"] != "system"
            and not message["deleted"]
        ]

    def mentions(self, after: int) -> list[Thing]:
        return [message for message in self.unread(after) if _names(message, self._owner_id)]

    def _react(self, message: Thing, change: Thing) -> None:
        if change["user_id"] == self._owner_id:
            others = [emoji for emoji in message["my_reactions"] if emoji != change["emoji"]]
            message["my_reactions"] = others + [change["emoji"]] * change["added"]


def shared(message: Thing) -> Thing:
    """Without what only this reader may know, which events do not say, and without names, which people change."""
    shared = message | {"sender": message["sender"]["id"]}
    if shared["forwarded_from"]:
        shared["forwarded_from"] = shared["forwarded_from"]["sent_at"]
    if shared["reply_to"]:
        shared["reply_to"] = shared["reply_to"] | {"sender_name": ""}
    return shared


def _quote(held: dict[int, Thing], message: Thing) -> None:
    """Where members begin at different places an event quotes nobody; who holds the parent knows more."""
    parent = held.get(message["reply_to"]["seq"]) if message["reply_to"] else None
    if parent:
        _requote({0: message}, parent)


def _requote(held: dict[int, Thing], parent: Thing) -> None:
    """Quotes are always read from the parent."""
    for message in held.values():
        if message.get("reply_to") and message["reply_to"]["seq"] == parent["seq"]:
            message["reply_to"] = message["reply_to"] | {key: parent[key] for key in ("type", "text", "deleted")}


def _names(message: Thing, user_id: str) -> bool:
    return any(each["type"] == "mention" and each["user_id"] == user_id for each in message["entities"])
