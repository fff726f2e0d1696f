"""What counts as a slip, and that the trigrams of whatever does are found."""

from collections.abc import Awaitable, Callable

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kocmoc.core import spelling


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("гагарин", "гагорин"),
        ("гагарин", "гаграин"),
        ("гагарин", "гагрин"),
        ("гагарин", "гагаррин"),
        ("гагарин", "гагари"),
        ("гагарин", "гагаринн"),
        ("юрий", "юрии"),
        ("korolev", "koralev"),
        ("rocket", "rokcet"),
    ],
)
def test_one_slip_is_one_slip_whoever_made_it(right: str, wrong: str) -> None:
    assert spelling.is_slip(wrong, right)
    assert spelling.is_slip(right, wrong)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("гагарин", "гагарин"),
        ("гагарин", "агарин"),
        ("гагарин", "лагарин"),
        ("гагарин", "гогорин"),
        ("титов", "титовец"),
        ("титов", "титвоы"),
        ("", "а"),
    ],
)
def test_what_is_no_slip(one: str, other: str) -> None:
    assert not spelling.is_slip(one, other)


@pytest.mark.parametrize(
    ("word", "doubtful"), [("юрий", True), ("рим", False), ("восток1", False), ("я" * 32, True), ("я" * 33, False)]
)
def test_only_words_of_letters_are_doubtful(word: str, doubtful: bool) -> None:
    assert spelling.is_doubtful(word) is doubtful


_LETTERS = st.sampled_from("абвгд")
_WORDS = st.text(_LETTERS, min_size=5, max_size=9)


@given(_WORDS, st.integers(1, 8), _LETTERS, st.sampled_from("asdf"))
def test_every_slip_leaves_trigrams_to_be_found_by(word: str, place: int, letter: str, slip: str) -> None:
    place = min(place, len(word) - 1)
    before, here, behind = word[:place], word[place], word[place + 1 :]
    wrong = {
        "a": before + letter + here + behind,
        "s": before + letter + behind,
        "d": before + behind,
        "f": before + behind[:1] + here + behind[1:],
    }[slip]
    cut = {f"'{each}'" for each in spelling._trigrams(wrong)}
    assert any(set(all_.strip("()").split(" & ")) <= cut for all_ in spelling.neighbourhood(word).split(" | "))


async def test_the_database_cuts_words_as_we_do(new_database: Callable[[], Awaitable[str]]) -> None:
    connection = await asyncpg.connect(await new_database())
    for word in ("космос", "vostok", "ёжик", "東京タワー"):
        cut = await connection.fetchval("select tsvector_to_array(trigrams($1))", word)
        assert sorted(cut) == sorted(set(spelling._trigrams(word)))
    await connection.close()
