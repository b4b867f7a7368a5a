"""`start.py bench`: seed, measure over HTTP beside the floor, print the table and write the JSON."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.browser import UnexpectedAnswer
from benchmarks.measuring import ROUNDS, Row, measure
from benchmarks.places import CannotSeed, place_for, server_of
from benchmarks.reporting import report, table
from benchmarks.serving import DoesNotServe
from trato.cli.messages import compile_stale

DATABASES = ("sqlite", "postgresql")
SIZES = (10_000, 100_000)


def main() -> int:
    """Measure every size on every database; status 1 when something could not be measured."""
    parser = argparse.ArgumentParser(prog="start.py bench", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="cycles, comma separated (10000,100000)")
    parser.add_argument("--databases", type=_databases, default=DATABASES, help="comma separated (sqlite,postgresql)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="times each page is asked for (%(default)s)")
    parser.add_argument("--json", type=Path, help="file to write")
    asked = parser.parse_args()
    compile_stale()
    rows: list[Row] = []
    memories: list[float] = []
    try:
        for database in asked.databases:
            with server_of(database) as server:
                for size in asked.sizes:
                    with place_for(database, size, server) as place:
                        print(f"Measuring {size} cycles on {database} ...", flush=True)
                        found, memory = measure(place, database=database, size=size, rounds=asked.rounds)
                    rows += found
                    memories += [memory] if memory is not None else []
    except (CannotSeed, DoesNotServe, UnexpectedAnswer) as wrong:
        print(f"The bench stopped: {wrong}", file=sys.stderr)
        return 1
    memory = max(memories, default=None)
    print(table(rows, memory))
    if asked.json:
        asked.json.write_text(json.dumps(report(rows, memory), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(size) for size in text.split(","))


def _databases(text: str) -> tuple[str, ...]:
    asked = tuple(text.split(","))
    if not set(asked) <= set(DATABASES):
        raise argparse.ArgumentTypeError(f"choose among {', '.join(DATABASES)}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
