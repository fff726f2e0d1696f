"""The scripts of the demo world: short talks of two people, and when each of them fits.

    # клуб вечер будни зима        who has such talks, and when; dates as 31.12 or 01.01-03.01, or `рождение` of Б
    # мама А=mama Б=м без=kostya   who plays whom: a username, м or ж; who must not be there
    А: Едем?                       А opens, Б answers
    ~ Б: Едем                      a few hours later; `+5` after so many minutes, `+1д` after so many days
    ? А: {Ура|Хорошо}              the talk may end before it

A talk with {one|other} is several talks: the first has the first of every such group, the second the second. What may
be said in any of them is <one|other>.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from kocmoc.demo.people import Person

FOLDER = Path(__file__).parent

KINDS = frozenset(["клуб", "работа", "пара", "друзья", "мама", "гараж", "брат", "оптика", "заметки", "все"])
PARTS = ("ночь", "утро", "день", "вечер")
DAYS = ("будни", "выходные")
SEASONS = ("зима", "весна", "лето", "осень")

_HEADER = re.compile(r"#\s+(.*)")
_LINE = re.compile(r"(?P<marks>[?~]?|\+\d+д?)\s*(?P<who>[АБ]): (?P<text>.*)")
_GROUP = re.compile(r"\{([^{}]*)\}")
_DATES = re.compile(r"(\d\d)\.(\d\d)(?:-(\d\d)\.(\d\d))?")


class Line(NamedTuple):
    """What one of the two says. `pause` is in minutes; None is as long as it takes to type."""

    opens: bool
    text: str
    may_end: bool = False
    later: bool = False
    pause: int | None = None


class Hour(NamedTuple):
    """All a talk may ask of a moment."""

    season: str
    part: str
    day: str

    @classmethod
    def of(cls, moment: datetime) -> "Hour":
        return cls(
            SEASONS[moment.month % 12 // 3],
            PARTS[0 if moment.hour == 23 else (moment.hour + 1) // 6],
            DAYS[moment.weekday() >= 5],
        )


class Talk(NamedTuple):
    """Lines, and whom and when they fit. What is not asked for does not matter."""

    lines: tuple[Line, ...]
    words: frozenset[str]
    dates: tuple[tuple[int, int], ...]
    roles: dict[str, str]

    @property
    def is_festive(self) -> bool:
        """Whether it belongs to certain days of the year, or to a birthday."""
        return bool(self.dates) or "рождение" in self.words

    def suits(self, kinds: str, opens: Person, answers: Person) -> bool:
        """Whether these two, having such talks, may have this one."""
        absent = self.roles.get("без", "").split(",")
        return (
            not self.words.isdisjoint(kinds.split())
            and opens.username not in absent
            and answers.username not in absent
            and _plays(opens, self.roles.get("А"))
            and _plays(answers, self.roles.get("Б"))
        )

    def fits(self, hour: Hour) -> bool:
        return all(not (asked := self.words.intersection(each)) or now in asked for each, now in _asked(hour))

    def is_on(self, day: datetime) -> bool:
        number = day.month * 100 + day.day
        return not self.dates or any(first <= number <= last for first, last in self.dates)


def _plays(person: Person, role: str | None) -> bool:
    return role in (None, person.username, "м" if person.is_man else "ж")


def _asked(hour: Hour) -> list[tuple[tuple[str, ...], str]]:
    return [(SEASONS, hour.season), (PARTS, hour.part), (DAYS, hour.day)]


@cache
def talks() -> tuple[Talk, ...]:
    """Every talk there is."""
    return tuple(talk for path in sorted((FOLDER / "talk").glob("*.txt")) for talk in read(path))


def read(path: Path) -> list[Talk]:
    """The talks of one file. Raises ValueError, naming the place."""
    pages = re.split(r"\n\s*\n", path.read_text("utf-8").strip())
    return [talk for page in pages for talk in _variants(page, f"{path.name}: {page[:60]!r}")]


def _variants(page: str, place: str) -> Iterator[Talk]:
    counts = {len(_choices(group)) for group in _GROUP.findall(page)} or {1}
    if len(counts) > 1:
        raise ValueError(f"{place}: groups of different lengths, {sorted(counts)}")
    for n in range(counts.pop()):
        yield _talk(_GROUP.sub(partial(_member, n), page), place)


def _member(n: int, group: re.Match[str]) -> str:
    return _choices(group[1])[n]


def _choices(group: str) -> list[str]:
    """The members of a group; those of a <choice> inside belong together."""
    return re.split(r"\|(?![^<>]*>)", group)


def _talk(page: str, place: str) -> Talk:
    header, *rest = page.split("\n")
    found = _HEADER.fullmatch(header)
    if not found or not rest:
        raise ValueError(f"{place}: a header and lines are expected")
    tokens = found[1].split()
    roles = dict(token.split("=") for token in tokens if "=" in token)
    dates = tuple(_dates(each) for token in tokens if (each := _DATES.fullmatch(token)))
    words = frozenset(token for token in tokens if "=" not in token and not _DATES.fullmatch(token))
    if strangers := words - KINDS - {*PARTS, *DAYS, *SEASONS, "рождение"}:
        raise ValueError(f"{place}: {strangers} mean nothing")
    return Talk(tuple(_lines(rest, place)), words, dates, roles)


def _dates(found: re.Match[str]) -> tuple[int, int]:
    first = int(found[2]) * 100 + int(found[1])
    return first, int(found[4]) * 100 + int(found[3]) if found[3] else first


def _lines(rows: list[str], place: str) -> list[Line]:
    lines: list[Line] = []
    for row in rows:
        if row.startswith("  ") and lines:
            lines[-1] = lines[-1]._replace(text=f"{lines[-1].text}\n{row.strip()}")
        elif found := _LINE.fullmatch(row):
            lines.append(_line(found))
        else:
            raise ValueError(f"{place}: {row!r} is no line")
    return lines


def _line(found: re.Match[str]) -> Line:
    marks = found["marks"]
    pause = int(marks[1:].rstrip("д")) * (1440 if marks.endswith("д") else 1) if marks.startswith("+") else None
    return Line(found["who"] == "А", found["text"].strip(), marks == "?", marks == "~", pause)
