"""Migrations: each once, in order, whoever starts at the same time, and never against a database that does not fit."""

import asyncio
import os
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from kocmoc.core import migrate
from kocmoc.core.migrate import MigrationError
from kocmoc.core.postgres import Embedded
from tests.ground.owner import QUICK

PEOPLE = "create table people (id int, name text);\ninsert into people values (1, 'Гагарин'), (2, 'Титов');"
SHIPS = "create table ships (id int primary key);"
INDEX = """-- no-transaction
-- Names are looked up.
create unique index concurrently if not exists by_name on people (name);
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0001_people.sql").write_text(PEOPLE)
    (tmp_path / "0002_ships.sql").write_text(SHIPS)
    return tmp_path


async def ask(dsn: str, question: str) -> Any:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_every_file_is_applied_once_and_in_order(empty_database: str, folder: Path) -> None:
    assert await migrate.migrate(empty_database, folder) == ["0001_people", "0002_ships"]
    assert await migrate.migrate(empty_database, folder) == []
    assert await ask(empty_database, "select count(*) from people") == 2


async def test_looking_changes_nothing(empty_database: str, folder: Path) -> None:
    assert await migrate.pending(empty_database, folder) == ["0001_people", "0002_ships"]
    assert await ask(empty_database, "select count(*) from pg_tables where schemaname = 'public'") == 0
    await migrate.migrate(empty_database, folder)
    assert await migrate.pending(empty_database, folder) == []


async def test_of_many_starters_one_applies_and_the_others_wait(empty_database: str, folder: Path) -> None:
    (folder / "0003_names.sql").write_text(INDEX)
    applied = await asyncio.gather(*(migrate.migrate(empty_database, folder) for _ in range(5)))
    assert sorted(map(len, applied)) == [0, 0, 0, 0, 3]
    assert await ask(empty_database, "select indisvalid from pg_index where indexrelid = 'by_name'::regclass")


async def test_a_file_that_fails_leaves_nothing_of_itself(empty_database: str, folder: Path) -> None:
    (folder / "0003_wrong.sql").write_text("create table half (id int);\nselect 1 / 0;")
    with pytest.raises(MigrationError, match=r"0003_wrong.sql could not be applied: division by zero"):
        await migrate.migrate(empty_database, folder)
    assert await ask(empty_database, "select to_regclass('half')") is None
    assert await migrate.pending(empty_database, folder) == ["0003_wrong"]


async def test_a_broken_concurrent_index_is_built_again(empty_database: str, folder: Path) -> None:
    await migrate.migrate(empty_database, folder)
    await ask(empty_database, "insert into people values (3, 'Титов')")
    (folder / "0003_names.sql").write_text(INDEX)
    with pytest.raises(MigrationError, match="0003_names"):
        await migrate.migrate(empty_database, folder)
    assert await ask(empty_database, "select not indisvalid from pg_index where indexrelid = 'by_name'::regclass")
    await ask(empty_database, "delete from people where id = 3")
    assert await migrate.migrate(empty_database, folder) == ["0003_names"]
    assert await ask(empty_database, "select indisvalid from pg_index where indexrelid = 'by_name'::regclass")


async def test_a_concurrent_index_must_be_safe_to_repeat(empty_database: str, folder: Path) -> None:
    (folder / "0003_names.sql").write_text("-- no-transaction\ncreate index concurrently by_name on people (name);")
    with pytest.raises(MigrationError, match="if not exists"):
        await migrate.migrate(empty_database, folder)


async def test_a_file_changed_after_it_was_applied_is_refused(empty_database: str, folder: Path) -> None:
    await migrate.migrate(empty_database, folder)
    (folder / "0001_people.sql").write_text(PEOPLE + "\n-- harmless?")
    for look in (migrate.migrate, migrate.pending):
        with pytest.raises(MigrationError, match=r"0001_people.sql was changed"):
            await look(empty_database, folder)


async def test_a_database_newer_than_the_program_is_refused(empty_database: str, folder: Path) -> None:
    await migrate.migrate(empty_database, folder)
    (folder / "0002_ships.sql").unlink()
    for look in (migrate.migrate, migrate.pending):
        with pytest.raises(MigrationError, match=r"newer than this program \(it has 0002_ships\)"):
            await look(empty_database, folder)


@pytest.mark.parametrize("name", ["0004_gap.sql", "0002_twin.sql", "people.sql"])
async def test_files_are_numbered_without_gaps_and_twins(empty_database: str, folder: Path, name: str) -> None:
    (folder / name).write_text("select 1;")
    with pytest.raises(MigrationError):
        await migrate.migrate(empty_database, folder)


async def test_our_own_files_fit_together(empty_database: str) -> None:
    applied = await migrate.migrate(empty_database)
    assert applied
    assert await migrate.pending(empty_database) == []


async def test_a_database_that_is_still_starting_is_waited_for(tmp_path_factory: pytest.TempPathFactory) -> None:
    embedded = Embedded(
        tmp_path_factory.mktemp("late") / "postgres", settings=QUICK
    )  # a path short enough for a socket
    with embedded as postgres:
        dsn = postgres.dsn
    heard: list[str] = []

    def start_it(why: str) -> None:
        heard.append(why)
        if len(heard) == 1:
            embedded.start()

    try:
        await migrate.reach(dsn, start_it, patience=30)
    finally:
        embedded.stop()
    assert len(heard) >= 1


async def test_a_database_that_does_not_come_is_named(tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="did not answer for 0 s"):
        await migrate.reach(f"postgresql://kocmoc@/postgres?host={tmp_path}", lambda _why: None, patience=0.1)


async def test_a_database_that_goes_away_right_before_is_named(tmp_path: Path) -> None:
    for look in (migrate.migrate, migrate.pending):
        with pytest.raises(MigrationError, match="went away before"):
            await look(f"postgresql://kocmoc@/postgres?host={tmp_path}")


async def test_a_database_that_refuses_us_is_not_asked_again() -> None:
    heard: list[str] = []
    wrong = os.environ["KOCMOC_TEST_POSTGRES"].replace("/postgres?", "/nothing_here?", 1)
    with pytest.raises(MigrationError, match="nothing_here"):
        await migrate.reach(wrong, heard.append)
    assert heard == []
