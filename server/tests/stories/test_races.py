"""A story that ends while somebody looks at it."""

import asyncio

from tests.cast import Person
from tests.stories.conftest import tell
from tests.uploads.conftest import Desk
from tests.uploads.conftest import desk as desk


async def test_who_looks_at_a_story_while_it_is_deleted_is_told(
    gagarin: Person, tereshkova: Person, acquainted: str, desk: Desk
) -> None:
    story = await tell(gagarin)
    async with desk.database.transaction() as db:
        await db.execute("delete from stories where id = $1", int(story["id"]))
        looking = asyncio.create_task(tereshkova.post(f"/stories/{story['id']}/view"))
        await desk.wait_for_a_lock()
    answer = await looking
    assert (answer.status_code, answer.json()["code"]) == (404, "story_not_found")
