"""The command speaks two languages, and says the same in both."""

import ast
import re
from collections.abc import Iterator

from kocmoc import words
from tests.ground.owner import SERVER


def sentences() -> Iterator[str]:
    """Everything the sources hand to `say` and `tell`, and what the embedded PostgreSQL reports while one waits."""
    for path in (SERVER / "kocmoc").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            spoken = node.args[-1 if name == "_wait" else 0]
            if name not in ("say", "tell", "_wait", "_report") or not isinstance(spoken, ast.Constant):
                continue
            if isinstance(spoken.value, str):
                yield spoken.value


def test_whatever_is_said_can_be_said_in_russian() -> None:
    said = set(sentences()) - {"{line}"}
    assert "Starting PostgreSQL…" in said
    assert said - words._RU.keys() == set()


def test_both_languages_fill_in_the_same_values() -> None:
    for english, russian in words._RU.items():
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", russian))
        assert re.search("[а-яё]", russian)
