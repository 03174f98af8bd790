"""What Jupyter shows. Takes findings and TEI; gives HTML in which everything is escaped."""

from __future__ import annotations

import html
from collections.abc import Sequence

from ._findings import Finding

#: Findings that are shown at most; all are counted.
MOST = 200


def findings(all: Sequence[Finding]) -> str:
    if not all:
        return "<p>No findings.</p>"
    rows = "".join(_row(all[at]) for at in range(min(len(all), MOST)))
    more = f"<p>… and {len(all) - MOST} more.</p>" if len(all) > MOST else ""
    head = "".join(f"<th>{name}</th>" for name in ("file", "line", "severity", "code", "message", "help"))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}"


def _row(finding: Finding) -> str:
    line = "" if finding.place is None else str(finding.place.line)
    cells = (finding.file, line, finding.severity, finding.code, finding.message, finding.help or "")
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"


def document(text: str | None) -> str:
    return "<p>There is no TEI.</p>" if text is None else f"<pre>{html.escape(text)}</pre>"
