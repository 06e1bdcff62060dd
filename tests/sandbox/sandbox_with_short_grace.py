"""`dsql-tui sandbox` whose sessions may last an hour, and a second longer for what is under way."""

import sys

from dsql_tui.sandbox.serve import Options, serve

if __name__ == "__main__":
    sys.exit(serve(Options(json=True, grace=1.0)))
