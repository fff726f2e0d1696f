"""JSON Schemas of our types, as msgspec knows them, each with an example."""

from typing import Any

import msgspec
from msgspec.inspect import StructType, type_info

from kocmoc.core.openapi import samples

Json = dict[str, Any]
TEMPLATE = "#/components/schemas/{name}"


class Schemas:
    """The types that were asked for; `components` describes them and everything they are made of."""

    def __init__(self) -> None:
        self._taken: dict[Any, None] = {}
        self._given: dict[Any, None] = {}

    def request(self, kind: Any) -> Json:
        self._taken[kind] = None
        return {"schema": self._schema(kind), "example": samples.of(kind)}

    def response(self, kind: Any) -> Json:
        self._given[kind] = None
        return {"schema": self._schema(kind), "example": samples.of(kind)}

    def plain(self, kind: Any) -> Json:
        """A schema that needs no component."""
        return self._schema(kind)

    def sample(self, name: str, kind: Any) -> Any:
        return samples.of(kind, name)

    def components(self) -> Json:
        _, taken = msgspec.json.schema_components(self._taken, ref_template=TEMPLATE)
        _, given = msgspec.json.schema_components(self._given, ref_template=TEMPLATE)
        always = {name: _always(kind) for name, kind in _structs(self._given).items()}
        for name, schema in given.items():
            if name not in taken and name in always:
                schema["required"] = always[name]
        return dict(sorted((taken | given).items()))

    def _schema(self, kind: Any) -> Json:
        (schema,), _ = msgspec.json.schema_components([kind], ref_template=TEMPLATE)
        return schema


def _structs(kinds: dict[Any, None]) -> dict[str, StructType]:
    """Every struct in these types, by name."""
    found: dict[str, StructType] = {}
    waiting: list[Any] = [type_info(kind) for kind in kinds]
    while waiting:
        info = waiting.pop()
        if isinstance(info, StructType):
            if info.cls.__name__ in found:
                continue
            found[info.cls.__name__] = info
        waiting += _parts(info)
    return found


def _parts(info: Any) -> list[Any]:
    """The types this one is made of."""
    if isinstance(info, StructType):
        return [field.type for field in info.fields]
    one = [getattr(info, name) for name in ("item_type", "value_type", "type") if hasattr(info, name)]
    return [*one, *getattr(info, "types", ()), *getattr(info, "item_types", ())]


def _always(info: StructType) -> list[str]:
    """We always send every field, also one that has its default, unless it can be left out altogether."""
    return [field.encode_name for field in info.fields if not samples.may_be_absent(field)]
