"""The size of an installation in a home directory: `python -m tests.terminals.installation`.

AWS CloudShell keeps 1 GB of the home directory.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

_LIMIT = 150_000_000
_ROOT = Path(__file__).parent.parent.parent


def main() -> int:
    """Install the program as README says, and return 1 if it is too big."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = {"HOME": folder, "PATH": "/usr/bin:/bin"}
        subprocess.run([sys.executable, "-m", "venv", home / ".dsql-tui"], check=True)
        pip: list[str | Path] = [home / ".dsql-tui" / "bin" / "pip", "install", "-q"]
        subprocess.run([*pip, "--no-cache-dir", _ROOT], check=True)
        program: list[str | Path] = [home / ".dsql-tui" / "bin" / "dsql-tui", "--version"]
        subprocess.run(program, env=environment, check=True)
        size = sum(path.lstat().st_blocks * 512 for path in home.rglob("*"))
    sys.stdout.write(f"{size / 1e6:.0f} MB of at most {_LIMIT / 1e6:.0f} MB\n")
    return int(size > _LIMIT)


if __name__ == "__main__":
    sys.exit(main())
