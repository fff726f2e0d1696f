"""Which of our languages a browser asks for."""

from kocmoc.users import Language

_OURS: tuple[Language, ...] = ("ru", "en")


def preferred(accept_language: str) -> Language:
    """The first of ours that is named; browsers name the best first. Without any it is English."""
    for part in accept_language.lower().split(",")[:20]:
        tag = part.partition(";")[0].partition("-")[0].strip()
        for language in _OURS:
            if tag == language:
                return language
    return "en"
