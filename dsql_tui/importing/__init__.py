"""Import of a file into a table, in batches, so that it can resume wherever it stopped."""

from dsql_tui.importing.loader import ResumeFrom, TooManyRejected
from dsql_tui.importing.outcome_unknown import OutcomeUnknown
from dsql_tui.importing.progress import Progress
from dsql_tui.importing.rejects import default_rejects
from dsql_tui.importing.run import Import

__all__ = [
    "Import",
    "OutcomeUnknown",
    "Progress",
    "ResumeFrom",
    "TooManyRejected",
    "default_rejects",
]
