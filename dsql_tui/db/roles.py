"""The identities that may connect as each database role."""

from __future__ import annotations

from dsql_tui.db.queries import fetch_catalog_rows
from dsql_tui.db.session import Session

_MAPPINGS = "select pg_role_name, arn from sys.iam_pg_role_mappings order by 1, 2"


def read_role_mappings(session: Session) -> dict[str, tuple[str, ...]]:
    """Return the ARNs that each role is granted to, as far as the session's role may see.

    Raises:
        CatalogError: The server refused the query.
    """
    found: dict[str, list[str]] = {}
    for role, arn in fetch_catalog_rows(session, _MAPPINGS, (), 2):
        found.setdefault(role or "", []).append(arn or "")
    return {role: tuple(arns) for role, arns in found.items()}
