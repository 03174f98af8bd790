"""Expressions of rules, in Recto and in Saxon: `python3 benches/expressions.py [--recto PROGRAM] [--runs N] [NUMBER...]`.

Each expression is evaluated over the same documents of 1, 2, 4 and 8 MB, which are made here: a letter book with persons, pointers, pages,
notes and dates. Recto is run as a program with a Schematron schema of one rule; Saxon (PyPI: saxonche) in this process, where it is warm.
Both read the document once and evaluate once; what reading alone takes is measured beside it and taken off, so that the table shows
evaluation, in milliseconds of processor time, the least of some runs. Values must agree. `growth` is what 8 MB take in times of 4 MB: 2 is linear.
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time

SIZES = [1, 2, 4, 8]
NAMESPACE = "http://www.tei-c.org/ns/1.0"

EXPRESSIONS = [
    ("a pointer to an id", "count(//tei:ref[not(substring(@target, 2) = //@xml:id)])"),
    (
        "an element of an id",
        "count(for $ref in //tei:ref return //tei:person[@xml:id = substring($ref/@target, 2)]/tei:persName)",
    ),
    ("the first that fits", "count(//tei:p[following::tei:note[@type = 'editor'][1]/@n])"),
    ("the page before", "count(//tei:note[preceding::tei:pb[1]/@n = '7'])"),
    (
        "a place of a list",
        "for $n in 1 return count(let $all := //tei:pb return for $i in 2 to count($all) return $all[$i][@n = $all[$i - 1]/@n])",
    ),
    ("characters one by one", "count(//tei:head[some $i in 1 to string-length(.) satisfies substring(., $i, 1) = 'q'])"),
    ("distinct values", "count(distinct-values(//@target))"),
    ("where a value stands", "count(//tei:pb[index-of(//tei:pb/@n, @n)[2]])"),
    ("the last one", "count(//tei:p[. is ../tei:p[last()]])"),
    ("a path in a loop", "count(for $note in //tei:note return $note[@resp = //tei:respStmt/@xml:id])"),
]


def document(megabytes):
    """A letter book of so many megabytes, the same each time."""
    seed = 7
    parts = [f"<TEI xmlns='{NAMESPACE}'><teiHeader><respStmt xml:id='ed'><name>E</name></respStmt>"]
    body = []
    size, number = 0, 0
    while size < megabytes * 1_000_000:
        number += 1
        seed = (seed * 1103515245 + 12345) % (1 << 31)
        target = seed % max(number, 1) + 1
        parts.append(f"<person xml:id='p{number}'><persName>Person {number}</persName></person>")
        kind = "editor" if number % 5 == 0 else "author"
        division = [f"<div xml:id='d{number}'><head>Letter {number} of the book</head><pb n='{number % 900}'/>"]
        for paragraph in range(3):
            division.append(
                f"<p>All is well here, as <ref target='#p{target}'>they</ref> said on <date when='1964-10-{number % 28 + 1:02}'>that day</date>,"
                f" and nothing else has happened since in this town or in any other.<note n='{number}.{paragraph}' type='{kind}' resp='ed'>So it is"
                f" written in the letter of <ref target='#d{target}'>that</ref> year.</note></p>"
            )
        division.append("</div>")
        body.append("".join(division))
        size = sum(map(len, parts[-1:])) + size + len(body[-1])
    return "".join(parts) + "</teiHeader><text><body>" + "".join(body) + "</body></text></TEI>"


def rule(expression):
    escaped = expression.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return (
        '<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt3">'
        f'<ns prefix="tei" uri="{NAMESPACE}"/><pattern><rule context="/*">'
        f'<report test="true()">=<value-of select="{escaped}"/>=</report></rule></pattern></schema>'
    )


def recto(program, schema, path, runs):
    """Milliseconds of processor time, and the value."""
    least, value = float("inf"), None
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [program, "validate", "--schema", schema, "--format", "json", "--limit", "steps=1000000000000", path]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        least = min(least, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        found = re.search(r"=([^=\"]*)=", done.stdout)
        value = found.group(1) if found else (done.stdout + done.stderr).strip()[:120]
    return least * 1000, value


def saxon(saxonche, processor, expression, path, runs):
    least, value = float("inf"), None
    for _ in range(runs):
        before = time.process_time()
        node = processor.new_document_builder().parse_xml(xml_file_name=path)
        xpath = processor.new_xpath_processor()
        xpath.declare_namespace("tei", NAMESPACE)
        xpath.set_context(xdm_item=node)
        result = xpath.evaluate(expression)
        value = " ".join(str(result.item_at(at)) for at in range(result.size)) if result else ""
        least = min(least, time.process_time() - before)
    return least * 1000, value


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--recto", default="target/release/recto")
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--sizes", default=",".join(map(str, SIZES)))
    arguments.add_argument("numbers", nargs="*", type=int)
    arguments = arguments.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    try:
        import saxonche

        processor = saxonche.PySaxonProcessor(license=False)
        print(processor.version, file=sys.stderr)
    except ImportError:
        saxonche = processor = None
        print("saxonche is not installed: Recto alone is measured", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for size in sizes:
            paths[size] = os.path.join(folder, f"{size}.xml")
            with open(paths[size], "w") as file:
                file.write(document(size))
        schema = os.path.join(folder, "rules.sch")

        def measure(expression, size):
            with open(schema, "w") as file:
                file.write(rule(expression))
            own = recto(arguments.recto, schema, paths[size], arguments.runs)
            other = saxon(saxonche, processor, expression, paths[size], arguments.runs) if saxonche else (0, own[1])
            return own, other

        reading = {size: measure("1 + 1", size) for size in sizes}
        head = "".join(f"{size:>8} MB" + "      Saxon" * bool(saxonche) for size in sizes)
        print(f"| {'milliseconds':25}|{head} | growth |")
        print(f"| {'reading':25}|" + "".join(f"{own[0]:11.0f}{other[0]:11.0f}" for own, other in reading.values()) + " | |")
        for number, (name, expression) in enumerate(EXPRESSIONS, 1):
            if arguments.numbers and number not in arguments.numbers:
                continue
            cells, times = [], []
            for size in sizes:
                (own, value), (other, same) = measure(expression, size)
                own, other = max(own - reading[size][0][0], 0.1), max(other - reading[size][1][0], 0.1)
                times.append(own)
                cells.append(f"{own:11.0f}{other:11.0f}" + ("" if value == same else f" ({value} is not {same})"))
            growth = times[-1] / times[-2] if len(times) > 1 else 0
            print(f"| {number:2} {name:22}|{''.join(cells)} | {growth:5.1f} |", flush=True)


if __name__ == "__main__":
    main()
