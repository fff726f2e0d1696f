"""Whether everything holds: kills a worker, PostgreSQL and NATS under load, again and again, and checks every history.

`bin/bench faults --runs 20` prints each run's seed, so that one that fails can be told again:
`KOCMOC_TEST_SEED=… bin/test server/tests/faults/test_mix.py`.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import cyclopts

HOUSE = Path(__file__).parent.parent
STORY = "server/tests/faults/test_mix.py"


def run(runs: int = 20, sends: int = 2000) -> None:
    """So many runs, each with its own seed and at least so many messages."""
    failed = 0
    for number in range(1, runs + 1):
        seed, began = random.SystemRandom().randrange(10**6), time.monotonic()
        held = play(seed, sends)
        failed += not held
        verdict = "every invariant held" if held else "FAILED"
        sys.stdout.write(f"{number:3}  seed {seed:6}  {time.monotonic() - began:5.0f} s  {verdict}\n")
        sys.stdout.flush()
    sys.exit(failed > 0)


def play(seed: int, sends: int) -> bool:
    environ = os.environ | {"KOCMOC_TEST_SEED": f"{seed}", "KOCMOC_TEST_SENDS": f"{sends}"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", STORY]
    ended = subprocess.run(command, cwd=HOUSE, env=environ, capture_output=True, text=True, check=False)
    if ended.returncode:
        sys.stdout.write(ended.stdout[-4000:])
    return ended.returncode == 0


if __name__ == "__main__":
    cyclopts.run(run)
