"""What a machine that lacks something is told by the first start: one sentence, in its own language."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]
TOOLS = ("sh", "dirname", "readlink", "cksum", "find", "sort", "cat", "sed", "mkdir", "rm", "head", "env")

OLD = """#!/bin/sh
[ "$1" = --version ] && echo "Python 3.9.2" && exit
exit 1
"""
BARE = f"""#!/bin/sh
case "$*" in "-m pip"* | "-m venv"*) exit 1 ;; esac
exec {sys.executable} "$@"
"""


class Machine:
    """A fresh clone on a machine that has a shell and whichever Python it is given."""

    def __init__(self, root: Path) -> None:
        self.house = root / "house"
        self.path = root / "path"
        self.path.mkdir()
        (self.house / "bin").mkdir(parents=True)
        (self.house / "web").mkdir()
        for name in ("bin/kocmoc", "bin/prepare", "requirements.lock", "requirements-build.lock", "pyproject.toml"):
            shutil.copy(REPOSITORY / name, self.house / name)
        for tool in TOOLS:
            (self.path / tool).symlink_to(shutil.which(tool) or "")

    def install_python(self, script: str) -> None:
        for name in ("python3", "python"):
            (self.path / name).write_text(script)
            (self.path / name).chmod(0o755)

    def start(self, language: str = "C.UTF-8") -> tuple[int, str]:
        """The exit code, and the last line that was said."""
        environment = {"PATH": str(self.path), "HOME": str(self.house), "LANG": language}
        done = subprocess.run(
            [self.house / "bin/kocmoc", "--version"],
            env=environment, cwd=self.path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stderr.splitlines()[-1]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_machine_without_python_is_told_which_it_needs(machine: Machine) -> None:
    assert machine.start() == (1, "KOCMOC needs Python 3.11 to 3.14; this machine has none.")


def test_an_old_python_is_named_in_both_languages(machine: Machine) -> None:
    machine.install_python(OLD)
    assert machine.start() == (1, "KOCMOC needs Python 3.11 to 3.14; this machine has Python 3.9.2.")
    code, said = machine.start("ru_RU.UTF-8")
    assert code == 1
    assert said == "Для KOCMOC нужен Python от 3.11 до 3.14; на этой машине: Python 3.9.2."


def test_a_python_without_pip_is_told_what_to_install(machine: Machine) -> None:
    machine.install_python(BARE)
    code, said = machine.start()
    assert code == 1
    assert "apt install python3-pip" in said
