"""A chat as a whole, as one of its members believes it to be: its name, who is in it, how far they have read."""

from typing import Any

Thing = dict[str, Any]

_TOLD = (
    "type",
    "title",
    "description",
    "avatar_url",
    "history",
    "members_count",
    "my_role",
    "last_read_seq",
    "visible_after",
    "pinned",
    "marked_unread",
    "muted_until",
    "draft",
)


class Place:
    """`roles` is None where they are not known: nobody hears of those in a channel but who leads it."""

    def __init__(self, owner_id: str, chat: Thing, roles: dict[str, str] | None = None) -> None:
        self._owner_id = owner_id
        self.told = told(chat)
        self.peer_id = chat["peer"] and chat["peer"]["id"]
        self.roles = roles

    @property
    def shows_members(self) -> bool:
        return self.told["type"] == "group" or (self.told["type"] == "channel" and self.told["my_role"] != "member")

    def update(self, change: Thing) -> None:
        self.told |= {name: value for name, value in change.items() if name in _TOLD}
        if not self.shows_members:
            self.roles = None

    def move(self, change: Thing) -> None:
        """Somebody came, went, or has another role."""
        self.told["members_count"] = change["members_count"]
        if self.roles is not None:
            gone = set(change["removed"])
            self.roles = {user_id: role for user_id, role in self.roles.items() if user_id not in gone}
            self.roles |= change["roles"]

    def read(self, change: Thing) -> None:
        if change["user_id"] == self._owner_id:
            self.told["last_read_seq"] = change["seq"]
        elif change["user_id"] == self.peer_id:
            self.told["peer_read_seq"] = change["seq"]

    def rename_peer(self, user: Thing) -> None:
        if user["id"] == self.peer_id:
            self.told |= {"title": user["display_name"], "avatar_url": user["avatar_url"]}


def told(chat: Thing) -> Thing:
    """What events say of a chat; in a group only the two who have read furthest are known, so nobody's mark here."""
    known = {name: chat[name] for name in _TOLD}
    return known | {"peer_read_seq": chat["peer_read_seq"]} if chat["type"] == "direct" else known
