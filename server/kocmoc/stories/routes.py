"""HTTP in, HTTP out."""

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from kocmoc.core import ids, pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.errors import Invalid
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal
from kocmoc.stories import actions
from kocmoc.stories.actions import Teller
from kocmoc.stories.errors import EmptyStory, NotYourStory, StoryNotFound, TooManyStories
from kocmoc.stories.types import NewStory, Stories, Story, Viewers
from kocmoc.uploads import FileNotFound, FileUsed
from kocmoc.users import Viewer

_NEW = (Invalid, EmptyStory, FileNotFound, FileUsed, TooManyStories)


@get("/stories", tags=["Stories"])
async def list_stories(
    reader: NamedDependency[Reader],
    viewer: NamedDependency[Viewer],
    limit: pages.Limit = pages.DEFAULT,
    cursor: pages.Cursor = None,
) -> Stories:
    """My stories and those of people I share a direct chat or a group with, the newest first."""
    return await actions.list_mine(reader, viewer, limit, cursor)


@post("/stories", opt=refuses(*_NEW), tags=["Stories"])
async def tell_story(
    data: JSONBody[NewStory],
    db: NamedDependency[Db],
    viewer: NamedDependency[Viewer],
    teller: NamedDependency[Teller],
) -> Story:
    """Tell a story: a photo or a video I have uploaded, or a text."""
    return await teller.tell(db, viewer, data)


@post("/stories/{story_id:str}/view", status_code=204, opt=refuses(StoryNotFound), tags=["Stories"])
async def view_story(story_id: FromPath[str], db: NamedDependency[Db], me: NamedDependency[Principal]) -> None:
    """I have seen it. Again is fine."""
    await actions.view(db, me.id, ids.parse(story_id, StoryNotFound))


@get("/stories/{story_id:str}/views", opt=refuses(StoryNotFound, NotYourStory), tags=["Stories"])
async def list_story_viewers(
    story_id: FromPath[str],
    reader: NamedDependency[Reader],
    viewer: NamedDependency[Viewer],
    limit: pages.Limit = pages.DEFAULT,
    cursor: pages.Cursor = None,
) -> Viewers:
    """Who has seen my story, the latest first."""
    return await actions.list_viewers(reader, viewer, ids.parse(story_id, StoryNotFound), limit, cursor)


@delete("/stories/{story_id:str}", status_code=204, opt=refuses(StoryNotFound, NotYourStory), tags=["Stories"])
async def end_story(story_id: FromPath[str], db: NamedDependency[Db], me: NamedDependency[Principal]) -> None:
    """End my story before its time."""
    await actions.end(db, me.id, ids.parse(story_id, StoryNotFound))


ROUTES = [list_stories, tell_story, view_story, list_story_viewers, end_story]
