"""The quotas of a cluster, and which of them AWS can raise.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/CHAP_quotas.html
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from dsql_tui.dsql import limits

Unit = Literal["count", "bytes", "seconds"]
Raise = Literal["", "Service Quotas", "AWS Support"]

_MIB, _TIB = 2**20, 2**40


class Quota(NamedTuple):
    """A quota of Aurora DSQL."""

    name: str
    limit: int
    """The default; AWS may have raised it."""
    unit: Unit = "count"
    raised_by: Raise = ""
    """The service that raises it; empty if it cannot be raised."""
    advice: str = ""
    """A sentence for those near the limit."""


SCHEMAS = Quota("schemas", 10, advice="Put tables of several schemas into one.")
TABLES = Quota("tables", 1000, advice="Drop tables that nobody uses, or use another cluster.")
VIEWS = Quota("views", 5000, advice="Drop views that nobody uses.")
SEQUENCES = Quota("sequences", 5000, advice="Use UUIDs as keys instead of identity columns.")
INDEXES = Quota(
    "indexes of a table", 24, advice="The primary key counts. Drop indexes that no plan uses."
)
COLUMNS = Quota(
    "columns of a table", 255, advice="Keep rarely used columns in another table or in jsonb."
)
KEY_COLUMNS = Quota("columns of a key", 8, advice="INCLUDE adds columns that are not in the key.")
STATISTICS = Quota("statistics of a table", 5, advice="Drop statistics objects of little use.")
CONNECTIONS = Quota(
    "connections", 10_000, raised_by="AWS Support", advice="Close idle sessions, or use a pool."
)
STORAGE = Quota("storage", 10 * _TIB, "bytes", "AWS Support", "Delete rows that nobody needs.")

MEASURED = (
    SCHEMAS,
    TABLES,
    VIEWS,
    SEQUENCES,
    INDEXES,
    COLUMNS,
    KEY_COLUMNS,
    STATISTICS,
    CONNECTIONS,
    STORAGE,
)
"""The quotas whose usage can be read."""

OTHERS = (
    Quota(
        "single-Region clusters",
        20,
        raised_by="Service Quotas",
        advice="In each account and Region.",
    ),
    Quota(
        "multi-Region clusters",
        5,
        raised_by="Service Quotas",
        advice="In each account and Region.",
    ),
    Quota("connections per second", 100, advice="A burst of 1,000 is possible."),
    Quota("streams", 5, advice="In each cluster."),
    Quota("session", limits.SESSION_SECONDS, "seconds", advice="dsql-tui renews idle sessions."),
    Quota("transaction", limits.TRANSACTION_SECONDS, "seconds", advice="Split the work."),
    Quota(
        "rows of a transaction",
        limits.TRANSACTION_ROWS,
        advice="Changed rows count. Commit in batches.",
    ),
    Quota(
        "data of a transaction",
        limits.TRANSACTION_BYTES,
        "bytes",
        advice="Changed rows and index entries count. Commit in batches.",
    ),
    Quota("memory of a query", 128 * _MIB, "bytes", advice="Read fewer rows, or add an index."),
    Quota("size of a row", 2 * _MIB, "bytes", advice="Keep large values elsewhere."),
    Quota("size of a value", _MIB, "bytes", advice="Keep large values elsewhere."),
    Quota("size of a key", 1024, "bytes", advice="Use a hash of a long value as the key."),
)
"""The quotas without a usage to read."""


class QuotaUse(NamedTuple):
    """A quota and how much of it is used."""

    quota: Quota
    used: float | None = None
    """`None` if unknown."""
    where: str = ""
    """The table that uses the most, if the quota is about one table."""

    @property
    def share(self) -> float | None:
        """The used share of the quota; `None` if unknown."""
        return None if self.used is None else self.used / self.quota.limit


def combine_uses(known: dict[Quota, QuotaUse]) -> list[QuotaUse]:
    """Return all quotas: first those with a usage, the fullest first."""
    measured = [known.get(quota, QuotaUse(quota)) for quota in MEASURED]
    measured.sort(key=lambda use: -1.0 if use.share is None else -use.share)
    measured.sort(key=lambda use: use.share is None)
    return [*measured, *map(QuotaUse, OTHERS)]


def format_amount(amount: float | None, unit: Unit) -> str:
    """Return an amount: `1,000`, `10 TiB`, `5 min`; `–` if unknown."""
    if amount is None:
        return "–"
    if unit == "seconds":
        return f"{amount / 60:.0f} min"
    if unit == "count":
        return f"{amount:,.0f}"
    for name in ("B", "KiB", "MiB", "GiB"):
        if amount < 1024:
            return f"{amount:,.{0 if amount >= 100 else 1}f}".removesuffix(".0") + f" {name}"
        amount /= 1024
    return f"{amount:,.1f}".removesuffix(".0") + " TiB"


def find_page(quota: Quota, region: str) -> str:
    """Return the address of the page at which to ask for more; empty if there is none."""
    if quota.raised_by == "Service Quotas":
        return f"https://{region}.console.aws.amazon.com/servicequotas/home/services/dsql/quotas"
    return "https://console.aws.amazon.com/support/home" if quota.raised_by else ""
