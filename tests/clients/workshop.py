"""Where recipes are carried out: their packages installed once, their texts run as they are."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from dsql_tui.recipes.render import Rendered
from dsql_tui.sandbox.ready import Ready

INSTALLING = 900
"""Seconds that a recipe's packages may take to install; Rust compiles two hundred of them."""
RUNNING = 600
"""Seconds that a recipe may take to run; most take one, a first compilation takes minutes."""
CACHE = user_cache_path("dsql-tui") / "test-clients"
"""Packages and what was compiled, kept from one run of the tests to the next."""
OURS = Path(sys.executable).parent
"""Where `dsql-tui` is."""


class Workshop:
    """A folder for each recipe, kept from one run of the tests to the next."""

    def __init__(self, ready: Ready, scratch: Path) -> None:
        self.ready = ready
        self.hosts = scratch / "hosts"
        names = " ".join(offer.endpoint for offer in ready.clusters)
        self.hosts.write_text(f"127.0.0.1 localhost\n{ready.hostaddr} {names}\n")

    def carry_out(self, rendered: Rendered, typed: str = "") -> str:
        """Install, write the files, run; `typed` goes to standard input. What was printed."""
        place = CACHE / rendered.recipe.name
        place.mkdir(parents=True, exist_ok=True)
        self._install(rendered, place)
        for part in rendered.files:
            if part.path:
                target = place / part.path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(part.text)
        done = self._shell(rendered.run, place, typed, RUNNING)
        assert done.returncode == 0, f"{done.stderr[-20000:]}\n{done.stdout[-20000:]}"
        return done.stdout

    def _install(self, rendered: Rendered, place: Path) -> None:
        """What takes long is done once for each text of it."""
        digest = hashlib.sha256(rendered.install.encode()).hexdigest()[:12]
        mark = place / f".installed-{digest}"
        if mark.exists() or not rendered.install:
            return
        python = CACHE / "python"
        if rendered.recipe.toolchain == "python" and not python.exists():
            venv.create(python, with_pip=True)
        done = self._shell(rendered.install, place, "", INSTALLING)
        if done.returncode:
            pytest.skip(f"cannot be installed: {done.stderr.strip()[-300:]}")
        mark.touch()

    def _shell(
        self, script: str, place: Path, typed: str, seconds: int
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self._named(), "bash", "-euo", "pipefail", "-c", script],
            cwd=place,
            env=self._environment(),
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
        )

    def _named(self) -> list[str]:
        """Prefix of a command for which the endpoints' names lead to the sandbox."""
        return [*namespace(), "sh", "-c", f'mount --bind {self.hosts} /etc/hosts && exec "$@"', "-"]

    def _environment(self) -> dict[str, str]:
        """Nothing of the tester's own but where programs and caches are."""
        kept = ("HOME", "LANG", "GOFLAGS", "JAVA_HOME", "PIP_CERT", "PIP_FIND_LINKS")
        search = (CACHE / "python" / "bin", os.environ["PATH"], OURS)
        return {
            **{name: os.environ[name] for name in kept if name in os.environ},
            **self.ready.env,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "CARGO_TARGET_DIR": str(CACHE / "cargo-target"),
            "PGPASSFILE": os.devnull,
            "PATH": os.pathsep.join(str(place) for place in search),
        }


def installed_python(kind: str, packages: Sequence[str]) -> Path:
    """The Python of an environment that holds these packages, made at the first time."""
    digest = hashlib.sha256("\n".join((sys.version, *packages)).encode()).hexdigest()[:12]
    folder = CACHE / f"{kind}-{digest}"
    python = folder / "bin" / "python"
    if not (folder / "installed").exists():
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", *packages]
        done = subprocess.run(
            install, capture_output=True, text=True, check=False, timeout=INSTALLING
        )
        if done.returncode:
            pytest.skip(f"cannot be installed: {done.stderr.strip()[-300:]}")
        (folder / "installed").touch()
    return python


def namespace() -> list[str]:
    """A command's prefix that gives it mounts of its own, as root or as anybody."""
    return (
        ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    )


def can_name() -> bool:
    """Can this machine give one process a hosts file of its own?"""
    if not shutil.which("unshare"):
        return False
    probe = [*namespace(), "mount", "--bind", "/etc/hosts", "/etc/hosts"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def version_of_psql() -> int | None:
    """The major version of the psql that is installed."""
    if not shutil.which("psql"):
        return None
    said = subprocess.run(["psql", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+", said)
    return int(found[0]) if found else None
