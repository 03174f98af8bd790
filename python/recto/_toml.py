"""Metadata as TOML. Takes mappings, lists and plain values; a string of JSON is one of TOML."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any


def written(metadata: Mapping[str, Any]) -> str:
    """The text of a metadata file with these keys; what is ``None`` is left out."""
    return "".join(f"{_string(str(key))} = {_value(value)}\n" for key, value in metadata.items() if value is not None)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{_string(str(key))} = {_value(item)}" for key, item in value.items() if item is not None)
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, (bool, int)):
        return json.dumps(value)
    if isinstance(value, datetime.date):
        return _string(value.isoformat())
    if isinstance(value, str):
        return _string(value)
    raise TypeError(f"metadata hold texts, numbers, dates, lists and mappings, not {type(value).__name__}")


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
