"""Import of a file into a table, in batches, so that it can resume wherever it stopped."""

from dsql_tui.importing.account import TooManyRejected
from dsql_tui.importing.outcome_unknown import OutcomeUnknown
from dsql_tui.importing.plan import DEFAULT_JOBS, MAX_JOBS, ResumeFrom
from dsql_tui.importing.progress import Progress
from dsql_tui.importing.rejects import get_default_rejects
from dsql_tui.importing.run import Import

__all__ = [
    "DEFAULT_JOBS",
    "MAX_JOBS",
    "Import",
    "OutcomeUnknown",
    "Progress",
    "ResumeFrom",
    "TooManyRejected",
    "get_default_rejects",
]
