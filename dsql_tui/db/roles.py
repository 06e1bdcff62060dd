"""Which identities a cluster lets connect as which database role."""

from __future__ import annotations

from dsql_tui.db.catalog import rows
from dsql_tui.db.session import Session

_MAPPINGS = "select pg_role_name, arn from sys.iam_pg_role_mappings order by 1, 2"


def mappings(session: Session) -> dict[str, tuple[str, ...]]:
    """The ARNs that each role was given to, as far as the session's role may see.

    Raises:
        CatalogRefused: the server does not say.
    """
    found: dict[str, list[str]] = {}
    for role, arn in rows(session.run(_MAPPINGS)):
        found.setdefault(role or "", []).append(arn or "")
    return {role: tuple(arns) for role, arns in found.items()}
