"""What other rooms ask of this one: a glimpse, a file brought along, a claim; and what they are refused."""

from pathlib import Path

import pytest

from kocmoc.core.db import Database
from kocmoc.settings import Settings
from kocmoc.uploads import FileNotFound, FileUsed, Uploads, claim
from tests.cast import PASSWORD, Person
from tests.stage import Running
from tests.uploads.conftest import Harbour
from tests.uploads.pictures import photo


@pytest.fixture
def uploads(server: Running) -> Uploads:
    return server.house.uploads


@pytest.fixture
def database(server: Running) -> Database:
    return server.house.database


async def test_a_glimpse_is_small_and_nobodys(harbour: Harbour) -> None:
    kept = await harbour.running.house.uploads.keep_glimpse(photo(1000, 500))
    assert (kept.kind, kept.mime, kept.width, kept.height) == ("photo", "image/webp", 320, 160)
    assert (await harbour.sender.fetch(kept.url)).status_code == 404
    assert kept.url.rpartition("/")[2] in await harbour.kept()
    owner = "select owner_id from files where id = $1"
    assert await harbour.running.house.database.fetchval(owner, int(kept.id)) is None
    assert await harbour.half_done() == []


async def test_what_is_brought_along_belongs_to_whoever_it_was_brought_for(
    uploads: Uploads, database: Database, gagarin: Person, stranger: Person, tmp_path: Path
) -> None:
    (tmp_path / "journal").write_text("Поехали!")
    async with database.transaction() as db:
        kept = await uploads.bring(db, int(gagarin.id), tmp_path / "journal", "журнал.txt")
    assert (kept.kind, kept.name, kept.mime) == ("document", "журнал.txt", "text/plain")
    assert (await gagarin.fetch(kept.url)).text == "Поехали!"
    assert (await stranger.fetch(kept.url)).status_code == 404


async def test_a_sticker_of_ours_is_kept_once_under_its_key(
    uploads: Uploads, database: Database, gagarin: Person, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "laika.webp").write_bytes(photo(kind="WEBP"))
    kept = []
    for _ in range(2):
        async with database.transaction() as db:
            kept.append(await uploads.keep_ours(db, "laika-1957.webp", tmp_path / "laika.webp"))
    assert kept[0] == kept[1]
    assert [path.name for path in (settings.data_dir / "files").rglob("laika*")] == ["laika-1957.webp"]
    assert (await gagarin.fetch("/files/laika-1957.webp")).status_code == 404  # it is in no pack


async def test_a_picture_sent_to_a_pack_is_a_sticker(gagarin: Person) -> None:
    pack = (await gagarin.post("/stickers/packs", title="Белка")).json()
    sent = {"file": ("belka.png", photo(kind="PNG"))}
    added = await gagarin.http.post(f"/api/stickers/packs/{pack['id']}/stickers", files=sent, data={"emoji": "🐕"})
    assert added.status_code == 201, added.text
    assert (await gagarin.fetch(added.json()["url"])).headers["content-type"] == "image/webp"


async def test_a_claim_is_for_once_and_for_its_owner(database: Database, gagarin: Person, stranger: Person) -> None:
    picture = await gagarin.upload(photo(), "старт.jpg")
    for owner, kinds, refusal in (
        (stranger, ["photo"], FileNotFound),
        (gagarin, ["video"], FileNotFound),
        (gagarin, ["photo"], None),
        (gagarin, ["photo"], FileUsed),
    ):
        async with database.transaction() as db:
            if refusal:
                with pytest.raises(refusal):
                    await claim(db, int(owner.id), picture["id"], kinds)  # type: ignore[arg-type]
            else:
                assert (await claim(db, int(owner.id), picture["id"], kinds)).attachment.id == picture["id"]  # type: ignore[arg-type]


async def test_of_two_squares_of_one_photo_the_first_is_the_avatar(
    uploads: Uploads, database: Database, gagarin: Person, stranger: Person
) -> None:
    """Both are drawn before either is anybody's, as when one saves twice in a hurry."""
    picture = await gagarin.upload(photo(), "старт.jpg")
    first, second = [await uploads.avatars.draw(int(gagarin.id), picture["id"]) for _ in range(2)]
    async with database.transaction() as db:
        with pytest.raises(FileNotFound):
            await uploads.avatars.claim(db, int(stranger.id), first)
        assert (await uploads.avatars.claim(db, int(gagarin.id), first)).endswith(".webp")
        with pytest.raises(FileUsed):
            await uploads.avatars.claim(db, int(gagarin.id), second)


async def test_who_leaves_takes_along_what_they_showed_nobody(
    uploads: Uploads, database: Database, gagarin: Person
) -> None:
    """More than are taken away at once."""
    await database.fetch(
        """
        insert into files (owner_id, kind, attachment, key, name, mime, bytes)
        select $1::bigint, 'document', '{}', 'never-kept-' || n || '-' || $1::bigint, 'x.txt', 'text/plain', 1
        from generate_series(1, 205) n
        """,
        int(gagarin.id),
    )
    count = "select count(*) from files where owner_id = $1"
    assert await database.fetchval(count, int(gagarin.id)) == 205
    assert (await gagarin.delete("/users/me", password=PASSWORD)).status_code == 204
    await uploads.sweeper.sweep()
    assert await database.fetchval(count, int(gagarin.id)) == 0


async def test_drafts_of_an_s3_are_its_own_to_clear(harbour: Harbour) -> None:
    kept = await harbour.kept()
    await harbour.running.house.uploads.sweeper.clear_drafts()
    assert await harbour.kept() == kept
