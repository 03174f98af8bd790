"""A corpus converted by Spark: `python examples/spark_corpus.py CORPUS OUTPUT [WORKERS]`. CORPUS is a folder of Parquet files with the columns `name` and
`text`; OUTPUT gets a Parquet file for each part, with `name`, `tei` and `findings`. Each worker makes one converter ready, in `mapInArrow`. A task whose
worker was killed is run again by Spark; a restart goes on where the last run stopped."""

import os
import sys

import corpus_part
import pyarrow
import recto
from pyspark.sql import SparkSession

#: Documents in a part: what a worker that is killed loses.
ROWS = 500


def worker(output, converter):
    def convert(batches):
        for batch in batches:
            for row in batch.to_pylist():
                documents = corpus_part.read(row["file"], row["first"], ROWS)
                count = corpus_part.make(row["number"], documents, output, converter)
                yield pyarrow.record_batch({"documents": pyarrow.array([count], pyarrow.int64())})

    return convert


def run(corpus, output, workers):
    os.makedirs(output, exist_ok=True)
    todo = [part for part in corpus_part.parts(corpus, ROWS) if not corpus_part.path_of(output, part[0]).exists()]
    if not todo:
        return 0
    # The code beside this file goes to the workers; each has one core, and is kept for the next task.
    os.environ["PYTHONPATH"] = os.path.dirname(os.path.abspath(__file__))
    os.environ["RAYON_NUM_THREADS"] = "1"
    os.environ["PYSPARK_PYTHON"] = sys.executable
    # A local master tries once unless it is told how often.
    spark = SparkSession.builder.master(f"local[{workers},8]").config("spark.ui.enabled", "false").getOrCreate()
    parts = spark.createDataFrame(todo, "number long, file string, first long").repartition(len(todo))
    counts = parts.mapInArrow(worker(output, recto.Converter()), "documents long").collect()
    spark.stop()
    return sum(row.documents for row in counts)


if __name__ == "__main__":
    print(run(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 2), "documents")
