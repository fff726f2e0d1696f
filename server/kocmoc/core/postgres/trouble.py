"""What went wrong, in one sentence a person can act upon."""

import errno
import re
from collections.abc import Iterable
from pathlib import Path

from kocmoc.core.halt import Halt

_KNOWN = {
    "No space left on device": "the disk that holds {folder} is full; free some space and start again",
    "Disk quota exceeded": "the disk quota for {folder} is used up; free some space and start again",
    "Read-only file system": "{folder} is on a read-only disk",
    "Permission denied": "the account PostgreSQL runs as may not use {folder}",
    "Operation not permitted": "this root may not change accounts or owners; start as an ordinary user instead",
    "is still in use": "{folder} is in use by another PostgreSQL",
    "could not access the server configuration file": "{folder} is damaged: its configuration is missing",
}


class PostgresError(Halt):
    """Why there is no PostgreSQL, and what to do."""


def explain(said: Iterable[str], folder: Path) -> PostgresError:
    """From the last lines PostgreSQL or initdb wrote to a sentence."""
    lines = list(said)
    for line in lines:
        for mark, sentence in _KNOWN.items():
            if mark in line:
                return _sentence(sentence.format(folder=folder))
    fatal = [line for line in lines if re.match(r"(FATAL|PANIC|initdb: error):", line)] or lines[-1:]
    return _sentence(f"its last words: {fatal[-1]}" if fatal else "it ended without a word")


def explain_refusal(wrong: OSError, folder: Path) -> PostgresError:
    """The same for what the operating system refused to us."""
    if wrong.errno in (errno.EACCES, errno.EPERM) and wrong.filename:
        return _sentence(f"no permission for {wrong.filename}; start as the account that owns {folder}")
    return explain([str(wrong)], folder)


def _sentence(words: str) -> PostgresError:
    return PostgresError(f"PostgreSQL could not start: {words.rstrip('.')}.")
