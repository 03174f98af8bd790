"""Whole programs: `python3 benches/programs.py --recto PROGRAM [--before PROGRAM] [--loop PROGRAM] [--runs N] SCHEMA FOLDER [SCHEMA FOLDER...]`
and `--convert FOLDER`.

For each schema and folder a row: the processor time, in seconds, the least of some runs, of a bare loop over quick-xml's `NsReader`
(`cargo build --release --example quick_xml_loop`), of Recto, and of the other validators that are at hand (jing, xmllint, rnv), in one run
over the same files, each program started anew. In brackets, how many times the loop. `matcher` is what `recto` takes beyond reading: it is
run once more against a schema that allows anything. With `--convert`, texts are converted to a folder on the disk and to one in memory.
Nothing but Python's own library is needed; every program is given all files in one call.
"""

import argparse
import os
import resource
import shutil
import subprocess
import tempfile
import time

ANYTHING = (
    '<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><ref name="a"/></start><define name="a"><element><anyName/>'
    "<zeroOrMore><choice><text/><attribute><anyName/></attribute><ref name=\"a\"/></choice></zeroOrMore></element></define></grammar>"
)


def files(folder):
    found = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names if name.endswith(".xml")]
    return sorted(found)


def measure(command, runs):
    """Seconds of processor time and of time, of the run that took least of the former."""
    best = (float("inf"), float("inf"))
    for _ in range(runs):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        after, end = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        best = min(best, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, end - start))
    return best


def validators(arguments, schema, folder):
    """Commands by name: what is not at hand is left out."""
    known = [("Recto", [arguments.recto, "validate", folder, "--schema", schema])]
    if arguments.before:
        known.append(("before", [arguments.before, "validate", folder, "--schema", schema]))
    all_files = files(folder)
    if shutil.which("jing") and arguments.peers:
        compact = ["-c"] if schema.endswith(".rnc") else []
        known.append(("jing", ["jing", *compact, schema, *all_files]))
    if shutil.which("xmllint") and schema.endswith(".rng") and arguments.peers:
        known.append(("xmllint", ["xmllint", "--noout", "--relaxng", schema, *all_files]))
    if shutil.which("rnv") and schema.endswith(".rnc") and arguments.peers:
        known.append(("rnv", ["rnv", "-q", schema, *all_files]))
    return known


def validation(arguments):
    with tempfile.TemporaryDirectory() as scratch:
        anything = os.path.join(scratch, "anything.rng")
        with open(anything, "w") as file:
            file.write(ANYTHING)
        for schema, folder in zip(arguments.pairs[::2], arguments.pairs[1::2]):
            all_files = files(folder)
            size = sum(map(os.path.getsize, all_files)) / 1e6
            base, _ = measure([arguments.loop, folder], arguments.runs)
            print(f"{len(all_files)} files, {size:.1f} MB against {schema}")
            print(f"  {'quick-xml loop':15}{base:8.3f} s")
            own = None
            for name, command in validators(arguments, schema, folder):
                taken, _ = measure(command, arguments.runs)
                own = own or taken
                print(f"  {name:15}{taken:8.3f} s ({taken / base:.1f})", flush=True)
            read, _ = measure([arguments.recto, "validate", folder, "--schema", anything], arguments.runs)
            print(f"  {'Recto, matcher':15}{own - read:8.3f} s ({(own - read) / base:.1f}), the program without it {read / base:.1f}")


def conversion(arguments):
    texts = sum(name.endswith(".txt") for _, _, names in os.walk(arguments.convert) for name in names)
    print(f"{texts} texts converted")
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    for program in filter(None, [arguments.recto, arguments.before]):
        for place, parent in [("disk", None), ("memory", memory)]:
            for threads in ["1", "2"]:
                os.environ["RAYON_NUM_THREADS"] = threads
                best = (float("inf"), float("inf"))
                for _ in range(arguments.runs):
                    with tempfile.TemporaryDirectory(dir=parent) as folder:
                        best = min(best, measure([program, "convert", arguments.convert, "-o", folder], 1))
                print(f"  {program}, {place}, threads {threads}: {best[0]:.2f} s of processor time, {best[1]:.2f} s", flush=True)
    os.environ.pop("RAYON_NUM_THREADS")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--recto", default="target/release/recto")
    parser.add_argument("--before", help="another build of Recto, to compare with")
    parser.add_argument("--loop", default="target/release/examples/quick_xml_loop")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-peers", dest="peers", action="store_false")
    parser.add_argument("--convert", help="a folder of texts")
    parser.add_argument("pairs", nargs="*", help="a schema, then a folder")
    arguments = parser.parse_args()
    validation(arguments)
    if arguments.convert:
        conversion(arguments)


if __name__ == "__main__":
    main()
