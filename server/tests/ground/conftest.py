"""Folders, disks and databases to be ill-treated."""

import os
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from kocmoc.core.postgres import Embedded
from tests.ground.owner import QUICK, Owner


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PostgreSQL that has been started and stopped once."""
    root = tmp_path_factory.mktemp("prepared") / "postgres"
    with Embedded(root, settings=QUICK):
        return root


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Where a PostgreSQL may live, but none does yet. Its parents are closed to everybody but us."""
    return tmp_path / "fresh"


@pytest.fixture
def root(prepared: Path, tmp_path: Path) -> Path:
    """The folder of a PostgreSQL that has been used before."""
    subprocess.run(["cp", "-a", prepared, tmp_path / "postgres"], check=True)
    return tmp_path / "postgres"


@pytest.fixture
def embedded(root: Path) -> Embedded:
    return Embedded(root, settings=QUICK)


@pytest.fixture
def own() -> Iterator[Callable[..., Owner]]:
    """Makes another process that owns the PostgreSQL of a folder."""
    owners: list[Owner] = []

    def make(root: Path, *, durable: bool = False, uid: int | None = None) -> Owner:
        owners.append(Owner(root, durable=durable, uid=uid))
        return owners[-1]

    yield make
    for owner in owners:
        owner.leave()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 16 MB: too small for a cluster. `resize` makes another size of it."""
    disk = Path(tempfile.mkdtemp(prefix="kocmoc-disk-"))
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "kocmoc", disk]).returncode:
        disk.rmdir()
        pytest.skip("only root may mount a small disk")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)
    disk.rmdir()


def resize(disk: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", disk], check=True)


@pytest.fixture
async def empty_database() -> str:
    """The DSN of a database without anything in it, not even a migration."""
    dsn, name = os.environ["KOCMOC_TEST_POSTGRES"], f"ground_{uuid.uuid4().hex}"
    connection = await asyncpg.connect(dsn)
    await connection.execute(f"create database {name} template template0")
    await connection.close()
    return dsn.replace("/postgres?", f"/{name}?", 1)
