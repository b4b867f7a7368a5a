"""The table for people and the JSON for machines; the machine is named by what it is, never by whose."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measuring import Row


def machine() -> dict[str, Any]:
    """Return processor, cores, system and Python."""
    return {"cpu": _processor(), "cores": os.cpu_count(), "os": _system(), "python": platform.python_version()}


def report(rows: Sequence[Row], memory: float | None) -> dict[str, Any]:
    """Return what the JSON holds; `memory_mib` is the most the web processes took after the reads of any size."""
    return {
        "rows": [row.plain() for row in rows],
        "memory_mib": memory,
        "machine": machine(),
        "measured_on": datetime.now(UTC).date().isoformat(),
    }


def table(rows: Sequence[Row], memory: float | None) -> str:
    """Return the table, in Markdown."""
    where = machine()
    lines = [
        f"{where['cpu']}, {where['cores']} cores, {where['os']}, Python {where['python']}.",
        "",
        "| database | cycles | what | median ms | p95 ms | per second | × floor |",
        "|---|--:|---|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row.database} | {row.size} | {row.name}{_of(row)} | {row.median_ms:.1f} | {row.p95_ms:.1f} "
        f"| {row.rps:.0f} | {row.ratio:.2f} |"
        for row in rows
    ]
    lines += ["", f"Memory of the web processes (PSS): {memory if memory is not None else 'not known'} MiB."]
    for row in rows:
        if row.peak_mib:
            most = ", ".join(f"{what} {size:.0f} MiB" for what, size in row.peak_mib.items())
            lines.append(f"Most memory during {row.name} with {row.size} cycles on {row.database}: {most}.")
    return "\n".join(lines)


def _of(row: Row) -> str:
    return f" ({row.rows} rows)" if row.rows is not None else ""


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return f"{platform.system()} {platform.release()}"
