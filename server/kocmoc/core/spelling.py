"""Words one slip apart: a letter too many, one too few, another one, or two that changed places.

The first letter is right: people rarely miss it, and without it every word would be looked at.
"""

SHORTEST = 4
LONGEST = 32


def is_doubtful(word: str) -> bool:
    """Whether a slip may be in it. Numbers have none, and of three letters a slip makes any others."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def neighbourhood(word: str) -> str:
    """A tsquery that the trigrams of every word one slip away answer to; some others do as well."""
    return " | ".join(f"({' & '.join(map(_quoted, intact))})" for intact in _intact(_trigrams(word)))


def is_slip(one: str, other: str) -> bool:
    """Whether a single slip makes one of these the other."""
    same = _shared_beginning(one, other)
    left, right = one[same:], other[same:]
    if same == 0 or left == right:
        return False
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]


def _shared_beginning(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _trigrams(word: str) -> list[str]:
    """As the database cuts them."""
    padded = f"  {word} "
    return [padded[at : at + 3] for at in range(len(word) + 1)]


def _intact(trigrams: list[str]) -> list[list[str]]:
    """For each place behind the first letter, what a slip there leaves: it spoils four, or three in short words."""
    found = []
    for place in range(1, len(trigrams) - 1):
        left = trigrams[:place] + trigrams[place + 4 :]
        found.append(left if len(left) > 1 else left + trigrams[place + 3 :])
    return found


def _quoted(trigram: str) -> str:
    return f"'{trigram}'"
