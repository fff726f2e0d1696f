"""What goes in and what comes out."""

from typing import Annotated, Literal, NamedTuple
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from kocmoc.uploads import Attachment
from kocmoc.users import User

MessageType = Literal["text", "photo", "video", "document", "audio", "sticker", "system"]
DraftType = Literal["text", "photo", "video", "document", "audio", "sticker"]
EntityType = Literal["bold", "italic", "underline", "strike", "spoiler", "code", "pre", "quote", "link", "mention"]
DeedKind = Literal["created", "joined", "left", "added", "removed", "renamed", "avatar", "pinned", "owner"]

# A place in a chat, or a version of it. Larger than any that exists is harmless; larger than the column is refused.
Seq = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class Entity(Struct, frozen=True, forbid_unknown_fields=True):
    """How a stretch of the text is meant. Offsets count UTF-16 code units."""

    type: EntityType
    offset: Annotated[int, Meta(ge=0, le=2**31 - 1)]
    length: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    url: str | None = None
    language: str | None = None
    user_id: str | None = None


Entities = Annotated[list[Entity], Meta(max_length=100)]


class Draft(Struct, frozen=True, forbid_unknown_fields=True):
    """A message as its author sends it. `client_id` is the author's own: sent again, it is the same message."""

    client_id: UUID
    text: str = ""
    type: DraftType | None = None
    entities: Entities = []
    attachment_ids: Annotated[list[str], Meta(max_length=10)] = []
    sticker_id: str | None = None
    reply_to_id: str | None = None
    silent: bool = False


class Revision(Struct, frozen=True, forbid_unknown_fields=True):
    """What a message is to say instead."""

    text: str
    entities: Entities = []


class Sender(Struct, frozen=True):
    """As much of a user as a message shows."""

    id: str
    username: str
    display_name: str
    avatar_url: str | None
    accent: int


class Quote(Struct, frozen=True):
    """What a message replies to, as it is now."""

    id: str
    seq: int
    sender_name: str
    type: MessageType
    text: str
    deleted: bool


class Origin(Struct, frozen=True):
    """Who wrote a forwarded message first. The ids are null unless whoever reads may go there."""

    sender_name: str
    sender_id: str | None
    chat_id: str | None
    message_id: str | None
    sent_at: str


class Reaction(Struct, frozen=True):
    emoji: str
    count: int


class LinkPreview(Struct, frozen=True):
    """What the first link of a message leads to."""

    url: str
    title: str
    description: str
    site_name: str
    thumbnail_url: str | None = None


class Deed(Struct, frozen=True):
    """What was done to a chat, and by whom; the content of a message of type `system`."""

    kind: DeedKind
    actor_id: str
    user_ids: list[str] = []
    value: str | None = None


class Message(Struct, kw_only=True, frozen=True):
    """A message on the wire. Events leave `my_reactions` out: they carry nobody's own view."""

    id: str
    chat_id: str
    seq: int
    version: int
    client_id: str | None
    sender: Sender
    type: MessageType
    text: str
    entities: list[Entity] = []
    attachments: list[Attachment] = []
    reply_to: Quote | None = None
    forwarded_from: Origin | None = None
    reactions: list[Reaction] = []
    my_reactions: list[str] | UnsetType = UNSET
    link_preview: LinkPreview | None = None
    system: Deed | None = None
    silent: bool = False
    edited: bool = False
    edited_at: str | None = None
    pinned: bool = False
    deleted: bool = False
    created_at: str


class Deleted(Struct, frozen=True):
    """`message.deleted`: nothing of it is left but its place."""

    id: str
    chat_id: str
    seq: int
    version: int
    sender_id: str
    # What the chat itself had said counts as unread for nobody.
    type: MessageType


class Reacted(Struct, frozen=True):
    """`message.reacted`: somebody added or took back a reaction."""

    id: str
    chat_id: str
    seq: int
    version: int
    reactions: list[Reaction]
    user_id: str
    emoji: str
    added: bool


class Pinned(Struct, frozen=True):
    """`message.pinned`, or unpinned."""

    id: str
    chat_id: str
    seq: int
    version: int
    pinned: bool


class DraftCleared(NamedTuple):
    """`draft.cleared`: what somebody had begun to write in a chat has been sent."""

    chat_id: int
    user_id: int


class Read(Struct, frozen=True):
    """Who has read a message, and when; null when that is nobody's business, or too long ago to be known."""

    user: User
    read_at: str | None = None


class Reads(Struct):
    reads: list[Read]
    next_cursor: str | None
