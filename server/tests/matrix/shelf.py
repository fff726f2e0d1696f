"""A file in everything a file can be in, each under the name of its place."""

from typing import Any

from tests.cast import Person
from tests.matrix.scene import Scene, fresh, tomorrow
from tests.uploads.pictures import photo

File = dict[str, Any]


async def lay_out(scene: Scene) -> dict[str, str]:
    """The last part of the address of each."""
    owner = scene.company.owner
    story, hidden, ended = [await _tell(owner, hide_from=each) for each in ([], [scene.company.member.id], [])]
    await owner.delete(f"/stories/{ended['id']}")
    shown = {
        "nothing": (await _upload(owner))["url"],
        "channel": (await _send(owner, scene.channel))["url"],
        "scheduled": await _put_off(owner, scene.group),
        "story": story["attachment"]["url"],
        "hidden story": hidden["attachment"]["url"],
        "ended story": ended["attachment"]["url"],
        "sticker": scene.sticker["url"],
    }
    shown |= await _in_the_group(scene) | await _in_the_direct_chat(scene) | await _as_avatars(scene)
    return {place: url.rpartition("/")[2] for place, url in shown.items()}


async def _in_the_group(scene: Scene) -> dict[str, str]:
    """Seen, when it was new, by two who are not in the group any more; one of them has sent a file as well."""
    owner, former, kicked = (scene.who(name) for name in ("owner", "former", "kicked"))
    chat = f"/chats/{scene.group}"
    came = await owner.post(f"{chat}/members", user_ids=[former.id, kicked.id])
    assert came.status_code == 200, came.text
    picture, of_former = await _send(owner, scene.group), await _send(former, scene.group)
    deleted = await _upload(owner)
    gone = await _say(owner, scene.group, deleted)
    for answer in (
        await former.http.get(picture["url"]),
        await kicked.http.get(picture["url"]),
        await owner.delete(f"/messages/{gone['id']}/delete"),
        await former.delete(f"{chat}/members/{former.id}"),
        await owner.delete(f"{chat}/members/{kicked.id}"),
    ):
        assert answer.is_success, answer.text
    return {
        "group": picture["url"],
        "thumbnail": picture["thumbnail_url"],
        "of former": of_former["url"],
        "deleted": deleted["url"],
    }


async def _in_the_direct_chat(scene: Scene) -> dict[str, str]:
    cleared = await _send(scene.company.owner, scene.direct)
    answer = await scene.company.member.post(f"/chats/{scene.direct}/clear")
    assert answer.status_code == 204, answer.text
    return {"cleared": cleared["url"], "direct": (await _send(scene.company.owner, scene.direct))["url"]}


async def _as_avatars(scene: Scene) -> dict[str, str]:
    """The group's picture, and the one it had before."""
    owner, photos, urls = scene.company.owner, [], []
    for _ in range(2):
        photos.append(await _upload(owner))
        answer = await owner.patch(f"/chats/{scene.group}", avatar_id=photos[-1]["id"])
        assert answer.status_code == 200, answer.text
        urls.append(answer.json()["avatar_url"])
    return {"former avatar": urls[0], "avatar": urls[1], "photo of avatar": photos[1]["url"]}


async def _upload(person: Person) -> File:
    """A photo large enough to have a thumbnail."""
    return await person.upload(photo(900, 600), "лайка.jpg")


async def _say(person: Person, chat_id: str, file: File) -> dict[str, Any]:
    told = await person.post(f"/chats/{chat_id}/messages", client_id=fresh(), type="photo", attachment_ids=[file["id"]])
    assert told.status_code == 201, told.text
    message: dict[str, Any] = told.json()
    return message


async def _send(person: Person, chat_id: str) -> File:
    await _say(person, chat_id, file := await _upload(person))
    return file


async def _put_off(person: Person, chat_id: str) -> str:
    file = await _upload(person)
    told = await person.post(f"/chats/{chat_id}/scheduled", **tomorrow(), type="photo", attachment_ids=[file["id"]])
    assert told.status_code == 201, told.text
    url: str = file["url"]
    return url


async def _tell(person: Person, hide_from: list[str]) -> dict[str, Any]:
    file = await _upload(person)
    told = await person.post("/stories", type="photo", attachment_id=file["id"], hide_from=hide_from)
    assert told.status_code == 201, told.text
    story: dict[str, Any] = told.json()
    return story
