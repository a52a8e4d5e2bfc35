"""The same cells on Spark, where the extra `spark` and Java are there: `uv run --extra spark pytest …`."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gregoire.observatory.indicators import computing, counting, figures_of
from gregoire.observatory.linked import TABLES

WHY = (
    "Spark is not installed: uv run --extra spark pytest tests/observatory/indicators/test_spark.py"
)


def _is_there() -> bool:
    has_java = shutil.which("java") is not None or "JAVA_HOME" in os.environ
    return importlib.util.find_spec("pyspark") is not None and has_java


# Spark closes its sockets when Python collects them, which Python warns of.
pytestmark = [
    pytest.mark.skipif(not _is_there(), reason=WHY),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module")
def spark(varied_folder: Path) -> Iterator[Any]:
    """Ibis on a Spark of one process, with a view on each linked file."""
    import ibis  # noqa: PLC0415 -- with its backend, which the extra brings
    from pyspark.sql import SparkSession  # noqa: PLC0415

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.codegen.wholeStage", "false")  # compiling takes longer than counting
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    for table in TABLES:
        file = varied_folder / f"{table.name}.parquet"
        session.read.parquet(str(file)).createOrReplaceTempView(table.name)
    yield ibis.pyspark.connect(session)
    session.stop()


def test_spark_gives_the_cells_of_duckdb(varied_folder: Path, spark: Any) -> None:
    counts = counting.counts_on(counting.backend_of(spark))

    for convention in ("clean", "note-2016"):
        asked = {"edition": "2016-2017", "convention": convention}
        assert computing.figures(counts, **asked) == figures_of(varied_folder, **asked)
