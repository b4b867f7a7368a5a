"""`trato serve`: the web server."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from importlib import import_module


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = sub.add_parser("serve", help="run the web server")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    parser.add_argument("--workers", type=int, default=2, help="processes that answer requests (2)")
    parser.set_defaults(func=serve)


def serve(options: argparse.Namespace) -> int:
    """Answer requests until SIGINT or SIGTERM."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from trato.cli import static
    from trato.project.environment import environment

    environment()  # refuse wrong settings here, once and readably, not in every worker
    static.gather_if_stale()
    _load_before_forking()
    server = Server(
        target="trato.project.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=4,
        backpressure=64,
        respawn_failed_workers=True,
        workers_kill_timeout=10,  # a worker told to stop while it was still starting does not hear it
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
    )
    server.serve()
    print("The web server has stopped.", file=sys.stderr)
    return 0


def _load_before_forking() -> None:
    """Load the application once, where workers are forked from this process: they start at once and share memory."""
    if multiprocessing.get_start_method() != "fork":
        return
    from django.db import connections
    from django.urls import get_resolver

    import_module("trato.project.wsgi")
    _ = get_resolver().url_patterns
    connections.close_all()
