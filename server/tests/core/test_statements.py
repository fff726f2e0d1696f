"""Every statement of the product, asked of a real database: does it know these tables, columns and types?"""

import importlib
import pkgutil
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg

import kocmoc

_VERBS = ("select", "insert", "update", "delete", "with")


def _statements() -> dict[str, str]:
    """The constants of all stores. A name that begins with an underscore, or no verb, is only a part of some."""
    found = {}
    for module in pkgutil.walk_packages(kocmoc.__path__, "kocmoc."):
        if module.name.endswith(".store"):
            for name, value in vars(importlib.import_module(module.name)).items():
                if name.isupper() and isinstance(value, str) and value.strip().startswith(_VERBS):
                    found[f"{module.name}.{name}"] = value
    return {name: sql for name, sql in found.items() if not name.rpartition(".")[2].startswith("_")}


async def failures(dsn: str) -> dict[str, str]:
    """The statements this database does not understand, and what it says to them."""
    connection = await asyncpg.connect(dsn)
    failures = {}
    for name, sql in _statements().items():
        try:
            await connection.prepare(sql)
        except asyncpg.PostgresError as error:
            failures[name] = str(error)
    await connection.close()
    return failures


async def test_every_statement_can_be_prepared(new_database: Callable[[], Awaitable[str]]) -> None:
    assert await failures(await new_database()) == {}
    assert {name.split(".")[1] for name in _statements()} >= {"auth", "chats", "messages", "realtime", "sync", "users"}


def test_no_statement_is_written_outside_the_constants() -> None:
    """Otherwise the test above would not see it."""
    for module in pkgutil.walk_packages(kocmoc.__path__, "kocmoc."):
        if not module.name.endswith(".store"):
            continue
        loaded = importlib.import_module(module.name)
        assert loaded.__file__
        source = Path(loaded.__file__).read_text()
        assert not re.findall(r"(?:fetch\w*|execute)\(\s*f?\"", source), module.name
