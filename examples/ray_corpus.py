"""A corpus converted by Ray Data: `python examples/ray_corpus.py CORPUS OUTPUT [WORKERS]`. CORPUS is a folder of Parquet files with the columns `name`
and `text`; OUTPUT gets a Parquet file for each part, with `name`, `tei` and `findings`. Each worker makes one converter ready. What a worker had to do
that was killed, Ray gives to another; a restart goes on where the last run stopped."""

import os
import sys

import ray
import ray.data

import corpus_part
import recto

#: Documents in a part: what a worker that is killed loses.
ROWS = 500


class Worker:
    def __init__(self, output):
        self.output = output
        self.converter = recto.Converter()

    def __call__(self, row):
        documents = corpus_part.read(row["file"], row["first"], ROWS)
        return {"documents": corpus_part.make(row["number"], documents, self.output, self.converter), "process": os.getpid()}


def run(corpus, output, workers):
    os.makedirs(output, exist_ok=True)
    todo = [part for part in corpus_part.parts(corpus, ROWS) if not corpus_part.path_of(output, part[0]).exists()]
    if not todo:
        return 0
    # The code beside this file goes to the workers; each has one core.
    variables = {"PYTHONPATH": os.path.dirname(os.path.abspath(__file__)), "RAYON_NUM_THREADS": "1"}
    ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False, runtime_env={"env_vars": variables})
    rows = [dict(number=number, file=file, first=first) for number, file, first in todo]
    parts = ray.data.from_items(rows, override_num_blocks=len(rows))
    done = parts.map(Worker, fn_constructor_args=(output,), num_cpus=1, concurrency=workers).sum("documents")
    ray.shutdown()
    return done


if __name__ == "__main__":
    print(run(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 2), "documents")
