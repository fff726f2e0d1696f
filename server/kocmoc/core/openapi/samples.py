"""Examples: what a field of this name and type may look like. Names mean the same wherever they stand."""

from typing import Any

from msgspec import NODEFAULT
from msgspec.inspect import (
    BoolType,
    DateTimeType,
    DictType,
    Field,
    FloatType,
    IntType,
    ListType,
    LiteralType,
    Metadata,
    NoneType,
    StrType,
    StructType,
    UnionType,
    UUIDType,
    type_info,
)

_ID = "42"
_TIME = "2026-11-23T06:11:00.123Z"
_UUID = "0b7c1a52-9d3e-4f6a-8c21-5e0d7f3a9b64"

_BY_NAME: dict[str, Any] = {
    "access_token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl",
    "bio": "Первый.",
    "code": "190461",
    "current_password": "поехали-1961",
    "cursor": "WzEsMiwzXQ",
    "description": "Всё о полёте",
    "detail": "Something is not as it should be.",
    "display_name": "Юрий Гагарин",
    "email": "gagarin@cosmos.example",
    "emoji": "🚀",
    "login": "gagarin",
    "message_id": "42-7",
    "mime": "image/jpeg",
    "name": "Chrome · Linux",
    "new_password": "восток-один",
    "next_cursor": None,
    "password": "поехали-1961",
    "query": "гагар",
    "role": "member",
    "text": "Поехали!",
    "title": "Восток",
    "type": "text",
    "username": "gagarin",
    "url": "https://cosmos.example/",
    "version": 7,
}
_IDS = ("id", "_id")


def of(kind: Any, name: str = "") -> Any:
    """An example of this type, for a field of this name."""
    return _of(type_info(kind), name)


def _of(info: Any, name: str) -> Any:
    if isinstance(info, Metadata):
        return _of(info.type, name)
    if isinstance(info, StructType):
        shown = [field for field in info.fields if not may_be_absent(field)] or info.fields[:1]
        return {field.encode_name: _of(field.type, field.encode_name) for field in shown}
    if isinstance(info, UnionType):
        return _choice(info, name)
    if isinstance(info, ListType):
        return [_of(info.item_type, name.removesuffix("s").removesuffix("_id") + ("_id" if "_ids" in name else ""))]
    if isinstance(info, DictType):
        return {_ID: _of(info.value_type, name)}
    return _scalar(info, name)


def _choice(info: UnionType, name: str) -> Any:
    if name not in _BY_NAME and any(isinstance(part, NoneType) for part in info.types):
        return None
    return _of(next(part for part in info.types if not isinstance(part, NoneType)), name)


def _scalar(info: Any, name: str) -> Any:
    if isinstance(info, LiteralType):
        return _BY_NAME[name] if _BY_NAME.get(name) in info.values else info.values[0]
    if isinstance(info, StrType):
        return _words(name)
    if isinstance(info, UUIDType):
        return _UUID
    if isinstance(info, DateTimeType):
        return _TIME
    if isinstance(info, BoolType):
        return False
    if isinstance(info, IntType):
        known = _BY_NAME.get(name)
        return max(known if isinstance(known, int) else 1, info.ge or 0)
    if isinstance(info, FloatType):
        return float(max(1, info.ge or 0))
    return None


def _words(name: str) -> str:
    if name.endswith("_at"):
        return _TIME
    if isinstance(known := _BY_NAME.get(name), str):
        return known
    if name == "client_id":
        return _UUID
    return _ID if name.endswith(_IDS) else name.replace("_", " ") or "text"


def may_be_absent(field: Field) -> bool:
    """Whether it has no value at all unless somebody gives it one: UNSET, as msgspec shows it."""
    return not field.required and field.default is NODEFAULT and field.default_factory is NODEFAULT
