"""How things with stickers can fail."""

from kocmoc.core.errors import Conflict, Forbidden, NotFound


class PackNotFound(NotFound):
    code = "pack_not_found"
    detail = "There is no such pack of stickers."


class StickerNotFound(NotFound):
    code = "sticker_not_found"
    detail = "There is no such sticker in this pack."


class NotYourPack(Forbidden):
    code = "not_owner"
    detail = "Only whoever made a pack may change it."


class TooManyPacks(Conflict):
    code = "too_many_packs"
    detail = "So many packs nobody finds anything in."


class TooManyStickers(Conflict):
    code = "too_many_stickers"
    detail = "This pack is full."
