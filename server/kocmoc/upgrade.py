"""`kocmoc migrate`: the database brought up to this program without serving anybody."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator

from kocmoc.core import migrate
from kocmoc.serve import embedded
from kocmoc.settings import Settings
from kocmoc.words import say, tell


def upgrade(settings: Settings) -> int:
    """Applies what is missing; answers 0."""
    for name in _asked(settings, migrate.migrate):
        tell("Applied: {name}", name=name)
    tell("The database is up to date.")
    return 0


def check(settings: Settings) -> int:
    """Changes nothing; answers 0 when nothing is missing, else 1."""
    if settings.database_url is None and not embedded(settings).exists:
        tell("There is no database in {folder} yet.", folder=settings.data_dir)
        return 1
    missing = _asked(settings, migrate.pending)
    for name in missing:
        tell("Missing: {name}", name=name)
    if not missing:
        tell("The database is up to date.")
    return 1 if missing else 0


def _asked(settings: Settings, question: Callable[[str], Awaitable[list[str]]]) -> list[str]:
    async def ask(url: str) -> list[str]:
        await migrate.reach(url, lambda why: tell(say("The database does not answer yet") + f": {why}"))
        return await question(url)

    with database(settings) as url:
        return asyncio.run(ask(url))


@contextlib.contextmanager
def database(settings: Settings) -> Iterator[str]:
    """The external one, or our own: the running server's, or started for this moment."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    with embedded(settings) as postgres:
        yield postgres.dsn
