"""Run recipes exactly as rendered; their packages are installed once."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from dsql_tui.recipes.render import RenderedRecipe
from dsql_tui.sandbox.ready import Ready

INSTALL_TIMEOUT = 900
"""Seconds; Rust compiles 200 packages."""
RUN_TIMEOUT = 600
"""Seconds; most recipes run for one, but a first compilation takes minutes."""
CACHE = user_cache_path("dsql-tui") / "test-clients"
"""Packages and compiled files, kept between test runs."""
OWN_PROGRAMS = Path(sys.executable).parent
"""The folder of `dsql-tui`."""


class RecipeRunner:
    """Runs recipes, each in its own folder, which is kept between test runs."""

    def __init__(self, ready: Ready, scratch: Path) -> None:
        self.ready = ready
        self.hosts = scratch / "hosts"
        names = " ".join(cluster.endpoint for cluster in ready.clusters)
        self.hosts.write_text(f"127.0.0.1 localhost\n{ready.hostaddr} {names}\n")

    def run(self, rendered: RenderedRecipe, text: str = "") -> str:
        """Install the packages, write the files, and run the script with `text` as its input.

        Returns the standard output.
        """
        folder = CACHE / rendered.recipe.name
        folder.mkdir(parents=True, exist_ok=True)
        with _lock_cache():
            self._install(rendered, folder)
            for part in rendered.files:
                if part.path:
                    target = folder / part.path
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_text(part.text)
            done = self._run_shell(rendered.run, folder, text, RUN_TIMEOUT)
        assert done.returncode == 0, f"{done.stderr[-20000:]}\n{done.stdout[-20000:]}"
        return done.stdout

    def _install(self, rendered: RenderedRecipe, folder: Path) -> None:
        """Install the packages, unless the same commands have run before."""
        digest = hashlib.sha256(rendered.install.encode()).hexdigest()[:12]
        mark = folder / f".installed-{digest}"
        if mark.exists() or not rendered.install:
            return
        python = CACHE / "python"
        if rendered.recipe.toolchain == "python" and not python.exists():
            venv.create(python, with_pip=True)
        done = self._run_shell(rendered.install, folder, "", INSTALL_TIMEOUT)
        if done.returncode:
            pytest.skip(f"cannot be installed: {done.stderr.strip()[-300:]}")
        mark.touch()

    def _run_shell(
        self, script: str, folder: Path, text: str, seconds: int
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self._mount_hosts(), "bash", "-euo", "pipefail", "-c", script],
            cwd=folder,
            env=self._build_environment(),
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
        )

    def _mount_hosts(self) -> list[str]:
        """Return the prefix of a command that resolves the endpoints to the sandbox."""
        script = f'mount --bind {self.hosts} /etc/hosts && exec "$@"'
        return [*unshare_mounts(), "sh", "-c", script, "-"]

    def _build_environment(self) -> dict[str, str]:
        """Return an environment with only the programs and caches of the tester."""
        kept = ("HOME", "LANG", "GOFLAGS", "JAVA_HOME", "PIP_CERT", "PIP_FIND_LINKS")
        search_path = (CACHE / "python" / "bin", os.environ["PATH"], OWN_PROGRAMS)
        return {
            **{name: os.environ[name] for name in kept if name in os.environ},
            **self.ready.env,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "CARGO_TARGET_DIR": str(CACHE / "cargo-target"),
            "PGPASSFILE": os.devnull,
            "PATH": os.pathsep.join(str(folder) for folder in search_path),
        }


@contextmanager
def _lock_cache() -> Iterator[None]:
    """Keep other test processes from the packages and files meanwhile."""
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install_python(kind: str, packages: Sequence[str]) -> Path:
    """Return the Python of an environment with these packages, created if need be."""
    digest = hashlib.sha256("\n".join((sys.version, *packages)).encode()).hexdigest()[:12]
    folder = CACHE / f"{kind}-{digest}"
    python = folder / "bin" / "python"
    CACHE.mkdir(parents=True, exist_ok=True)
    with _lock_cache():
        if not (folder / "installed").exists():
            shutil.rmtree(folder, ignore_errors=True)
            venv.create(folder, with_pip=True)
            install = [str(python), "-m", "pip", "install", "--quiet", *packages]
            done = subprocess.run(
                install, capture_output=True, text=True, check=False, timeout=INSTALL_TIMEOUT
            )
            if done.returncode:
                pytest.skip(f"cannot be installed: {done.stderr.strip()[-300:]}")
            (folder / "installed").touch()
    return python


def unshare_mounts() -> list[str]:
    """Return the prefix of a command that has its own mounts, as root or another user."""
    return (
        ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    )


def can_mount_hosts() -> bool:
    """Return whether a process can have its own hosts file."""
    if not shutil.which("unshare"):
        return False
    probe = [*unshare_mounts(), "mount", "--bind", "/etc/hosts", "/etc/hosts"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def find_psql_version() -> int | None:
    """Return the major version of the installed psql, or `None`."""
    if not shutil.which("psql"):
        return None
    output = subprocess.run(["psql", "--version"], capture_output=True, text=True, check=True)
    version = re.search(r"\d+", output.stdout)
    return int(version[0]) if version else None
