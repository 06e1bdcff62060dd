"""The commands that install a recipe's packages."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence

from dsql_tui.recipes.recipe import Package


def install(packages: Sequence[Package]) -> str:
    """Shell commands that install the packages, one for each ecosystem; with none, nothing."""
    ecosystems = dict.fromkeys(package.ecosystem for package in packages)
    lines = []
    for ecosystem in ecosystems:
        mine = [package for package in packages if package.ecosystem == ecosystem]
        if ecosystem in _COMMANDS:
            lines += _COMMANDS[ecosystem](mine)
    return "".join(line + "\n" for line in lines)


def _pip(packages: list[Package]) -> list[str]:
    return [f"python -m pip install {shlex.join(map(_requirement, packages))}"]


def _requirement(package: Package) -> str:
    extras = f"[{package.extra}]" if package.extra else ""
    below = f",<{package.below}" if package.below else ""
    return f"{package.name}{extras}>={package.version}{below}"


def _npm(packages: list[Package]) -> list[str]:
    return [f"npm install {shlex.join(f'{p.name}@^{p.version}' for p in packages)}"]


def _go(packages: list[Package]) -> list[str]:
    return [
        "test -f go.mod || go mod init example.com/dsql",
        f"go get {shlex.join(f'{p.name}@{p.version}' for p in packages)}",
    ]


def _cargo(packages: list[Package]) -> list[str]:
    start = "test -f Cargo.toml || cargo init --name dsql-example"
    return [start, *(_cargo_add(package) for package in packages)]


def _cargo_add(package: Package) -> str:
    features = f" --features {package.extra}" if package.extra else ""
    return f"cargo add {package.name}@{package.version}{features}"


def _gem(packages: list[Package]) -> list[str]:
    return [
        f"gem list --silent --installed {p.name} || gem install {p.name} --version '~> {p.version}'"
        for p in packages
    ]


def _nuget(packages: list[Package]) -> list[str]:
    return [f"dotnet add package {p.name} --version {p.version}" for p in packages]


def _composer(packages: list[Package]) -> list[str]:
    return [f"composer require {shlex.quote(f'{p.name}:^{p.version}')}" for p in packages]


def _apt(packages: list[Package]) -> list[str]:
    names = shlex.join(p.name for p in packages)
    return [f"dpkg --status {names} >/dev/null || sudo apt-get install --yes {names}"]


_COMMANDS: dict[str, Callable[[list[Package]], list[str]]] = {
    "pip": _pip,
    "npm": _npm,
    "go": _go,
    "cargo": _cargo,
    "gem": _gem,
    "nuget": _nuget,
    "composer": _composer,
    "apt": _apt,
}
"""Maven is not among them: its packages stand in a file."""
