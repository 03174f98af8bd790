"""Recto: plain text of letters to TEI-XML, with proof that no character was lost; TEI validated completely.

    >>> import recto
    >>> letter = recto.convert("Tokyo, October 28, 1964.\\n\\nDear Bill:\\n\\nAll is well.\\n\\nSincerely,\\n\\nEd\\n")
    >>> "<salute>Dear Bill:</salute>" in letter.tei
    True

All is done by the code of the program ``recto``, with the same results; ``python -m recto`` is that program. Documents are ``str``,
``bytes`` or paths. Work on many documents runs in as many threads as there are processors, and other threads of Python go on meanwhile.
As for standard input of the program, a ``recto.toml`` in the working directory, or above it, holds for documents that have no path.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from . import _recto, _show, _toml
from ._findings import Error, Finding, Fix, Place, Related
from ._recto import Batch

if TYPE_CHECKING:
    import pandas
    import pyarrow

__version__: str = _recto.VERSION
__all__ = [
    "Batch", "Conversion", "Converted", "Converter", "Count", "Element", "Error", "Finding", "Findings", "Fix", "Made", "Place", "Related",
    "Scores", "Validator", "convert", "evaluate", "explain", "format", "learn", "text", "transplant", "verify",
]

AnyPath = Union[str, "os.PathLike[str]"]
Document = Union[str, bytes]
#: Called with how many are done, how many there are, and the name of the one that was done.
Progress = Callable[[int, int, str], object]


class Findings(Sequence[Finding]):
    """Findings in their order: a sequence of :class:`Finding`, and a table with a row for each.

    The columns are ``file``, ``code``, ``severity``, ``message``, ``help``, ``line``, ``column``, ``end_line``, ``end_column``, ``start``, ``end``,
    ``start_char``, ``end_char``. ``pyarrow.table(findings)`` and ``polars.DataFrame(findings)`` take it as it is.
    """

    __slots__ = ("_native",)

    def __init__(self, native: _recto.Findings):
        self._native = native

    def __len__(self) -> int:
        return len(self._native)

    def __getitem__(self, at):
        if isinstance(at, slice):
            return [self._native[place] for place in range(*at.indices(len(self)))]
        return self._native[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(a == b for a, b in zip(self, other))

    def __repr__(self) -> str:
        return f"<{len(self)} findings: {self.errors} errors, {self.warnings} warnings>"

    @property
    def errors(self) -> int:
        """How many are errors."""
        return self._native.count_of("error")

    @property
    def warnings(self) -> int:
        """How many are warnings."""
        return self._native.count_of("warning")

    def __arrow_c_schema__(self) -> object:
        return self._native.__arrow_c_schema__()

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        return self._native.__arrow_c_array__(requested_schema)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._native.__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> pyarrow.Table:
        """The table. Needs ``pyarrow``."""
        import pyarrow

        return pyarrow.table(self)

    def to_pandas(self) -> pandas.DataFrame:
        """The table as a DataFrame. Needs ``pyarrow`` and ``pandas``."""
        return self.to_arrow().to_pandas()

    def __reduce__(self):
        return list, (list(self),)

    def _repr_html_(self) -> str:
        return _show.findings(self)


@dataclass(frozen=True, slots=True)
class Element:
    """An element of TEI, the rule that made it, and the part of the text it was made of: lines from 1, bytes from 0."""

    name: str
    rule: str
    line: int
    end_line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a text became. ``tei`` is ``None`` where an error forbids to write it: ``findings`` say why."""

    name: str
    tei: str | None
    findings: Findings
    elements: tuple[Element, ...]

    def _repr_html_(self) -> str:
        return _show.document(self.tei) + _show.findings(self.findings)


