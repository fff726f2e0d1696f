"""Asks what is known against the packages in our locks. `python -m tests.house.audit`, from the top folder.

Something known fails. An advisory service that cannot be reached is said and fails nothing: what it would have told
is no different for having been asked in vain.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

TOP = Path(__file__).parents[3]
PATIENCE_SECONDS = 180
LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")


class Verdict(NamedTuple):
    """What is known against some packages; how many were asked about; how many of those nobody could tell about."""

    known: tuple[str, ...]
    asked: int
    unanswered: int


def of_python(told: Mapping[str, Any]) -> Verdict:
    """From pip-audit's JSON."""
    packages = told["dependencies"]
    known = [
        f"{each['name']} {each['version']}: {', '.join(hole['id'] for hole in each['vulns'])}"
        for each in packages
        if each.get("vulns")
    ]
    return Verdict(tuple(known), len(packages), sum("skip_reason" in each for each in packages))


def of_npm(told: Mapping[str, Any]) -> Verdict:
    """From npm's JSON. Without the report it is an error of the service."""
    known = [f"{name}: {each['severity']}, {each['range']}" for name, each in told["vulnerabilities"].items()]
    return Verdict(tuple(known), told["metadata"]["dependencies"]["total"], 0)


def ask(command: list[str], folder: Path, understand: Callable[[Mapping[str, Any]], Verdict]) -> Verdict | None:
    """None is: no answer that could be understood."""
    try:
        said = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
        ).stdout
        return understand(json.loads(said))
    except (OSError, subprocess.TimeoutExpired, json.JSONDecodeError, KeyError, TypeError):
        return None


def tell(what: str, verdict: Verdict | None) -> bool:
    """In one line, or one for each hole; whether that is fine."""
    if verdict is None or (not verdict.known and verdict.unanswered == verdict.asked):
        print(f"{what}: the advisory service does not answer; nothing is known today.")
        return True
    for each in verdict.known:
        print(f"{what}: {each}")
    if verdict.unanswered:
        print(f"{what}: of {verdict.asked} packages nobody could tell about {verdict.unanswered}.")
    if not verdict.known:
        print(f"{what}: nothing is known against the other {verdict.asked - verdict.unanswered} packages.")
    return not verdict.known


def main() -> int:
    verdicts = {
        lock: ask(["pip-audit", "--disable-pip", "--require-hashes", "--format=json", "-r", lock], TOP, of_python)
        for lock in LOCKS
    }
    verdicts["web/package-lock.json"] = ask(["npm", "audit", "--package-lock-only", "--json"], TOP / "web", of_npm)
    are_fine = {tell(what, verdict) for what, verdict in verdicts.items()}
    return 1 if False in are_fine else 0


if __name__ == "__main__":
    sys.exit(main())
