"""``/api/previews/{id}``: where the rows of an import lie, for the map beside its questions; ``/api/jobs/{id}/kit``."""

import json
import subprocess
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from layers.errors import HatangError, NotYours, UnknownJob
from layers.importing.outcome import Outcome
from layers.jobs.job import Job
from layers.words import DEFAULT_LANGUAGE, LANGUAGES
from web.context import Context
from web.routes.answers import json_answer, not_found

_PRIVATE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}


def routes(context: Context) -> list[Route]:
    """The routes, under ``/api``. Who does not know the long random id of a job learns nothing of it."""

    def preview(request: Request) -> Response:
        _, outcome = _find(context, request)
        if outcome is None or outcome.preview is None:
            return not_found(request)
        try:
            content = json.loads(outcome.preview.read_text("utf-8"))
        except (OSError, ValueError):  # the next check is just taking its place
            return not_found(request)
        return json_answer(content, request)

    def kit(request: Request) -> Response:
        job, outcome = _find(context, request)
        if outcome is None:
            return not_found(request)
        lang = request.query_params.get("lang")
        try:
            made = context.desk.kit(job, lang if lang in LANGUAGES else DEFAULT_LANGUAGE)
        except (OSError, subprocess.CalledProcessError) as fault:
            raise HatangError(fault=type(fault).__name__) from fault
        name = f"{Path(job.file).stem}-{job.id[:6]}.zip"
        return FileResponse(made, media_type="application/zip", filename=name, headers=_PRIVATE)

    return [Route("/previews/{id}", preview), Route("/jobs/{id}/kit", kit)]


def _find(context: Context, request: Request) -> tuple[Job | None, Outcome | None]:
    try:
        job = context.desk.job(request.path_params["id"], user=context.user)
        return job, context.desk.outcome(job)
    except (UnknownJob, NotYours):
        return None, None
