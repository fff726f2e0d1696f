"""HTTP in, HTTP out."""

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Stream

from kocmoc.core.openapi import refuses
from kocmoc.export.actions import Export
from kocmoc.users import UserNotFound, Viewer

_ZIP = {"application/zip": {"schema": {"type": "string", "contentMediaType": "application/zip"}}}


@get("/users/me/export", opt=refuses(UserNotFound, answer=_ZIP), tags=["Users"])
async def export(viewer: NamedDependency[Viewer], exporter: NamedDependency[Export]) -> Stream:
    """All my data as a zip: profile, settings, sessions, blocks, chats, what I said in them and how I reacted, what
    waits to be sent, stories, stickers, reports, files; `missing.json` names the files that could not be read."""
    headers = {"Content-Disposition": 'attachment; filename="kocmoc.zip"'}
    return Stream(await exporter.begin(viewer), media_type="application/zip", headers=headers)


ROUTES = [export]
