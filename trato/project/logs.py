"""Logs as one JSON object a line, with the request's id and without personal data."""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")

# Only these keys of `extra` are written; anything else could carry a name, a mail address or a link's token.
WRITTEN = ("method", "route", "status", "milliseconds", "job", "event", "count", "attempt")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            # Arguments may hold what a person typed: the message is written as the code has it.
            "message": str(record.msg),
        }
        if identifier := request_id.get():
            line["request"] = identifier
        line.update({key: record.__dict__[key] for key in WRITTEN if key in record.__dict__})
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["where"] = _frames(record)
        return json.dumps(line, ensure_ascii=False, default=str)


def _frames(record: logging.LogRecord) -> list[str]:
    """List file, line and function of the traceback: never values or the exception's text."""
    frames: list[str] = []
    traceback = record.exc_info[2] if record.exc_info else None
    while traceback:
        code = traceback.tb_frame.f_code
        frames.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return frames
