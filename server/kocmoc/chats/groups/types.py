"""What goes in, and what is kept."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from kocmoc import users
from kocmoc.chats import rules
from kocmoc.chats.members.types import UserIds
from kocmoc.chats.types import ChatUpdate, History


class NewGroup(Struct, forbid_unknown_fields=True):
    """A group or channel, and who is in it from the beginning, beside its owner."""

    title: str
    description: str | None = None
    member_ids: UserIds = []
    avatar_id: str | None = None
    type: Literal["group", "channel"] = "group"
    history: History = "all"


class Group(Struct, frozen=True):
    """What everybody in a group or channel sees of it alike."""

    title: str
    description: str
    avatar: str | None
    history: History


class GroupChange(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays; null clears: no description then, no picture, and all of the history is shown to whoever
    joins. `avatar_id` is a photo I have uploaded."""

    title: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    avatar_id: str | UnsetType | None = UNSET
    history: History | UnsetType | None = UNSET

    def kept(self, avatar: str | None) -> str | None:
        """What there is for a picture, unless another is wished for."""
        return avatar if self.avatar_id is UNSET else None

    def apply(self, before: Group, avatar: str | None) -> Group:
        """With the avatar it is to have."""
        return Group(
            title=before.title if self.title is UNSET else rules.title(self.title),
            description=before.description if self.description is UNSET else rules.description(self.description or ""),
            avatar=avatar,
            history=before.history if self.history is UNSET else self.history or "all",
        )


def difference(chat_id: int, before: Group, after: Group) -> ChatUpdate:
    return ChatUpdate(
        chat_id=str(chat_id),
        title=after.title if after.title != before.title else UNSET,
        description=after.description if after.description != before.description else UNSET,
        avatar_url=users.avatar_url(after.avatar) if after.avatar != before.avatar else UNSET,
        history=after.history if after.history != before.history else UNSET,
    )
