"""A year of two people, told from its beginning to its end."""

from collections import deque
from datetime import datetime, timedelta
from random import Random

from kocmoc.demo.calendar import Calendar, awake
from kocmoc.demo.people import Tie
from kocmoc.demo.scene import Said, Scene, scenes_of
from kocmoc.demo.script import Hour
from kocmoc.demo.speech import Speech, banks_of

# Nothing is said again within so many messages.
MEMORY = 24

_REST = timedelta(minutes=9)
# The scenes not had for the longest come next, but not in the same order every time.
_LOOSENESS = 30


class Year:
    """One tie through a calendar. What is `taboo` is not said: it is yet to come."""

    def __init__(self, tie: Tie, calendar: Calendar, taboo: frozenset[str], random: Random) -> None:
        self._calendar = calendar
        self._taboo = taboo
        self._random = random
        self._recent: deque[str] = deque(maxlen=MEMORY)
        scenes = scenes_of(tie)
        self._feasts = [each for each in scenes if each.talk.is_festive]
        self._others = [each for each in scenes if not each.talk.is_festive]
        self._fitting: dict[Hour, list[Scene]] = {}
        self._turn = 0

    def tell(self, count: int) -> list[Said]:
        """So many messages, in the order of time."""
        said: list[Said] = []
        while len(said) < count:
            at = self._calendar.at((len(said) + self._random.random()) / count)
            if said:
                at = max(at, awake(said[-1].at + _REST, self._random))
            said += self._next(at)
        return said[:count]

    def _next(self, at: datetime) -> list[Said]:
        """The first of what fits this moment that repeats nothing said just before."""
        self._turn += 1
        hour = Hour.of(at)
        for scene in self._choice(at, hour):
            speech = Speech(hour.season, banks_of(scene.tie, scene.talk.words), self._random)
            said = scene.perform(at, speech, self._random)
            texts = {each.text for each in said}
            if len(texts) == len(said) and texts.isdisjoint(self._taboo) and texts.isdisjoint(self._recent):
                scene.told = self._turn
                self._recent.extend(texts)
                return said
        raise ValueError(f"nothing to say {hour}")

    def _choice(self, at: datetime, hour: Hour) -> list[Scene]:
        """A feast first, once; then what they have not had for the longest."""
        if hour not in self._fitting:
            self._fitting[hour] = [each for each in self._others if each.talk.fits(hour)]
        feasts = [each for each in self._feasts if each.told is None and each.castings_on(at)]
        return feasts + sorted(self._fitting[hour], key=self._freshness)

    def _freshness(self, scene: Scene) -> float:
        return (-_LOOSENESS if scene.told is None else scene.told) + self._random.random() * _LOOSENESS
