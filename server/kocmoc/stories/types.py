"""What goes in and what comes out."""

from typing import Annotated, Literal, NamedTuple

import asyncpg
import msgspec
from msgspec import Meta, Struct

from kocmoc.core import clock
from kocmoc.uploads import Attachment
from kocmoc.users import User

StoryType = Literal["photo", "video", "text"]
Background = Annotated[int, Meta(ge=0, le=7)]


class NewStory(Struct, kw_only=True, forbid_unknown_fields=True):
    """A story to be told for so many hours, to everybody one shares a direct chat or a group with but these."""

    type: StoryType
    text: str = ""
    attachment_id: str | None = None
    background: Background = 0
    ttl_hours: Literal[6, 12, 24, 48] = 24
    hide_from: Annotated[list[str], Meta(max_length=1000)] = []


class Story(Struct, kw_only=True):
    """A story as somebody sees it. Only its author is told how many have."""

    id: str
    author: User
    type: StoryType
    text: str
    attachment: Attachment | None
    background: Background
    created_at: str
    expires_at: str
    viewed: bool
    views_count: int | None


class Stories(Struct):
    """One page of stories, the newest first."""

    stories: list[Story]
    next_cursor: str | None


class StoryView(Struct):
    """Somebody who has seen a story, and when first."""

    user: User
    viewed_at: str


class Viewers(Struct):
    """One page of those who have seen a story, the latest first."""

    viewers: list[StoryView]
    next_cursor: str | None


class StoryTold(NamedTuple):
    """`story.told`: to these people, beside its author."""

    story: Story
    author_id: int
    audience: list[int]


class StoryEnded(NamedTuple):
    """`story.ended`: before its time."""

    story_id: int
    author_id: int
    audience: list[int]


def from_row(row: asyncpg.Record, author: User, viewer_id: int) -> Story:
    """A row of `store.STORY`."""
    shown = row["attachment"]
    return Story(
        id=str(row["id"]),
        author=author,
        type=row["type"],
        text=row["text"],
        attachment=msgspec.json.decode(shown, type=Attachment) if shown else None,
        background=row["background"],
        created_at=clock.wire(row["created_at"]),
        expires_at=clock.wire(row["expires_at"]),
        viewed=row["viewed"],
        views_count=row["views_count"] if row["author_id"] == viewer_id else None,
    )
