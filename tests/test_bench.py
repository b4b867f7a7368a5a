"""The bench measures what it says, whatever the figures are."""

import json
import os
import subprocess
import sys

from tests.support.databases import ROOT

PAGES = ("list", "filtered", "search-common", "search-rare", "search-part", "search-accents", "board", "cycle")
NAMES = {*PAGES, "create", "provide", "provide-alone", "import-10k", "export-100k", "floor"}


def test_bench_writes_every_measure_beside_the_floor(tmp_path):
    report = tmp_path / "bench.json"
    words = ["--sizes", "200", "--databases", "sqlite", "--rounds", "2", "--json", str(report)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *words],
        cwd=ROOT, env={**os.environ, "TRATO_BENCH_DIR": str(tmp_path / "seeds")},
        capture_output=True, text=True, check=False, timeout=540,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(report.read_text(encoding="utf-8"))
    rows = {row["name"]: row for row in said["rows"]}
    assert rows.keys() == NAMES
    assert all((row["database"], row["size"]) == ("sqlite", 200) for row in said["rows"])
    assert all(row[name] > 0 for row in said["rows"] for name in ("median_ms", "p95_ms", "rps", "ratio"))
    assert rows["floor"]["ratio"] == 1
    assert rows["import-10k"]["rows"] == 200
    assert rows["export-100k"]["rows"] > 200
    assert said["machine"].keys() == {"cpu", "cores", "os", "python"}
    assert said["memory_mib"] is None or said["memory_mib"] > 0
    assert [seed.name.startswith("sqlite-200-") for seed in (tmp_path / "seeds").iterdir()] == [True]
