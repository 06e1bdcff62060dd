"""`dsql-tui sandbox` whose sessions last an hour, and a second longer in a transaction."""

import sys

from dsql_tui.sandbox.serve import Options, serve

if __name__ == "__main__":
    sys.exit(serve(Options(json=True, grace=1.0)))
