"""What a story may be. Nothing here asks the database."""

from datetime import datetime, timedelta

from kocmoc.core import clock, ids, text
from kocmoc.core.errors import Invalid
from kocmoc.stories.errors import EmptyStory
from kocmoc.stories.types import NewStory
from kocmoc.users import UserNotFound

LONGEST_TEXT = 700
MOST_AT_ONCE = 100


def check(story: NewStory) -> str:
    """Its text as it is stored. Raises Invalid and EmptyStory."""
    clean = text.clean(story.text, "text", LONGEST_TEXT)
    if story.type == "text":
        if story.attachment_id is not None:
            raise Invalid.field("attachment_id", "A story of text has no attachment")
        if not text.is_visible(clean):
            raise EmptyStory
    elif story.attachment_id is None:
        raise EmptyStory
    return clean


def life(story: NewStory, longest_seconds: int) -> tuple[datetime, datetime]:
    """From when until when it is told."""
    begin = clock.now()
    return begin, begin + timedelta(seconds=min(story.ttl_hours * 3600, longest_seconds))


def hidden_from(story: NewStory) -> list[int]:
    try:
        return sorted({ids.parse(each, UserNotFound) for each in story.hide_from})
    except UserNotFound:
        raise Invalid.field("hide_from", "There is no such user") from None