@dataclass(frozen=True, slots=True)
class Made:
    """A document that was made, or ``None`` where ``findings`` say why there is none."""

    text: str | None
    findings: Findings

    def _repr_html_(self) -> str:
        return _show.document(self.text) + _show.findings(self.findings)


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of files: how many ``texts`` there were, how many of them were ``made`` TEI, and all ``findings``."""

    texts: int
    made: int
    findings: Findings


@dataclass(frozen=True, slots=True)
class Count:
    """How often an element is in the published documents (``gold``), how often it was ``found``, how often made where it is not (``extra``)."""

    gold: int
    found: int
    extra: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Scores:
    """How well TEI agrees with published TEI: ``elements`` by name, ``"all"`` among them; then counts of documents.

    Of ``documents`` so many are ``missing``, have the ``same_text``, are ``perfect``; ``texts`` lie beside so many, of which ``kept`` have every
    letter; ``dated`` have a day, of which ``same_day`` have the same. ``findings`` say what could not be read.
    """

    elements: dict[str, Count]
    documents: int
    missing: int
    texts: int
    kept: int
    same_text: int
    perfect: int
    dated: int
    same_day: int
    findings: Findings


class Converter:
    """A house style, made ready once; all threads may use it. ``recto convert`` has the same options.

    ``profile`` is ``"letter"``, ``"transcript"``, ``"frus"`` or the path of a profile; ``language`` a tag such as ``"de-AT"``; ``registers`` are
    files with names; ``table`` is the table of all letters, for files; ``encoding`` the one of bytes and files that are not UTF-8.
    The TEI is checked against the schema of the profile unless ``validate`` is false. Raises :class:`Error` where one of these
    cannot be used. Pickled, it is made ready once in each process.
    """

    def __init__(
        self,
        profile: AnyPath | None = None,
        *,
        language: str | None = None,
        registers: Iterable[AnyPath] = (),
        table: AnyPath | None = None,
        encoding: str | None = None,
        validate: bool = True,
        message_language: str = "en",
    ):
        asked = (_path(profile), language, tuple(map(os.fspath, registers)), _path(table), encoding, validate, message_language)
        self._asked = asked
        self._native = _recto.Converter(*asked)

    def __reduce__(self):
        profile, language, registers, table, encoding, validate, message_language = self._asked
        options = dict(
            language=language, registers=registers, table=table, encoding=encoding, validate=validate, message_language=message_language
        )
        return _once, (Converter, (profile,), tuple(options.items()))

    def convert(self, text: Document, metadata: Mapping[str, Any] | str | None = None, name: str = "letter.txt") -> Conversion:
        """Converts one text: ``str``, or the ``bytes`` of a file in any format that ``recto convert`` reads.

        ``metadata`` has the keys of a metadata file, ``{"title": "…", "date": "1964-10-28", "sender": "Ann Holt"}``, or is the text of one. What is
        wrong in it is found in the source ``NAME (metadata)``. ``name`` is how findings call the text.
        """
        return self.convert_many([(name, text, metadata)])[0]

    def convert_many(self, texts: Iterable[tuple[str, Document, Mapping[str, Any] | str | None]]) -> list[Conversion]:
        """Converts texts, each a name, the text and its metadata, in all threads; in the order in which they were given."""
        held = [(name, _bytes(text), _metadata(metadata)) for name, text, metadata in texts]
        return [
            Conversion(name, tei, Findings(findings), tuple(Element(*element) for element in elements))
            for (name, _, _), (tei, findings, elements) in zip(held, self._native.convert_held(held))
        ]

    def convert_files(
        self,
        inputs: AnyPath | Iterable[AnyPath],
        output: AnyPath,
        *,
        force: bool = False,
        progress: Progress | None = None,
    ) -> Converted:
        """Converts files, and folders with all texts below them, to files at ``output``, as ``recto convert INPUTS -o OUTPUT`` does.

        What a person wrote or changed there is not replaced unless ``force`` is true. Raises :class:`Error` where the run cannot begin.
        """
        findings, texts, made = self._native.convert_files(_paths(inputs), os.fspath(output), force, progress)
        return Converted(texts, made, Findings(findings))

    def convert_batch(self, batch: object, text: str = "text", name: str = "name", metadata: str | None = None) -> Batch:
        """Converts a column of texts in a table of Arrow (what has ``__arrow_c_stream__``: a ``pyarrow`` batch or table, a ``polars`` DataFrame).

        ``text``, ``name`` and ``metadata`` are the columns with texts (or bytes), names, and TOML. The texts are read where they lie. Gives a
        :class:`Batch` with a row for each: ``name``, ``tei`` (empty where there is none), and ``findings``, a list.
        """
        return self._native.convert_batch(batch, text, name, metadata)


class Validator:
    """Schemas, compiled once; all threads may use it. ``recto validate`` has the same options.

    ``schemas`` are names and paths: ``.rng``, ``.rnc``, ``.sch``, ``"recto-letter"``, a name in ``recto.toml``. Without any, each document is checked
    against those that it names, and TEI is held to Recto's own rules as well: ``rules`` are ``"auto"``, ``"always"`` or ``"never"``.
    ``external`` says what a reference to an external entity is: ``"refuse"`` (an error), ``"note"``, ``"local"`` (read in the project).
    Raises :class:`Error` with the places in the schema where it cannot be used. Pickled, it is compiled once in each process.
    """

    def __init__(
        self,
        *schemas: AnyPath,
        catalogs: Iterable[AnyPath] = (),
        phase: str = "#DEFAULT",
        rules: str = "auto",
        external: str = "refuse",
        xinclude: bool = True,
        profile: AnyPath | None = None,
        message_language: str = "en",
    ):
        names = tuple(map(os.fspath, schemas))
        self._asked = (names, tuple(map(os.fspath, catalogs)), phase, rules, external, xinclude, _path(profile), message_language)
        self._native = _recto.Validator(*self._asked)

    def __reduce__(self):
        schemas, catalogs, phase, rules, external, xinclude, profile, message_language = self._asked
        options = dict(
            catalogs=catalogs, phase=phase, rules=rules, external=external, xinclude=xinclude, profile=profile, message_language=message_language
        )
        return _once, (Validator, schemas, tuple(options.items()))

    @property
    def findings(self) -> Findings:
        """What was found in the schemas themselves, none of it an error."""
        return Findings(self._native.findings())

    def validate(self, document: bytes | AnyPath, name: str = "document.xml") -> Findings:
        """What is wrong in a document, ``bytes`` or a path, in the order of its text; empty where it is valid.

        A file that cannot be read is a finding, not an exception.
        """
        if isinstance(document, bytes):
            return self.validate_many([(name, document)])[0]
        return self.validate_files(document)

    def validate_many(self, documents: Iterable[tuple[str, bytes]]) -> list[Findings]:
        """What is wrong in each of these documents, which have names, in all threads; in the order in which they were given."""
        return [Findings(findings) for findings in self._native.validate_held(list(documents))]

    def validate_files(self, inputs: AnyPath | Iterable[AnyPath], *, progress: Progress | None = None) -> Findings:
        """What is wrong in files, and in all ``.xml`` files below folders, in the order of their paths, as ``recto validate INPUTS`` finds it.

        No more than a few files are in memory at once. What cannot be read is a finding; :class:`Error` is raised where the run cannot begin.
        """
        return Findings(self._native.validate_files(_paths(inputs), progress)[0])

    def validate_batch(self, batch: object, text: str = "text", name: str = "name") -> Batch:
        """What is wrong in a column of documents in a table of Arrow: a :class:`Batch` with a row for each, ``name`` and ``findings``, a list.

        ``text`` and ``name`` are the columns with documents (texts or bytes) and names. The documents are read where they lie.
        """
        return self._native.validate_batch(batch, text, name)


def convert(
    text: Document,
    profile: AnyPath | None = None,
    metadata: Mapping[str, Any] | str | None = None,
    *,
    name: str = "letter.txt",
    language: str | None = None,
) -> Conversion:
    """Converts one text to TEI: :meth:`Converter.convert`, with a converter that is made once for each profile and language."""
    return _once(Converter, (_path(profile),), (("language", language),)).convert(text, metadata, name)


def verify(text: Document, tei: Document, profile: AnyPath | None = None) -> Findings:
    """What differs between a text and TEI, whoever made it: empty where the TEI holds all of the text, in order, and nothing else.

    Findings are places in ``letter.xml``, the TEI; their ``related`` ones lie in ``letter.txt``, the text.
    """
    return Findings(_comparison(_path(profile)).verify(("letter.txt", _bytes(text)), ("letter.xml", _bytes(tei))))


def transplant(text: Document, tei: Document, profile: AnyPath | None = None) -> Made:
    """Sets the elements of TEI, whoever made it, onto the untouched text."""
    tei, findings = _comparison(_path(profile)).transplant(("letter.txt", _bytes(text)), ("letter.xml", _bytes(tei)))
    return Made(tei, Findings(findings))


def text(document: Document, profile: AnyPath | None = None, name: str = "document.xml") -> Made:
    """The reading text of TEI, or the text that ``convert`` reads in the bytes of a file of another format."""
    read, findings = _comparison(_path(profile)).text(name, _bytes(document))
    return Made(read, Findings(findings))


def format(document: Document, *schemas: AnyPath, name: str = "document.xml") -> Made:
    """A document in the one layout. What its elements may hold is what these schemas say, or those that it names, or else TEI P5."""
    laid_out, findings = _recto.format(name, _bytes(document), list(map(os.fspath, schemas)))
    return Made(laid_out, Findings(findings))


def evaluate(gold: AnyPath, output: AnyPath, style: str = "full", *, progress: Progress | None = None) -> Scores:
    """Compares TEI with published TEI, two files or two folders, element by element, as ``recto eval GOLD OUT`` does.

    ``style`` is how the published TEI is read: ``"full"``, ``"web"`` or ``"as-is"``. Raises :class:`Error` where there is nothing to compare.
    """
    rows, whole, findings = _recto.evaluate(os.fspath(gold), os.fspath(output), style, progress)
    return Scores({name: Count(*counts) for name, *counts in rows}, *whole, Findings(findings))


def learn(gold: AnyPath | Iterable[AnyPath], *, base: str | None = None, texts: AnyPath | None = None) -> str:
    """Learns a house style from letters that are encoded already; gives the text of a profile, to be written to a file.

    ``gold`` are files or folders of TEI, each folder an edition; ``texts`` is the folder with their texts. Runs ``recto learn`` in a process of its
    own. Raises :class:`Error` with what that says where nothing can be learned.
    """
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "house.toml")
        options = ["--base", base] if base is not None else []
        options += ["--texts", os.fspath(texts)] if texts is not None else []
        command = [sys.executable, "-m", "recto", "learn", *options, "-o", str(output), *_paths(gold)]
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", check=False)
        if not output.exists():
            raise Error(run.stderr.strip())
        return output.read_text(encoding="utf-8")


def explain(code: str) -> str:
    """What a code means, with an example and the remedy, in Markdown, as ``recto explain CODE`` says. Raises :class:`KeyError`."""
    explanation = _recto.explain(code)
    if explanation is None:
        raise KeyError(code)
    return explanation


@functools.lru_cache(maxsize=64)
def _once(made: type, arguments: tuple[Any, ...], options: tuple[tuple[str, Any], ...]) -> Any:
    return made(*arguments, **dict(options))


@functools.lru_cache(maxsize=64)
def _comparison(profile: str | None) -> _recto.Comparison:
    return _recto.Comparison(profile)


def _bytes(document: Document) -> bytes:
    return document.encode("utf-8") if isinstance(document, str) else document


def _path(path: AnyPath | None) -> str | None:
    return None if path is None else os.fspath(path)


def _paths(paths: AnyPath | Iterable[AnyPath]) -> list[str]:
    return [os.fspath(paths)] if isinstance(paths, (str, os.PathLike)) else list(map(os.fspath, paths))


def _metadata(metadata: Mapping[str, Any] | str | None) -> str | None:
    return metadata if metadata is None or isinstance(metadata, str) else _toml.written(metadata)
