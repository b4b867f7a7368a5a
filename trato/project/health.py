"""Answers for whoever watches the installation: alive, and ready to work."""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

logger = logging.getLogger("trato.health")


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process handles requests; asks nothing of the database."""
    return JsonResponse({"vivo": True})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers and holds every migration, else 503 and the reason's code."""
    try:
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        logger.exception("the database does not answer")
        return JsonResponse({"listo": False, "motivo": "base-de-datos"}, status=503)
    if pending:
        return JsonResponse({"listo": False, "motivo": "migraciones-pendientes"}, status=503)
    return JsonResponse({"listo": True})
