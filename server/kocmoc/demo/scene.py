"""A talk as two certain people have it: who opens, what becomes of its lines, how long each of them takes."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import takewhile
from random import Random
from typing import NamedTuple

from kocmoc.demo.calendar import awake
from kocmoc.demo.people import CAST, Person, Tie
from kocmoc.demo.script import Line, Talk, talks
from kocmoc.demo.speech import Speech

_GOES_ON = 0.7
_LETTERS_A_SECOND = 7


class Said(NamedTuple):
    """Who said what, when, and what was shown with it."""

    author: str
    text: str
    at: datetime
    shows: tuple[str, ...] = ()


class Casting(NamedTuple):
    """Who is А and who is Б. In notes to oneself both are the same."""

    opens: Person
    answers: Person


class Scene:
    """What a tie makes of a talk. `told` is the turn at which it was had last."""

    def __init__(self, tie: Tie, talk: Talk) -> None:
        one, other = CAST[tie.one], CAST[tie.other]
        both = {Casting(one, other), Casting(other, one)}
        self.tie = tie
        self.talk = talk
        self.castings = sorted(each for each in both if talk.suits(tie.kinds, *each))
        self.told: int | None = None

    def castings_on(self, day: datetime) -> list[Casting]:
        """Who may have it on this day: of a birthday, only the one whose it is answers."""
        if "рождение" in self.talk.words:
            return [each for each in self.castings if each.answers.born == (day.month, day.day)]
        return self.castings if self.talk.is_on(day) else []

    def perform(self, at: datetime, speech: Speech, random: Random) -> list[Said]:
        """Has it, beginning at this moment."""
        casting = random.choice(self.castings_on(at))
        lines = takewhile(lambda line: not line.may_end or random.random() < _GOES_ON, self.talk.lines)
        return list(spoken(lines, casting, at, speech, random))


def scenes_of(tie: Tie) -> list[Scene]:
    """All this tie can have."""
    scenes = (Scene(tie, talk) for talk in talks())
    return [scene for scene in scenes if scene.castings]


def spoken(lines: Iterable[Line], casting: Casting, at: datetime, speech: Speech, random: Random) -> Iterator[Said]:
    """The lines in words and in time. The first is said at once, whatever its pause."""
    before: Said | None = None
    for line in lines:
        speaker, listener = casting if line.opens else casting[::-1]
        text = speech.say(line.text, speaker, listener)
        if before:
            at = _after(before, line, speaker.username, text, random)
        before = Said(speaker.username, text, at)
        yield before


def _after(before: Said, line: Line, author: str, text: str, random: Random) -> datetime:
    if line.pause is not None:
        return before.at + timedelta(minutes=line.pause, seconds=random.uniform(1, 50))
    if line.later:
        return awake(before.at + timedelta(hours=random.uniform(0.7, 5)), random)
    thought = random.uniform(2, 9) if author == before.author else min(random.lognormvariate(3, 1), 1500) + 3
    return before.at + timedelta(seconds=thought + len(text) / _LETTERS_A_SECOND)
