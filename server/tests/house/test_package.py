"""The package is built for real: hatchling runs our hook, the hook runs npm. Only the client is a smaller one."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]

# Every build leaves a line behind, so that builds can be counted.
BUILD = """
const fs = require('fs')
fs.mkdirSync('../server/kocmoc/static/assets', { recursive: true })
fs.writeFileSync('../server/kocmoc/static/index.html', fs.readFileSync('src/page.html'))
fs.writeFileSync('../server/kocmoc/static/assets/app.js', '')
fs.appendFileSync('../builds', 'built\\n')
"""


class Project:
    """A copy of this project with a client that builds in a moment."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.bundle = root / "server/kocmoc/static"
        self.page = root / "web/src/page.html"
        for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
            shutil.copy(REPOSITORY / name, root / name)
        ignored = shutil.ignore_patterns("static", "__pycache__")
        shutil.copytree(REPOSITORY / "server/kocmoc", root / "server/kocmoc", ignore=ignored)
        self.page.parent.mkdir(parents=True)
        self.page.write_text("Поехали!")
        (root / "web/build.cjs").write_text(BUILD)
        about = {"name": "client", "version": "1.0.0"}
        scripts = {"build": "node build.cjs"}
        lock = {**about, "lockfileVersion": 3, "requires": True, "packages": {"": about}}
        (root / "web/package.json").write_text(json.dumps({**about, "scripts": scripts}))
        (root / "web/package-lock.json").write_text(json.dumps(lock))

    def build(self) -> dict[str, bytes]:
        """Makes a wheel; answers what is in it."""
        command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
        built = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False)
        assert built.returncode == 0, built.stdout + built.stderr
        (wheel,) = (self.root / "dist").glob("*.whl")
        with zipfile.ZipFile(wheel) as packed:
            return {name: packed.read(name) for name in packed.namelist()}

    def builds(self) -> int:
        return len((self.root / "builds").read_text().splitlines())


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_a_wheel_carries_the_client_and_the_migrations(project: Project) -> None:
    packed = project.build()
    assert packed["kocmoc/static/index.html"].decode() == "Поехали!"
    assert "kocmoc/static/assets/app.js" in packed
    written = {path.name for path in (REPOSITORY / "server/kocmoc/migrations").glob("*.sql")}
    assert written
    assert {Path(name).name for name in packed if name.endswith(".sql")} == written


def test_the_client_is_built_again_only_when_it_changed(project: Project) -> None:
    project.build()
    project.build()
    assert project.builds() == 1
    project.page.write_text("Приехали.")
    assert project.build()["kocmoc/static/index.html"].decode() == "Приехали."
    assert project.builds() == 2


def test_a_deleted_client_is_built_again_and_nothing_of_an_old_one_stays(project: Project) -> None:
    project.build()
    shutil.rmtree(project.bundle)
    assert "kocmoc/static/index.html" in project.build()
    (project.bundle / "assets/yesterday.js").write_text("")
    project.page.write_text("Сегодня.")
    assert "kocmoc/static/assets/yesterday.js" not in project.build()


def test_packages_are_fetched_again_only_when_their_lock_changed(project: Project) -> None:
    project.build()
    fetched = project.root / "web/node_modules/fetched-long-ago"
    fetched.write_text("")
    project.page.write_text("Другая.")
    project.build()
    assert fetched.exists()
    lock = project.root / "web/package-lock.json"
    lock.write_text(lock.read_text() + "\n")
    project.page.write_text("Третья.")
    project.build()
    assert not fetched.exists()


def test_python_can_be_packed_without_the_client(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOCMOC_SKIP_WEB", "1")
    packed = project.build()
    assert "kocmoc/app/house.py" in packed
    assert not project.bundle.exists()
