"""What is still known of something: in any column of any table, and in any byte of any file."""

from pathlib import Path

from kocmoc.core.db import Database

_TABLES = """
    select c.oid::regclass::text as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p')
    order by 1
"""


async def traces(database: Database, folder: Path, *marks: str) -> set[str]:
    """The tables and files in which one of these is found. Upper and lower case are the same."""
    found = set()
    patterns = [f"%{mark.lower()}%" for mark in marks]
    for table in await database.fetch(_TABLES):
        sql = f"select exists (select from {table['name']} t where lower(t::text) like any($1::text[]))"
        if await database.fetchval(sql, patterns):
            found.add(table["name"])
    return found | {str(path.relative_to(folder)) for path in _files(folder) if _tells(path, marks)}


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _tells(path: Path, marks: tuple[str, ...]) -> bool:
    bytes_ = path.read_bytes()
    return any(mark.encode() in bytes_ or mark in path.name for mark in marks)
