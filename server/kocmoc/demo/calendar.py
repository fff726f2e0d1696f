"""When people of the demo world write: not at night, at weekends or only at work, now nothing, then a lot."""

from bisect import bisect_right
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

# How much is written in each hour of the day, from midnight on: on working days, at weekends.
_HOURS = {
    "работа": ("000000000379986899752110", "000000000012233333221100"),
    "мама": ("000000146642345433579961", "000000025898765556789840"),
    "гараж": ("000000012222344334688630", "000000003799989887765310"),
    "клуб": ("310000013332345433459998", "532000012345545455678997"),
    "": ("200000135543455544568985", "311000001346777767788874"),
}
_WORK_AT_WEEKENDS = 0.12
_HOLIDAYS = ((101, 108), (501, 503), (509, 509), (612, 612), (1104, 1104))
_FEASTS = frozenset((1231, 101, 214, 223, 308, 412, 509, 812, 1117))
_MOODS = ((0.0, 0.4, 1.0, 1.8, 3.5), (25, 20, 30, 17, 8))
_WAKING = 7


class Calendar:
    """A stretch of days in the local time of one chat, some of them silent."""

    def __init__(self, kind: str, since: datetime, until: datetime, random: Random) -> None:
        self._hours = _HOURS.get(kind, _HOURS[""])
        self._days = [since + timedelta(days=n) for n in range((until - since).days)]
        weights = [_weight(day, kind) * random.choices(*_MOODS)[0] for day in self._days]
        self._sums = list(accumulate(weight + 0.01 for weight in weights))

    def at(self, share: float) -> datetime:
        """The moment by which this share of everything has been written."""
        wanted = min(share, 0.9999) * self._sums[-1]
        n = bisect_right(self._sums, wanted)
        before = self._sums[n - 1] if n else 0.0
        return self._days[n] + self._time((wanted - before) / (self._sums[n] - before), _is_free(self._days[n]))

    def _time(self, share: float, free: bool) -> timedelta:
        sums = list(accumulate(map(int, self._hours[free])))
        hour = bisect_right(sums, share * sums[-1])
        before = sums[hour - 1] if hour else 0
        return timedelta(hours=hour + (share * sums[-1] - before) / (sums[hour] - before))


def awake(moment: datetime, random: Random) -> datetime:
    """The same moment, or the next morning when people sleep."""
    if 2 <= moment.hour < _WAKING:
        return moment.replace(hour=_WAKING, minute=random.randrange(60), second=random.randrange(60))
    return moment


def _weight(day: datetime, kind: str) -> float:
    if kind == "работа":
        return _WORK_AT_WEEKENDS if _is_free(day) else 1
    festive = 4 if _number(day) in _FEASTS else 1
    return festive * (1.4 if _is_free(day) else 0.9)


def _is_free(day: datetime) -> bool:
    return day.weekday() >= 5 or any(first <= _number(day) <= last for first, last in _HOLIDAYS)


def _number(day: datetime) -> int:
    return day.month * 100 + day.day
