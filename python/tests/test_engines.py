"""Ray and Spark convert a corpus with two workers, of which one is killed in the middle: the result is that of one process, nothing is lost, nothing there
twice. Each engine is tested where it is installed, and else said to be skipped."""

import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import recto

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
HAS = {name: importlib.util.find_spec(name) is not None for name in ("pyarrow", "ray", "pyspark")}
DOCUMENTS = int(os.environ.get("RECTO_DOCUMENTS", "6000"))
#: How the processes of an engine that run a worker are called.
WORKERS = {"ray": b"MapWorker", "spark": b"pyspark.daemon"}


def workers(name):
    """The processes of workers, without the one that begets them, youngest last."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if WORKERS[name] in process.joinpath("cmdline").read_bytes():
                parent = int(process.joinpath("stat").read_text().rsplit(")", 1)[1].split()[1])
                found.append((int(process.name), parent))
        except (OSError, ValueError):
            continue
    own = {process for process, _ in found}
    return sorted(process for process, parent in found if name == "ray" or parent in own)


@unittest.skipUnless(HAS["pyarrow"], "SKIPPED: pyarrow is not installed")
class Engines(unittest.TestCase):
    def setUp(self):
        import pyarrow
        import pyarrow.parquet

        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.corpus, self.output = Path(folder.name, "corpus"), Path(folder.name, "output")
        self.corpus.mkdir()
        text = "Bern, {} May 1901.\n\nDear Ann,\n\nLetter {}: all is well.\n\nYours,\nTom\n"
        names = [f"{number:06}.txt" for number in range(DOCUMENTS)]
        texts = [text.format(number % 31 + 1, number) if number % 7 else "" for number in range(DOCUMENTS)]
        table = pyarrow.table({"name": names, "text": texts})
        pyarrow.parquet.write_table(table, self.corpus / "a.parquet")
        self.expected = pyarrow.table(recto.Converter().convert_batch(table)).to_pylist()

    def read(self):
        import pyarrow.parquet

        return [row for part in sorted(self.output.glob("part-*.parquet")) for row in pyarrow.parquet.read_table(part).to_pylist()]

    def check(self, name):
        command = [sys.executable, EXAMPLES / f"{name}_corpus.py", self.corpus, self.output, "2"]
        killed = []
        ended = threading.Event()

        def kill():
            while not ended.wait(0.02):
                if len(list(self.output.glob("part-*"))) >= 2 and (found := workers(name)):
                    killed.append(found[-1])
                    os.kill(found[-1], signal.SIGKILL)
                    return

        thread = threading.Thread(target=kill)
        thread.start()
        begun = time.monotonic()
        run = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False)
        ended.set()
        thread.join()
        self.assertEqual(run.returncode, 0, run.stderr[-4000:])
        self.assertTrue(killed, "no worker was killed")
        print(f"{name}: {DOCUMENTS} documents in {time.monotonic() - begun:.1f} s, one of two workers killed", file=sys.stderr)
        self.assertEqual(self.read(), self.expected)
        # A restart makes the parts that are missing, and no others.
        parts = sorted(self.output.glob("part-*.parquet"))
        times = {part: part.stat().st_mtime_ns for part in parts[1:]}
        parts[0].unlink()
        subprocess.run(command, capture_output=True, timeout=500, check=True)
        self.assertEqual(self.read(), self.expected)
        self.assertEqual({part: part.stat().st_mtime_ns for part in parts[1:]}, times)

    @unittest.skipUnless(HAS["ray"], "SKIPPED: ray is not installed")
    def test_ray(self):
        self.check("ray")

    @unittest.skipUnless(HAS["pyspark"], "SKIPPED: pyspark is not installed")
    def test_spark(self):
        self.check("spark")


if __name__ == "__main__":
    unittest.main()
