"""`dsql-tui sandbox` where a transaction may last a second, which no option sets."""

import sys

from dsql_tui.dsql import limits
from dsql_tui.sandbox.serve import Options, serve

if __name__ == "__main__":
    limits.TRANSACTION_SECONDS = 1
    sys.exit(serve(Options(json=True)))
