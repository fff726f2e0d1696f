"""`python -m kocmoc.studio`: one craftsman. Orders come in as lines of JSON, reports go out; with the last one it ends.

A decoder is fed what strangers send, so it works here: with little memory, no environment, and nobody to harm.
"""

import os
import resource
import sys

import msgspec

from kocmoc.studio import work
from kocmoc.studio.types import Order

MEMORY_BYTES = 1536 * 2**20
FILE_BYTES = 512 * 2**20


def _restrain() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)


def main() -> None:
    # What a library prints must not end up between the reports.
    reports = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    _restrain()
    for line in sys.stdin.buffer:
        reports.write(msgspec.json.encode(work.report(msgspec.json.decode(line, type=Order))) + b"\n")


main()
