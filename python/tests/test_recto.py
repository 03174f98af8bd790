"""The wheel as it is installed: what it gives is what the program gives, on all samples. `RECTO` may name a program to compare with; without it
`python -m recto` is that program. Tables are tested where pyarrow and pandas are installed."""

import contextlib
import io
import json
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

import recto

try:
    import pandas
    import pyarrow
except ImportError:
    pyarrow = pandas = None

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
PROGRAM = [os.environ["RECTO"]] if os.environ.get("RECTO") else [sys.executable, "-m", "recto"]
LETTER = "Tokyo, October 28, 1964.\n\nDear Bill:\n\nAll is wéll.\n\nSincerely,\n\nEd\n"
SCHEMA = "start = element letter { element p { text }+ }"
DOCUMENT = "<letter><p>Zoë</p><q>All is well.</q></letter>"


def program(*arguments, stdin=b""):
    return subprocess.run([*PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, cwd=ROOT, check=False)


def reported(lines):
    """Findings as the program reports them with `--format json`."""
    return [json.loads(line) for line in lines.splitlines() if line.startswith("{")]


def as_reported(finding):
    """A finding of the wheel as the program reports it."""

    def place(of):
        names = ("line", "column", "end_line", "end_column", "start", "end")
        return {} if of is None else {name: getattr(of, name) for name in names}

    row = {"code": finding.code, "severity": finding.severity, "message": finding.message, "file": finding.file, **place(finding.place)}
    if finding.help is not None:
        row["help"] = finding.help
    if finding.related:
        row["related"] = [
            {"message": one.message, **({"file": one.file} if one.file != finding.file else {}), **place(one.place)} for one in finding.related
        ]
    if finding.expected:
        row["expected"] = list(finding.expected)
    if finding.fix is not None:
        row["fix"] = {"text": finding.fix.text, "safe": finding.fix.safe, **place(finding.fix.place)}
    if finding.secondary:
        row["secondary"] = True
    return row


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


class Program(unittest.TestCase):
    def test_all_commands_are_there(self):
        run = program("--version")
        self.assertEqual((run.returncode, run.stdout), (0, f"recto {recto.__version__}\n".encode()))
        self.assertEqual(program("validate", "-", stdin=b"<p>").returncode, 1)
        self.assertEqual(program("nonsense").returncode, 2)

    def test_the_installed_command_is_the_program(self):
        command = Path(sys.executable).with_name("recto")
        self.assertEqual(subprocess.run([command, "--version"], capture_output=True, check=True).stdout, program("--version").stdout)


class Samples(Folder):
    def test_every_sample_converts_as_the_program_converts_it(self):
        compared = 0
        for profile in ("letter", "frus", "transcript"):
            folder = SAMPLES / profile
            converted = program("convert", folder, "-o", self.folder / profile, "--profile", profile, "--format", "json", "--verbose")
            expected = {path.relative_to(self.folder / profile).as_posix(): path.read_text("utf-8") for path in (self.folder / profile).rglob("*.xml")}
            self.assertTrue(expected, converted.stderr)
            output = self.folder / "wheel" / profile
            here = os.getcwd()
            os.chdir(ROOT)
            try:
                made = recto.Converter(profile).convert_files(folder, output)
            finally:
                os.chdir(here)
            got = {path.relative_to(output).as_posix(): path.read_text("utf-8") for path in output.rglob("*.xml")}
            self.assertEqual(got, expected)
            strip = lambda rows, of: [{**row, "file": row["file"].replace(str(of), "")} for row in rows]
            wanted = strip(reported(converted.stderr.decode()), self.folder / profile)
            self.assertEqual(strip(map(as_reported, made.findings), output), wanted)
            compared += len(expected)
        self.assertGreater(compared, 20)

    def test_every_text_that_is_held_converts_as_standard_input_does(self):
        converter = recto.Converter("letter")
        texts = sorted((SAMPLES / "letter").rglob("*.txt"))[:12]
        self.assertTrue(texts)
        for text in texts:
            run = program("convert", "-", "--format", "json", stdin=text.read_bytes())
            made = converter.convert(text.read_bytes(), name="<stdin>")
            self.assertEqual(made.tei or "", run.stdout.decode(), text)
            self.assertEqual([as_reported(finding) for finding in made.findings], reported(run.stderr.decode()), text)

    def test_every_sample_is_validated_as_the_program_validates_it(self):
        program("convert", SAMPLES / "frus", "-o", self.folder, "--profile", "frus")
        files = sorted([*SAMPLES.rglob("*.xml"), *self.folder.rglob("*.xml")])
        self.assertGreater(len(files), 20)
        run = program("validate", "--schema", "recto-letter", "--format", "json", "--verbose", *files)
        found = recto.Validator("recto-letter").validate_files(files)
        self.assertTrue(found)
        self.assertEqual([as_reported(finding) for finding in found], reported(run.stdout.decode()))


class Values(Folder):
    def test_a_letter_with_what_is_known_of_it(self):
        letter = recto.convert(LETTER, metadata={"title": "To Bill", "date": "1964-10-28"})
        self.assertIn("<salute>Dear Bill:</salute>", letter.tei)
        self.assertIn("To Bill", letter.tei)
        salute = next(element for element in letter.elements if element.name == "salute")
        self.assertEqual((salute.line, LETTER.encode()[salute.start : salute.end]), (3, b"Dear Bill:"))
        bad = recto.convert(LETTER, metadata={"titel": "To Bill"})
        self.assertIn("letter.txt (metadata)", {finding.file for finding in bad.findings})

    def test_places_are_lines_bytes_and_characters(self):
        schema = self.write("letter.rnc", SCHEMA)
        (finding,) = recto.Validator(schema).validate(DOCUMENT.encode())
        self.assertEqual((finding.code, finding.severity, finding.file), ("R1301", "error", "document.xml"))
        place = finding.place
        self.assertEqual(DOCUMENT.encode()[place.start : place.end], b"q")
        self.assertEqual(DOCUMENT[place.start_char : place.end_char], "q")
        self.assertEqual((place.start - place.start_char, place.line, place.column), (1, 1, place.start_char + 1))

    def test_files_are_findings_or_errors(self):
        schema = self.write("letter.rnc", SCHEMA)
        validator = recto.Validator(schema)
        good, bad = self.write("a.xml", "<letter><p>a</p></letter>"), self.write("b.xml", DOCUMENT)
        self.assertEqual(len(validator.validate(good)), 0)
        self.assertEqual([finding.file for finding in validator.validate_files(self.folder)], [str(bad)])
        calls = []
        validator.validate_files([good, bad], progress=lambda *call: calls.append(call))
        self.assertEqual(calls, [(1, 2, str(good)), (2, 2, str(bad))])
        (gone,) = validator.validate(self.folder / "gone.xml")
        self.assertEqual((gone.code, gone.place), ("R0004", None))

    def test_what_cannot_be_used_is_an_error_with_its_place(self):
        with self.assertRaises(recto.Error) as caught:
            recto.Validator(self.write("bad.rnc", "start = element p { text"))
        error = caught.exception
        self.assertEqual((error.code, error.place.line, error.place.column), ("R1103", 1, 25))
        self.assertEqual(pickle.loads(pickle.dumps(error)).findings, error.findings)
        for call in (lambda: recto.convert(LETTER, "nonsense"), lambda: recto.Validator("nonsense")):
            self.assertRaises(recto.Error, call)
        self.assertRaises(ValueError, lambda: recto.Validator(rules="sometimes"))

    def test_an_exception_of_a_callback_ends_the_run(self):
        files = [self.write(f"{number}.xml", "<p/>") for number in range(4)]

        def stop(*_):
            raise KeyError("enough")

        self.assertRaises(KeyError, lambda: recto.Validator("recto-letter").validate_files(files, progress=stop))

    def test_tei_is_verified_transplanted_read_and_laid_out(self):
        tei = recto.convert(LETTER).tei
        self.assertEqual(len(recto.verify(LETTER, tei)), 0)
        wrong = recto.verify(LETTER, tei.replace("wéll", "wel"))
        self.assertTrue(wrong.errors)
        mended = recto.transplant(LETTER, tei.replace("wéll", "wel")).text
        self.assertEqual(len(recto.verify(LETTER, mended)), 0)
        self.assertIn("All is wéll.", recto.text(tei).text)
        self.assertEqual(recto.format(tei).text, tei)
        self.assertIsNone(recto.format("<p>").text)
        self.assertTrue(recto.format("<p>").findings.errors)

    def test_folders_are_measured(self):
        gold, out = self.write("gold/a.xml", recto.convert(LETTER).tei), self.folder / "out"
        self.write("out/a.xml", gold.read_text("utf-8").replace("salute>", "p>"))
        scores = recto.evaluate(gold.parent, out)
        run = program("eval", "--gold", gold.parent, out, "--format", "json")
        expected = json.loads(run.stdout)
        self.assertEqual({name: vars_of(count) for name, count in scores.elements.items()}, {**expected["elements"], "all": expected["all"]})
        self.assertEqual((scores.documents, scores.missing), (1, 0))
        self.assertRaises(recto.Error, lambda: recto.learn(gold.parent))

    def test_compiled_once_in_a_process_and_used_by_threads(self):
        validator = recto.Validator("recto-letter")
        again = pickle.loads(pickle.dumps(validator))
        self.assertIs(pickle.loads(pickle.dumps(again)), again)
        documents = [(f"{number}.xml", recto.convert(LETTER).tei.encode()) for number in range(40)]
        expected = validator.validate_many(documents)
        got = []
        threads = [threading.Thread(target=lambda: got.append(again.validate_many(documents))) for _ in range(4)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        self.assertEqual(got, [expected] * 4)

    def test_what_jupyter_shows_is_escaped(self):
        shown = recto.Validator("recto-letter").validate(b"<a>&lt;b>", name="<script>")._repr_html_()
        self.assertIn("&lt;script&gt;", shown)
        self.assertNotIn("<script>", shown)

    def test_codes_are_explained(self):
        self.assertTrue(recto.explain("R1301").startswith("# R1301"))
        self.assertRaises(KeyError, lambda: recto.explain("R9999"))


def vars_of(count):
    return {name: getattr(count, name) for name in ("gold", "found", "extra", "precision", "recall", "f1")}


@unittest.skipIf(pyarrow is None, "SKIPPED: pyarrow and pandas are not installed")
class Tables(Folder):
    def test_findings_are_a_table(self):
        findings = recto.Validator(self.write("letter.rnc", SCHEMA)).validate(DOCUMENT.encode())
        table = findings.to_arrow()
        self.assertEqual((table.num_rows, table["code"].to_pylist()), (1, ["R1301"]))
        self.assertEqual(findings.to_pandas().loc[0, "start_char"], findings[0].place.start_char)
        self.assertEqual(pyarrow.table(recto.convert("").findings).schema, table.schema)

    def test_batches_in_and_out(self):
        texts = [LETTER, "", None]
        names = ["a.txt", "b.txt", "c.txt"]
        expected = recto.Converter().convert_many([(name, text or "", None) for name, text in zip(names, texts)])
        kinds = (pyarrow.string(), pyarrow.large_string(), pyarrow.binary(), pyarrow.large_binary(), pyarrow.string_view())
        for kind in kinds:
            values = [None if text is None else text.encode() for text in texts]
            column = pyarrow.array(values, pyarrow.binary()).cast(kind)
            made = pyarrow.record_batch(recto.Converter().convert_batch(pyarrow.record_batch({"name": names, "text": column})))
            self.assertEqual(made["name"].to_pylist(), names)
            self.assertEqual(made["tei"].to_pylist(), [one.tei for one in expected])
            codes = [[row["code"] for row in rows] for rows in made["findings"].to_pylist()]
            self.assertEqual(codes, [[finding.code for finding in one.findings] for one in expected])
        table = pyarrow.table({"name": ["a"], "text": [DOCUMENT]}).slice(0, 1)
        checked = pyarrow.table(recto.Validator("recto-letter").validate_batch(table))
        self.assertTrue(checked["findings"].to_pylist()[0])
        self.assertRaises(ValueError, lambda: recto.Validator("recto-letter").validate_batch(table, text="gone"))
        self.assertRaises(TypeError, lambda: recto.Validator("recto-letter").validate_batch([1]))


@unittest.skipIf(pyarrow is None, "SKIPPED: pyarrow and pandas are not installed")
class Pages(Folder):
    def test_examples_of_the_pages_run(self):
        here = os.getcwd()
        self.addCleanup(os.chdir, here)
        os.chdir(self.folder)
        for page in ("README.md", "docs/python.md", "python/README.md"):
            blocks = (ROOT / page).read_text("utf-8").split("```python\n")[1:]
            self.assertTrue(blocks, page)
            names = {}
            for block in blocks:
                with self.subTest(page=page, block=block.splitlines()[0]), contextlib.redirect_stdout(io.StringIO()):
                    exec(compile(block.split("\n```")[0], page, "exec"), names)


if __name__ == "__main__":
    unittest.main()
