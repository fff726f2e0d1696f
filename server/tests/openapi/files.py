"""What Schemathesis is told of files: no key can be guessed, so of three cases that fit the schema two are about one
that is there, and one of these asks for its beginning alone.

It runs in the process of Schemathesis. `KOCMOC_FUZZ_FILE` is the key of a file, `KOCMOC_FUZZ_AVATAR` the name of an
avatar.
"""

import itertools
import os
from typing import Any

import schemathesis

_THERE = {
    "/files/{key}": {"key": os.environ["KOCMOC_FUZZ_FILE"]},
    "/files/avatars/{name}": {"name": os.environ["KOCMOC_FUZZ_AVATAR"]},
}
_turns = {path: itertools.count() for path in _THERE}


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    there = _THERE.get(case.operation.path)
    if there is None or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    turn = next(_turns[case.operation.path]) % 3
    if turn < 2:
        case.path_parameters.update(there)
    if turn == 0:
        case.headers["Range"] = "bytes=0-3"
        case.headers.pop("If-Range", None)
        case.headers.pop("If-None-Match", None)
