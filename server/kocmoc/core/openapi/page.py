"""The document as a page one can read: plain HTML, one style sheet, no script."""

import base64
import hashlib
import json
from collections import defaultdict
from html import escape
from typing import Any

from kocmoc.core.openapi.schemas import Json

_STYLE = """
:root { color-scheme: light dark; --ink: #1d1633; --dim: #655d7d; --line: #ded8ef; --ground: #faf8ff; --pane: #fff;
  --accent: #6a3fe0; }
@media (prefers-color-scheme: dark) { :root { --ink: #ece8fa; --dim: #a59dbd; --line: #372f52; --ground: #120d22;
  --pane: #1b1530; --accent: #a78bff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/22px system-ui, sans-serif; }
main { max-width: 860px; margin: 0 auto; padding: 40px 20px 80px; }
h1 { font-size: 28px; line-height: 36px; } h2 { margin: 40px 0 12px; font-size: 22px; }
nav a { display: inline-block; margin: 0 16px 8px 0; } a { color: var(--accent); }
details { margin: 8px 0; border: 1px solid var(--line); border-radius: 14px; background: var(--pane); }
summary { padding: 12px 16px; cursor: pointer; } summary b { display: inline-block; min-width: 60px; }
summary b { color: var(--accent); } summary span { color: var(--dim); }
details > div { padding: 0 16px 16px; overflow-x: auto; }
code, pre { font: 13px/20px ui-monospace, monospace; }
pre { padding: 12px; border-radius: 10px; background: var(--ground); overflow-x: auto; white-space: pre-wrap; }
table { width: 100%; border-collapse: collapse; } td { padding: 6px 12px 6px 0; vertical-align: top; }
tr + tr td { border-top: 1px solid var(--line); } td:first-child { white-space: nowrap; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
"""
POLICY = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


def render(document: Json) -> str:
    groups: dict[str, list[str]] = defaultdict(list)
    for path, item in document["paths"].items():
        for method, operation in item.items():
            groups[(operation["tags"] or ["Other"])[0]].append(_operation(path, method, operation))
    info = document["info"]
    links = "".join(f'<a href="#{_anchor(name)}">{escape(name)}</a>' for name in sorted(groups))
    parts = "".join(f'<h2 id="{_anchor(name)}">{escape(name)}</h2>{"".join(groups[name])}' for name in sorted(groups))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>KOCMOC API</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><main>'
        f"<h1>KOCMOC API <small>{escape(info['version'])}</small></h1><p>{_prose(info['description'])}</p>"
        f'<p><a href="/api/openapi.json">openapi.json</a></p><nav aria-label="Sections">{links}</nav>{parts}'
        "</main></body></html>"
    )


def _operation(path: str, method: str, operation: Json) -> str:
    head = f"<b>{method.upper()}</b> <code>{escape(path)}</code> <span>{_prose(operation['summary'])}</span>"
    return f"<details><summary>{head}</summary><div>{_takes(operation)}{_answers(operation)}</div></details>"


def _takes(operation: Json) -> str:
    rows = [(f"<code>{escape(each['name'])}</code>", _about(each)) for each in operation["parameters"]]
    body = operation.get("requestBody")
    return _table(rows) + ("".join(_example(media) for media in body["content"].values()) if body else "")


def _about(parameter: Json) -> str:
    schema = " ".join(f"{name} {value}" for name, value in parameter["schema"].items() if not isinstance(value, dict))
    return (
        f"{escape(schema)}{'; required' if parameter['required'] else ''}. {_prose(parameter.get('description', ''))}"
    )


def _answers(operation: Json) -> str:
    rows, shown = [], ""
    for status, response in operation["responses"].items():
        media: Json = next(iter(response.get("content", {}).values()), {})
        codes = ", ".join(f"<code>{escape(code)}</code>" for code in media.get("examples", {}))
        rows.append((status, f"{_prose(response['description'])} {codes}"))
        shown += _example(media)
    return _table(rows) + shown


def _example(media: Json) -> str:
    if "example" not in media:
        return ""
    return f"<pre>{escape(json.dumps(media['example'], ensure_ascii=False, indent=2))}</pre>"


def _table(rows: list[tuple[Any, str]]) -> str:
    cells = "".join(f"<tr><td>{name}</td><td>{about}</td></tr>" for name, about in rows)
    return f"<table>{cells}</table>" if cells else ""


def _prose(text: str) -> str:
    """Text whose `backticked` words are code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))


def _anchor(name: str) -> str:
    return name.lower().replace(" ", "-")
