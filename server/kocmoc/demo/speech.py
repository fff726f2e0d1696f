"""From the line of a script to what somebody really writes.

<Привет|Здравствуй>     one of these
приш(ёл/ла) приш[ёл/ла] by the gender of who speaks, of who is spoken to
$место $место:где       a word of words.txt, the same to the end of the talk; $место2 is another one
#3-9 #3-9:час,часа,часов #1200-4800*50    a number, with its noun, in steps
"""

import re
from collections.abc import Mapping
from functools import cache
from random import Random
from typing import NamedTuple

from kocmoc.demo.people import CAST, CIRCLES, PROPER, SONS, Person, Tie
from kocmoc.demo.script import FOLDER

NBSP = "\u00a0"

_CHOICE = re.compile(r"<([^<>]*)>")
_SPEAKER = re.compile(r"\(([^()/]*)/([^()/]*)\)")
_LISTENER = re.compile(r"\[([^\[\]/]*)/([^\[\]/]*)\]")
_WORD = re.compile(r"\$([а-яё]+)(\d?)(?::([а-яё]+))?")
_NUMBER = re.compile(r"#(\d+)-(\d+)(?:\*(\d+))?(?::(\w+),(\w+),(\w+))?")
_UNIT = re.compile(r"(?<=\d) (?=(?:₽|%|°C?|км/ч|км|кг|мм|см|м/с|м|мин|с|г|л|ч|МБ|ГБ|тыс\.?|шт|px|ISO)(?!\w))")


class Bank(NamedTuple):
    """Words of one kind, each in the same forms."""

    forms: tuple[str, ...]
    entries: tuple[tuple[str, ...], ...]


@cache
def banks() -> dict[str, Bank]:
    """The banks of words.txt; a bank of one season is named like `цель зима`."""
    pages = re.split(r"\n\s*\n", (FOLDER / "words.txt").read_text("utf-8").strip())
    return dict(_bank(page) for page in pages)


def _bank(page: str) -> tuple[str, Bank]:
    header, *rows = page.split("\n")
    name, _, forms = header.partition(":")
    entries = tuple(tuple(form.strip() for form in row.split(" / ")) for row in rows)
    bank = Bank(tuple(forms.split()) or ("",), entries)
    if any(len(entry) != len(bank.forms) for entry in entries):
        raise ValueError(f"words.txt: an entry of {name} has not the forms {bank.forms}")
    return name, bank


@cache
def banks_of(tie: Tie, kinds: frozenset[str]) -> dict[str, Bank]:
    """The banks of certain two: a third they both know from talks of these kinds, and a son's brother."""
    circle = next((CIRCLES[kind] for kind in sorted(kinds & CIRCLES.keys())), CIRCLES["друзья"])
    return {name: _names(people, tie) for name, people in (("третий", circle), ("брат", SONS))}


def _names(people: tuple[str, ...], tie: Tie) -> Bank:
    return Bank(
        ("", "кого", "кому", "кем"), tuple(CAST[each].names for each in people if each not in (tie.one, tie.other))
    )


class Speech:
    """What is said in one talk. `extra` are banks that come before those of words.txt."""

    def __init__(self, season: str, extra: Mapping[str, Bank], random: Random) -> None:
        self._season = season
        self._extra = extra
        self._random = random
        self._chosen: dict[tuple[str, str], tuple[str, ...]] = {}

    def say(self, line: str, speaker: Person, listener: Person) -> str:
        """This line as the speaker writes it."""
        line = _CHOICE.sub(self._choose, line)
        line = _SPEAKER.sub(lambda found: found[1 if speaker.is_man else 2], line)
        line = _LISTENER.sub(lambda found: found[1 if listener.is_man else 2], line)
        line = _WORD.sub(lambda found: self._word(found, speaker, listener), line)
        line = _NUMBER.sub(self._number, line)
        return manner(_UNIT.sub(NBSP, line), speaker)

    def _choose(self, found: re.Match[str]) -> str:
        words: list[str] = found[1].split("|")
        return self._random.choice(words)

    def _word(self, found: re.Match[str], speaker: Person, listener: Person) -> str:
        name, number, form = found[1], found[2], found[3]
        if name == "ты":
            return listener.called_by(speaker)
        bank = self._find(name)
        if (name, number) not in self._chosen:
            taken = [entry for (other, _), entry in self._chosen.items() if other == name]
            self._chosen[name, number] = self._random.choice([each for each in bank.entries if each not in taken])
        return self._chosen[name, number][bank.forms.index(form) if form else 0]

    def _find(self, name: str) -> Bank:
        return self._extra.get(name) or banks().get(f"{name} {self._season}") or banks()[name]

    def _number(self, found: re.Match[str]) -> str:
        number = self._random.randrange(int(found[1]), int(found[2]) + 1, int(found[3] or 1))
        shown = f"{number:,}".replace(",", NBSP) if number > 9999 or (number > 999 and found[3]) else str(number)
        return shown + NBSP + found[4 + plural(number)] if found[4] else shown


def plural(number: int) -> int:
    """Which of three Russian forms a number takes: 1 час, 2 часа, 5 часов."""
    if number % 10 == 1 and number % 100 != 11:
        return 0
    return 1 if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else 2


def manner(text: str, speaker: Person) -> str:
    """Some never bother with capital letters."""
    first = re.match(r"[А-ЯЁ][а-яё]*", text)
    if not speaker.is_casual or not first or first[0] in PROPER or text[first.end() : first.end() + 1].isalnum():
        return text
    return text[0].lower() + text[1:]
