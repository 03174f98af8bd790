"""What was found, as values. The native part makes them; nothing here reads or writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a text, three ways.

    ``line``, ``column``, ``end_line``, ``end_column`` count from 1, columns in characters, as editors do; the end is not included.
    ``start`` and ``end`` are bytes of the decoded text in UTF-8, from 0, as in all reports of Recto.
    ``start_char`` and ``end_char`` are characters, from 0: ``text[place.start_char:place.end_char]``. They are ``None`` in files of
    more than 64 MiB. A byte-order mark is no part of the text.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int
    start_char: int | None
    end_char: int | None


@dataclass(frozen=True, slots=True)
class Related:
    """A further place, in this file or another, that explains a finding."""

    message: str
    file: str
    place: Place


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that would mend a finding: ``text`` in the place of ``place``. No letter of the text is changed by a ``safe`` one."""

    text: str
    safe: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, doubtful, or worth knowing. ``severity`` is ``"error"``, ``"warning"`` or ``"note"``.

    ``code`` is stable; :func:`recto.explain` tells what it means. ``place`` is ``None`` where the whole file is meant.
    """

    code: str
    severity: str
    message: str
    file: str
    place: Place | None
    help: str | None
    related: tuple[Related, ...]
    expected: tuple[str, ...]
    fix: Fix | None
    secondary: bool

    def __str__(self) -> str:
        place = "" if self.place is None else f":{self.place.line}:{self.place.column}"
        return f"{self.file}{place}: {self.severity} {self.code}: {self.message}"


class Error(Exception):
    """Something that was given cannot be used: a schema, a profile, a register, a name.

    ``findings`` say where and why; ``code``, ``message``, ``file`` and ``place`` are those of the first one, and ``None`` where there is
    none (``message`` is always there).
    """

    def __init__(self, message: str, findings: Sequence[Finding] = ()):
        super().__init__(message)
        self.findings = tuple(findings)
        first = self.findings[0] if self.findings else None
        self.code = first and first.code
        self.file = first and first.file
        self.place = first and first.place
        self.message = first.message if first else message

    def __reduce__(self):
        return Error, (str(self), self.findings)
