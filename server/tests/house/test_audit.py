"""What the audit of our packages makes of the answers it gets, or does not get."""

import sys
from pathlib import Path

import pytest

from tests.house import audit
from tests.house.audit import Verdict

HOLE = {"id": "PYSEC-2026-1", "fix_versions": ["2"], "aliases": [], "description": "A hole."}


def _printing(said: str) -> list[str]:
    return [sys.executable, "-c", f"print({said!r})"]


def test_a_hole_in_a_python_package_is_told_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    told = {
        "dependencies": [{"name": "a", "version": "1", "vulns": [HOLE]}, {"name": "b", "version": "1", "vulns": []}]
    }
    assert not audit.tell("lock", audit.of_python(told))
    assert "a 1: PYSEC-2026-1" in capsys.readouterr().out


def test_a_hole_in_a_web_package_is_told_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    told = {
        "vulnerabilities": {"left": {"severity": "high", "range": "<2"}},
        "metadata": {"dependencies": {"total": 2}},
    }
    assert not audit.tell("web", audit.of_npm(told))
    assert "left: high, <2" in capsys.readouterr().out


def test_without_a_hole_it_is_fine_and_says_what_it_did_not_learn(capsys: pytest.CaptureFixture[str]) -> None:
    packages = [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "not found"}]
    assert audit.tell("lock", audit.of_python({"dependencies": packages}))
    said = capsys.readouterr().out
    assert "of 2 packages nobody could tell about 1" in said
    assert "nothing is known against the other 1" in said


@pytest.mark.parametrize("said", ["", "no JSON", '{"error": {"code": "E405"}}', '{"message": "not allowed"}', "[]"])
def test_a_service_that_does_not_answer_is_said_and_fails_nothing(
    tmp_path: Path, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for understand in (audit.of_python, audit.of_npm):
        verdict = audit.ask(_printing(said), tmp_path, understand)
        assert verdict is None
        assert audit.tell("lock", verdict)
        assert "does not answer" in capsys.readouterr().out


def test_one_that_knows_none_of_the_packages_does_not_answer_either(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.tell("lock", Verdict((), 3, 3))
    assert "does not answer" in capsys.readouterr().out


def test_a_tool_that_is_not_there_is_no_answer(tmp_path: Path) -> None:
    assert audit.ask(["no-such-tool"], tmp_path, audit.of_npm) is None
