"""The whole demo world as it is at one moment: the same moment, the same world."""

from datetime import datetime, timedelta
from itertools import takewhile
from random import Random
from typing import NamedTuple
from uuid import UUID

from kocmoc.demo.calendar import Calendar
from kocmoc.demo.ending import ending, left_unread
from kocmoc.demo.people import CAST, MAIN, TIES, Tie
from kocmoc.demo.scene import Said
from kocmoc.demo.year import Year

_YEAR = timedelta(days=365)
_LATEST_TO_MEET = 60
_BLINK = timedelta(seconds=20)


class Chat(NamedTuple):
    """What two people (or one, in notes to oneself) wrote, and how much of it each of them has not read yet."""

    people: tuple[str, ...]
    said: list[Said]
    client_ids: list[UUID]
    unread: dict[str, int]

    @property
    def made_at(self) -> datetime:
        return self.said[0].at - timedelta(minutes=2)


class World(NamedTuple):
    """All chats, who was here last when, and when it all began."""

    chats: list[Chat]
    seen_at: dict[str, datetime]
    began_at: datetime


def make(now: datetime) -> World:
    """The world at this moment, which has a time zone: in that one its people sleep at night."""
    chats = [_chat(tie, now) for tie in TIES]
    seen_at = {name: max(said.at for chat in chats for said in chat.said if said.author == name) for name in CAST}
    return World(chats, seen_at, _midnight(now) - _YEAR)


def _chat(tie: Tie, now: datetime) -> Chat:
    random = Random(f"{tie.one} {tie.other}")
    last = ending(tie, now, random) if tie.one == MAIN else []
    until = _midnight(last[0].at if last else now)
    met = timedelta(days=random.randrange(1, _LATEST_TO_MEET) if tie.volume < 1000 else 1)
    calendar = Calendar(tie.kinds.split()[0], _midnight(now) - _YEAR + met, until, random)
    year = Year(tie, calendar, frozenset(each.text for each in last), random)
    said = _precise(_ended(year.tell(tie.volume - len(last)), until) + last)
    client_ids = [UUID(int=random.getrandbits(128), version=4) for _ in said]
    return Chat(tuple(sorted({tie.one, tie.other})), said, client_ids, _unread(tie, said, random))


def _ended(said: list[Said], until: datetime) -> list[Said]:
    """What a late talk carried beyond the end happened, in haste, just before it."""
    for n in reversed(range(len(said))):
        if said[n].at < until:
            break
        until -= _BLINK
        said[n] = said[n]._replace(at=until)
    return said


def _precise(said: list[Said]) -> list[Said]:
    """To the millisecond, as all times of messages are."""
    return [each._replace(at=each.at.replace(microsecond=each.at.microsecond // 1000 * 1000)) for each in said]


def _unread(tie: Tie, said: list[Said], random: Random) -> dict[str, int]:
    if tie.one == MAIN:
        return left_unread(tie)
    author = said[-1].author
    run = len(list(takewhile(lambda each: each.author == author, reversed(said))))
    reader = tie.other if author == tie.one else tie.one
    return {tie.one: 0, tie.other: 0} | {reader: min(run, random.randrange(4) // 2)}


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
