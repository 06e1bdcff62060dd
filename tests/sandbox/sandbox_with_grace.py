"""`dsql-tui sandbox` with a grace of a second, which no option of the command line sets."""

import sys

from dsql_tui.sandbox.serve import Options, serve

if __name__ == "__main__":
    sys.exit(serve(Options(session_limit=1.0, json=True, grace=1.0)))
