"""News of stories, each to its own audience."""

import msgspec

from kocmoc import users
from kocmoc.realtime.news.desk import Desk
from kocmoc.stories import StoryEnded, StoryTold


class Ended(msgspec.Struct):
    id: str
    author_id: str


class StoryNews:
    """To everybody who may see it, and to its author's other devices."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def told(self, told: StoryTold) -> None:
        story = msgspec.structs.replace(
            told.story, author=users.bare(told.story.author), viewed=False, views_count=None
        )
        self._desk.tell_each((told.author_id, *told.audience), "story:new", story)

    def ended(self, ended: StoryEnded) -> None:
        news = Ended(str(ended.story_id), str(ended.author_id))
        self._desk.tell_each((ended.author_id, *ended.audience), "story:delete", news)
