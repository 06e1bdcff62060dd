"""Calls of AWS in the log: operation, region, status and retries, without parameters."""

from __future__ import annotations

import logging
from time import monotonic
from typing import Any

logger = logging.getLogger(__name__)


def log_calls(client: Any, region: str) -> None:
    """Log each call of a client."""

    def before(model: Any, context: dict[str, Any], **more: Any) -> None:
        context["dsql_tui_began"] = monotonic()

    def after(model: Any, context: dict[str, Any], http_response: Any = None, **more: Any) -> None:
        seconds = monotonic() - context.get("dsql_tui_began", monotonic())
        status = getattr(http_response, "status_code", "no answer")
        logger.info("%s in %s: %s after %.3f s", model.name, region, status, seconds)

    def retry(operation: Any, attempts: int, caught_exception: Any = None, **more: Any) -> None:
        if attempts > 1 or caught_exception is not None:
            kind = type(caught_exception).__name__ if caught_exception else "an error"
            logger.info("%s in %s: attempt %d met %s", operation.name, region, attempts, kind)

    client.meta.events.register("before-call", before)
    client.meta.events.register("after-call", after)
    client.meta.events.register("needs-retry", retry)
