"""How the main account's chats stand now: their last talks are written out in last/*.txt, not drawn.

# назад=9 новых=2 ждут=1    ended so many minutes ago; unread by the main account, by the other
# ночь                      people who are up at night anyway
А: [dawn.jpg] Смотри       what is shown with it: a file of shown/, or one of our stickers by its emoji
"""

from datetime import datetime, timedelta
from functools import cache
from random import Random

from kocmoc.demo.gallery import showing
from kocmoc.demo.people import CAST, Tie
from kocmoc.demo.scene import Casting, Said, spoken
from kocmoc.demo.script import FOLDER, Hour, Talk, read
from kocmoc.demo.speech import Speech

_NIGHT = range(1, 7)
_EVENING_BEFORE = timedelta(hours=7)


def ending(tie: Tie, now: datetime, random: Random) -> list[Said]:
    """The last talk of this tie; the tie's first is its А."""
    talk = _talk(tie.other)
    casting = Casting(CAST[tie.one], CAST[tie.other])
    said = list(spoken(talk.lines, casting, now, Speech(Hour.of(now).season, {}, random), random))
    over = now - timedelta(minutes=int(talk.roles["назад"]))
    if over.hour in _NIGHT and "ночь" not in talk.words:
        over -= _EVENING_BEFORE
    shift = over - said[-1].at
    return [showing(each)._replace(at=each.at + shift) for each in said]


def left_unread(tie: Tie) -> dict[str, int]:
    """How many messages of its last talk are still to be read, by each of the two."""
    roles = _talk(tie.other).roles
    return {tie.other: int(roles.get("ждут", 0))} | {tie.one: int(roles.get("новых", 0))}


@cache
def _talk(username: str) -> Talk:
    (talk,) = read(FOLDER / "last" / f"{username}.txt")
    return talk
