"""Brings a database up to this program: numbered plain SQL files, each applied once, in order.

A file is one transaction. A file that begins with `-- no-transaction` (for `create index concurrently`) runs statement
by statement, each ending with `;` at the end of a line; as it can break off halfway and be run again, its indexes are
created `if not exists`, and those a broken run left invalid are dropped first.
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import asyncpg

from kocmoc.core import log
from kocmoc.core.halt import Halt

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

FOLDER = Path(__file__).parent.parent / "migrations"
OLDEST = 15
_LOCK = 7_220_345  # any number, as long as every KOCMOC takes the same
_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # it is starting or stopping
    asyncpg.TooManyConnectionsError,
)

logger = log.get("migrate")


class MigrationError(Halt):
    """Why this database and this program do not fit together."""


class Migration(NamedTuple):
    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()

    @property
    def is_transactional(self) -> bool:
        return not self.sql.startswith("-- no-transaction")


async def migrate(dsn: str, folder: Path = FOLDER) -> list[str]:
    """Applies what is missing and answers the names applied. Any number of servers may do so at once."""
    migrations = _read(folder)
    async with _connected(dsn) as connection:
        await _lock(connection)
        if not await _is_prepared(connection):  # to be told that it exists takes the right to create it
            await connection.execute(_TABLE)
        missing = await _missing(connection, migrations)
        for migration in missing:
            await _apply(connection, migration)
        return [migration.name for migration in missing]


async def pending(dsn: str, folder: Path = FOLDER) -> list[str]:
    """The names `migrate` would apply; changes nothing."""
    migrations = _read(folder)
    async with _connected(dsn) as connection:
        if not await _is_prepared(connection):
            return [migration.name for migration in migrations]
        return [migration.name for migration in await _missing(connection, migrations)]


async def reach(dsn: str, report: Callable[[str], None], patience: float = 60.0) -> None:
    """Waits until the database answers, trying ever more slowly; `report` hears why not yet. Raises MigrationError."""
    pause, deadline = 0.25, asyncio.get_running_loop().time() + patience
    while True:
        try:
            await (await asyncpg.connect(dsn, timeout=10)).close()
            return
        except _AWAY as wrong:
            why = str(wrong) or type(wrong).__name__
            if asyncio.get_running_loop().time() + pause > deadline:
                raise MigrationError(f"The database did not answer for {patience:.0f} s: {why}.") from None
            report(why)
        except (asyncpg.PostgresError, asyncpg.ClientConfigurationError, ValueError) as wrong:
            raise MigrationError(f"The database refuses us: {wrong}.") from None
        await asyncio.sleep(pause)
        pause = min(pause * 2, 8)


_TABLE = """
create table if not exists schema_migrations (
  number int primary key,
  name text not null,
  sha256 text not null,
  applied_at timestamptz not null default now()
)
"""


def _read(folder: Path) -> list[Migration]:
    migrations = []
    for path in sorted(folder.glob("*.sql")):
        if not re.fullmatch(r"\d{4}_\w+", path.stem):
            raise MigrationError(f"{path.name} is not named like 0001_people.sql.")
        migrations.append(Migration(int(path.stem[:4]), path.stem, path.read_text("utf-8")))
    if [each.number for each in migrations] != list(range(1, len(migrations) + 1)):
        raise MigrationError(f"The files in {folder} are not numbered 1, 2, 3 and so on.")
    return migrations


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator["Connection"]:
    try:
        connection = await asyncpg.connect(dsn, timeout=30, server_settings={"application_name": "kocmoc migrate"})
    except _AWAY as wrong:
        raise MigrationError(f"The database went away before it could be prepared: {wrong}.") from wrong
    try:
        if (version := connection.get_server_version().major) < OLDEST:
            raise MigrationError(f"The database is PostgreSQL {version}; {OLDEST} is the oldest KOCMOC works with.")
        yield connection
    except _AWAY as wrong:
        raise MigrationError(f"The database went away while it was prepared: {wrong}.") from wrong
    finally:
        await connection.close()


async def _lock(connection: "Connection") -> None:
    """Freed with the connection. Asked for again and again, never waited for inside PostgreSQL: whoever waits there
    holds a snapshot, and the `create index concurrently` of the one who has the lock waits for that snapshot."""
    tries = 0
    while not await connection.fetchval("select pg_try_advisory_lock($1)", _LOCK):
        if tries % 25 == 0:
            logger.info("another KOCMOC is preparing the database")
        tries += 1
        await asyncio.sleep(0.2)


async def _is_prepared(connection: "Connection") -> bool:
    return await connection.fetchval("select to_regclass('schema_migrations')") is not None


async def _missing(connection: "Connection", migrations: list[Migration]) -> list[Migration]:
    rows = await connection.fetch("select number, name, sha256 from schema_migrations order by number")
    applied = {row["number"]: row for row in rows}
    if strangers := applied.keys() - {migration.number for migration in migrations}:
        name = applied[max(strangers)]["name"]
        raise MigrationError(f"The database is newer than this program (it has {name}); start a newer KOCMOC.")
    for migration in migrations:
        if migration.number in applied and applied[migration.number]["sha256"] != migration.sha256:
            raise MigrationError(f"{migration.name}.sql was changed after it had been applied to this database.")
    return [migration for migration in migrations if migration.number not in applied]


async def _apply(connection: "Connection", migration: Migration) -> None:
    try:
        if migration.is_transactional:
            async with connection.transaction():
                await connection.execute("set local lock_timeout = '5s'")
                await connection.execute(migration.sql)
                await _record(connection, migration)
        else:
            await _step_by_step(connection, migration)
            await _record(connection, migration)
    except asyncpg.PostgresError as wrong:
        raise MigrationError(f"{migration.name}.sql could not be applied: {wrong}.") from wrong
    logger.info("database changed", migration=migration.name)


async def _record(connection: "Connection", migration: Migration) -> None:
    await connection.execute(
        "insert into schema_migrations (number, name, sha256) values ($1, $2, $3)",
        migration.number, migration.name, migration.sha256,
    )  # fmt: skip


async def _step_by_step(connection: "Connection", migration: Migration) -> None:
    statements = _statements(migration.sql)
    await _drop_invalid(connection, " ".join(statements))
    for statement in statements:
        if re.match(r"create\s+(unique\s+)?index\b(?!\s+concurrently\s+if\s+not\s+exists\b)", statement, re.IGNORECASE):
            raise MigrationError(f"{migration.name}.sql: say `create index concurrently if not exists`.")
        await connection.execute(statement)


def _statements(sql: str) -> list[str]:
    without_comments = re.sub(r"^\s*--.*$", "", sql, flags=re.MULTILINE)
    return [each.strip() for each in re.split(r";\s*$", without_comments, flags=re.MULTILINE) if each.strip()]


async def _drop_invalid(connection: "Connection", sql: str) -> None:
    """`if not exists` takes the invalid index of a broken run for the finished one."""
    rows = await connection.fetch("select indexrelid::regclass::text as name from pg_index where not indisvalid")
    for row in rows:
        if re.search(rf"\b{re.escape(row['name'])}\b", sql):
            await connection.execute(f"drop index concurrently {row['name']}")
