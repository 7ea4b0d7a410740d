"""Pages for what went wrong, in the words of a reader; programs get JSON."""

import sqlite3
from collections.abc import Mapping

from archive.pages.framework import Datasette, Request, Response

# Faults of the question, not of the server.
_QUESTION_ERRORS = (sqlite3.OperationalError, sqlite3.DataError, MemoryError)


def status_of(exception: Exception) -> int:
    """Return the HTTP status of an exception: Datasette's own say theirs, the rest is 500."""
    if isinstance(exception, _QUESTION_ERRORS):
        return 400
    status = getattr(exception, "status", 500)
    return status if isinstance(status, int) else 500


def reason_of(exception: Exception) -> str:
    """Return one line that says what happened; nothing of the inside for a fault of the server."""
    if getattr(exception, "title", None) == "SQL Interrupted":
        return "SQL Interrupted"
    if isinstance(exception, MemoryError):
        return "out of memory: ask for fewer rows or columns"
    if status_of(exception) >= 500:
        return ""
    return str(getattr(exception, "message", None) or next(iter(exception.args), ""))


async def error_page(datasette: Datasette, request: Request, exception: Exception) -> Response:
    """Return the answer for an exception."""
    status, reason = status_of(exception), reason_of(exception)
    if request.path.endswith(".json"):
        shown: Mapping[str, object] = {
            "ok": False,
            "error": reason or "internal error",
            "status": status,
            "title": getattr(exception, "title", None),
        }
        return Response.json(shown, status=status)
    context = {"status": status, "reason": reason}
    body = await datasette.render_template("error.html", context, request=request)
    return Response.html(body, status=status)
