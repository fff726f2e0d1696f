"""News of who is in a chat, and what they are in it."""

from collections import defaultdict
from collections.abc import Awaitable, Iterable

import msgspec

from kocmoc import chats, users
from kocmoc.chats import ChatUpdate, Joined, Left, Role, RolesChanged
from kocmoc.core.db import Database
from kocmoc.realtime.news.chats import Gone
from kocmoc.realtime.news.desk import Desk
from kocmoc.realtime.news.pace import Pace
from kocmoc.realtime.presence import Presence
from kocmoc.realtime.typists import Typists
from kocmoc.users import NobodyOnline, User, Viewer


class MembersChange(msgspec.Struct):
    """Who came, who went, and what the roles of those are who are there."""

    chat_id: str
    members_count: int
    added: list[User]
    removed: list[str]
    roles: dict[str, Role]


class _Moves:
    """Who has come, and whose place may be another one, since it was last told."""

    def __init__(self) -> None:
        self.came: set[int] = set()
        self.moved: set[int] = set()


class MemberNews:
    """Whoever comes, goes or is given another role is told at once. The others hear of it once a second, and what
    they hear is read then: so it is true, in whatever order it happened."""

    def __init__(self, desk: Desk, database: Database, presence: Presence, typists: Typists) -> None:
        self._desk = desk
        self._database = database
        self._presence = presence
        self._typists = typists
        self._moves: dict[int, _Moves] = defaultdict(_Moves)
        self.pace = Pace(self._tell)

    def joined(self, joined: Joined) -> None:
        """They are in at once."""
        self._presence.met(joined.user_ids)
        for user_id in joined.user_ids:
            self._desk.join(user_id, joined.chat_id, joined.visible_after)
        self._moves[joined.chat_id].came.update(joined.user_ids)
        self._move(joined.chat_id, joined.user_ids)

    def left(self, left: Left) -> Awaitable[None]:
        """They are out before anybody says so."""
        self._typists.stop(left.chat_id, left.user_id)
        out = self._desk.part(left.user_id, left.chat_id)
        self._desk.tell(f"user:{left.user_id}", "chat:gone", Gone(str(left.chat_id)))
        self._move(left.chat_id, [left.user_id])
        return out

    def roles_changed(self, changed: RolesChanged) -> None:
        for user_id, role in changed.roles.items():
            update = ChatUpdate(chat_id=str(changed.chat_id), my_role=role)
            self._desk.tell(f"user:{user_id}", "chat:update", update)
        self._move(changed.chat_id, changed.roles)

    def _move(self, chat_id: int, user_ids: Iterable[int]) -> None:
        self._moves[chat_id].moved.update(user_ids)
        self.pace.due(chat_id)

    def _tell(self, chat_id: int) -> None:
        self._desk.later(self._tell_of(chat_id, self._moves.pop(chat_id)))

    async def _tell_of(self, chat_id: int, moves: _Moves) -> None:
        roll = await chats.find_roll(self._database, chat_id, sorted(moves.moved))
        if roll is None:
            return
        came = [user_id for user_id in roll.roles if user_id in moves.came]
        people = await users.find_many(self._database, Viewer(0, NobodyOnline()), came)
        change = MembersChange(
            chat_id=str(chat_id),
            members_count=roll.members_count,
            added=[users.bare(people[user_id]) for user_id in came],
            removed=[str(user_id) for user_id in sorted(moves.moved - roll.roles.keys())],
            roles={str(user_id): role for user_id, role in roll.roles.items()},
        )
        if roll.chat_type == "channel":
            update = ChatUpdate(chat_id=str(chat_id), members_count=roll.members_count)
            self._desk.tell(f"chat:{chat_id}", "chat:update", update)
            for leader_id in await chats.list_leader_ids(self._database, chat_id):
                self._desk.tell(f"user:{leader_id}", "chat:members", change)
        else:
            self._desk.tell(f"chat:{chat_id}", "chat:members", change)

    def close(self) -> None:
        self.pace.close()
