"""What PostgreSQL does for a statement of ours: planned once for all arguments, as the pool has it."""

from typing import Any

import asyncpg

_OPTIONS = "analyze, costs off, timing off, buffers off"


async def explain(
    connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]", sql: str, *arguments: object, how: str = _OPTIONS
) -> list[Any]:
    """The rows of its plan. With `analyze` it runs as well; whoever wants that undone wraps it."""
    statement = await connection.prepare(sql)
    kinds = [f"{each.schema}.{each.name}" for each in statement.get_parameters()]
    literals = await connection.fetchrow(
        "select " + ", ".join(f"quote_nullable(${n}::{kind}::text)" for n, kind in enumerate(kinds, 1)), *arguments
    )
    await connection.execute(f"prepare asked ({', '.join(kinds)}) as {sql}" if kinds else f"prepare asked as {sql}")
    try:
        given = f"({', '.join(literals)})" if literals else ""
        return [row[0] for row in await connection.fetch(f"explain ({how}) execute asked {given}")]
    finally:
        await connection.execute("deallocate asked")
