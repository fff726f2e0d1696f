"""What may befall a PostgreSQL of our own: kill -9 at any moment, full disks, foreign folders."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from kocmoc.core import migrate
from kocmoc.core.postgres import Embedded, PostgresError, binaries, processes
from tests.ground.conftest import resize
from tests.ground.owner import QUICK, Owner, postgres_of, wait_until_gone

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make processes of other accounts")


def postmaster_of(root: Path) -> int:
    server = processes.postmaster(root.resolve() / "data")
    assert server is not None
    return server.pid


async def test_kill_of_everything_loses_nothing_acknowledged(own: Callable[..., Owner], root: Path) -> None:
    owner = own(root, durable=True)
    connection = await asyncpg.connect(owner.dsn)
    await connection.execute("create table messages (seq int primary key)")
    for seq in range(200):
        await connection.execute("insert into messages values ($1)", seq)
    everything = [*postgres_of(root), owner.process.pid]
    for pid in everything:
        os.kill(pid, signal.SIGKILL)
    owner.leave()
    connection.terminate()
    with Embedded(root) as postgres:
        connection = await asyncpg.connect(postgres.dsn)
        assert await connection.fetchval("select count(*) from messages") == 200
        await connection.close()


def test_a_killed_owner_takes_its_server_along(own: Callable[..., Owner], root: Path) -> None:
    owner = own(root)
    assert owner.dsn
    running = postgres_of(root)
    assert running
    owner.kill()
    wait_until_gone(running)


def test_a_start_right_after_a_kill_waits_for_the_old_server_to_end(own: Callable[..., Owner], root: Path) -> None:
    owner = own(root)
    assert owner.dsn
    before = postmaster_of(root)
    owner.kill()
    with Embedded(root, settings=QUICK) as postgres:
        assert not postgres.adopted
        assert postmaster_of(root) != before


async def test_a_server_killed_under_us_comes_back(embedded: Embedded, root: Path) -> None:
    with embedded:
        guard = asyncio.create_task(embedded.keep_alive())
        os.kill(postmaster_of(root), signal.SIGKILL)
        await migrate.reach(embedded.dsn, lambda _why: None, patience=20)
        guard.cancel()


async def test_backends_that_outlive_their_server_are_waited_for(embedded: Embedded, root: Path) -> None:
    with embedded:
        connection = await asyncpg.connect(embedded.dsn)
        backend, is_busy = connection.get_server_pid(), asyncio.Event()
        connection.add_log_listener(lambda *_: is_busy.set())
        busy = asyncio.create_task(connection.execute("do $$ begin raise notice 'busy'; loop end loop; end $$"))
        await is_busy.wait()
        os.kill(postmaster_of(root), signal.SIGKILL)
    assert backend in postgres_of(root)
    with Embedded(root, settings=QUICK):
        assert backend not in postgres_of(root)
    with pytest.raises(asyncpg.PostgresError):
        await busy


@contextmanager
def lock_file_of(root: Path, pid: int) -> Iterator[None]:
    """As after kill -9 of everything, when the pid has become something else."""
    with Embedded(root, settings=QUICK):
        lock = (root / "data" / "postmaster.pid").read_text()
    lines = [str(pid), *lock.split("\n")[1:]]
    (root / "data" / "postmaster.pid").write_text("\n".join(lines))
    (root / "sock").mkdir()
    (root / "sock" / ".s.PGSQL.5432.lock").write_text("\n".join(lines))
    yield


def test_a_zombie_is_no_server(root: Path) -> None:
    zombie = os.fork()
    if zombie == 0:
        os._exit(0)
    os.waitid(os.P_PID, zombie, os.WEXITED | os.WNOWAIT)
    with lock_file_of(root, zombie), Embedded(root, settings=QUICK) as postgres:
        assert not postgres.adopted
    os.waitpid(zombie, 0)


@as_root
def test_a_stranger_with_the_pid_of_a_dead_server_is_left_alone(root: Path) -> None:
    account = (root / "data").stat().st_uid
    stranger = subprocess.Popen(["sleep", "1000"], user=account, stdin=subprocess.DEVNULL)
    try:
        with lock_file_of(root, stranger.pid), Embedded(root, settings=QUICK) as postgres:
            assert not postgres.adopted
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_shell_standing_in_the_data_folder_is_left_alone(embedded: Embedded, root: Path) -> None:
    shell = subprocess.Popen(["sleep", "1000"], cwd=root / "data")
    try:
        with embedded:
            assert shell.poll() is None
    finally:
        shell.kill()
        shell.wait()


def test_an_initdb_killed_halfway_leaves_nothing_half_made(own: Callable[..., Owner], fresh: Path) -> None:
    owner = own(fresh)
    while not list(fresh.glob("data.new-*/base")):
        assert owner.process.poll() is None
        time.sleep(0.002)
    owner.kill()
    assert not (fresh / "data").exists()
    with Embedded(fresh, settings=QUICK):
        pass
    with Embedded(fresh, settings=QUICK):
        assert sorted(each.name for each in fresh.iterdir()) == ["data", "owner.lock", "sock"]


def test_a_folder_of_another_version_is_refused_in_words(embedded: Embedded, root: Path) -> None:
    (root / "data" / "PG_VERSION").write_text("16\n")
    with pytest.raises(PostgresError, match=r"made by PostgreSQL 16, and this is PostgreSQL 18"):
        embedded.start()
    assert not postgres_of(root)


def test_a_server_somebody_else_started_is_in_use_and_survives(embedded: Embedded, root: Path) -> None:
    account = (root / "data").stat()
    (root / "foreign").mkdir()
    os.chown(root / "foreign", account.st_uid, account.st_gid)
    descriptor = os.open(root, os.O_RDONLY)
    there = f"/proc/self/fd/{descriptor}"
    command = [
        str(binaries.find(None) / "postgres"),
        "-D",
        f"{there}/data",
        "-c",
        "listen_addresses=",
        "-k",
        f"{there}/foreign",
    ]
    foreign = subprocess.Popen(
        command, user=account.st_uid, group=account.st_gid, extra_groups=(), cwd="/", pass_fds=[descriptor],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(descriptor)
    try:
        while (server := processes.postmaster(root.resolve() / "data")) is None or server.state != "ready":
            assert foreign.poll() is None
            time.sleep(0.01)
        with pytest.raises(PostgresError, match=rf"process {foreign.pid}\) runs on .* already"):
            embedded.start()
        assert foreign.poll() is None
    finally:
        foreign.send_signal(signal.SIGINT)
        foreign.wait()


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 20))


def test_a_full_disk_is_named_and_leaves_nothing_half_made(small_disk: Path) -> None:
    root = small_disk / "postgres"
    with pytest.raises(PostgresError, match=f"the disk that holds {root} is full"):
        Embedded(root, settings=QUICK).start()
    resize(small_disk, "200m")
    with Embedded(root, settings=QUICK):
        pass
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space left"):
        fill(filler)
    with pytest.raises(PostgresError, match="is full; free some space"):
        Embedded(root, settings=QUICK).start()
    filler.unlink()
    with Embedded(root, settings=QUICK):
        assert postgres_of(root)


@as_root
def test_a_read_only_disk_is_named(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(PostgresError, match="is on a read-only disk"):
        Embedded(small_disk / "postgres", settings=QUICK).start()


@as_root
def test_a_folder_of_another_account_is_refused_in_words(own: Callable[..., Owner], root: Path) -> None:
    stranger = own(root, uid=12_345)
    assert "no permission for" in stranger.answer["error"]
