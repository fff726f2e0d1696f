"""From what has happened to who hears of it: the rooms' events, put on the bus for every process."""

from kocmoc.core.bus import Bus
from kocmoc.core.db import Database
from kocmoc.realtime.news.chats import ChatNews
from kocmoc.realtime.news.desk import Desk
from kocmoc.realtime.news.marks import MarkNews
from kocmoc.realtime.news.members import MemberNews
from kocmoc.realtime.news.messages import MessageNews
from kocmoc.realtime.news.people import PeopleNews
from kocmoc.realtime.news.stories import StoryNews
from kocmoc.realtime.news.typing import TypingNews
from kocmoc.realtime.presence import Presence
from kocmoc.realtime.rooms import Rooms
from kocmoc.realtime.typists import Typists


class Newsroom:
    """One editor a topic; all of them publish over the same desk."""

    def __init__(self, bus: Bus, database: Database, rooms: Rooms, presence: Presence) -> None:
        self.desk = Desk(bus)
        self.typists = Typists(TypingNews(self.desk).changed)
        self.messages = MessageNews(self.desk)
        self.chats = ChatNews(self.desk, database, rooms, presence)
        self.members = MemberNews(self.desk, database, presence, self.typists)
        self.marks = MarkNews(self.desk)
        self.people = PeopleNews(self.desk, database, presence)
        self.stories = StoryNews(self.desk)
        rooms.on_show = self.chats.show
        rooms.on_said = self.typists.said

    async def close(self) -> None:
        self.typists.close()
        self.members.close()
        self.marks.close()
        await self.desk.close()


__all__ = ["Newsroom"]
