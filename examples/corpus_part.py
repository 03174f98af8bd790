"""What a worker does with one part of a corpus, whichever engine starts it. Takes a table of Arrow with `name` and `text`; writes a part of the result
as Parquet: `name`, `tei`, `findings`, a list. Promises that a part is there whole or not at all, under a name that its number alone decides:
a worker that is killed leaves nothing behind that counts, one that does the same part again writes the same file, and a
restart does only what is missing."""

import os
from pathlib import Path

import pyarrow
import pyarrow.parquet
import recto


def path_of(output: str, part: int) -> Path:
    return Path(output, f"part-{part:06}.parquet")


def make(part: int, documents: pyarrow.Table, output: str, converter: recto.Converter) -> int:
    """Converts and checks the documents of a part; gives how many there are."""
    place = path_of(output, part)
    if not place.exists():
        made = pyarrow.table(converter.convert_batch(documents))
        beside = place.with_name(f".{place.name}.{os.uname().nodename}.{os.getpid()}")
        pyarrow.parquet.write_table(made, beside)
        os.replace(beside, place)
    return documents.num_rows


def parts(corpus: str, rows: int) -> list[tuple[int, str, int]]:
    """The parts of a corpus in Parquet: a number, the file, and the first row. The same corpus has the same parts."""
    all = []
    for file in sorted(Path(corpus).glob("*.parquet")):
        count = pyarrow.parquet.read_metadata(file).num_rows
        all.extend((str(file), first) for first in range(0, count, rows))
    return [(number, file, first) for number, (file, first) in enumerate(all)]


def read(file: str, first: int, rows: int) -> pyarrow.Table:
    """The documents of a part."""
    return pyarrow.parquet.read_table(file, columns=["name", "text"]).slice(first, rows)
