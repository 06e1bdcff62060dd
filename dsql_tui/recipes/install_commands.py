"""Build the shell commands that install a recipe's packages."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence

from dsql_tui.recipes.recipe import Package


def build_install_commands(packages: Sequence[Package]) -> str:
    """Return shell commands that install the packages; empty without packages."""
    ecosystems = dict.fromkeys(package.ecosystem for package in packages)
    lines = []
    for ecosystem in ecosystems:
        selected = [package for package in packages if package.ecosystem == ecosystem]
        if ecosystem in _COMMANDS:
            lines += _COMMANDS[ecosystem](selected)
    return "".join(line + "\n" for line in lines)


def _build_pip_commands(packages: list[Package]) -> list[str]:
    return [f"python -m pip install {shlex.join(map(_write_requirement, packages))}"]


def _write_requirement(package: Package) -> str:
    extras = f"[{package.extra}]" if package.extra else ""
    below = f",<{package.below}" if package.below else ""
    return f"{package.name}{extras}>={package.version}{below}"


def _build_npm_commands(packages: list[Package]) -> list[str]:
    return [f"npm install {shlex.join(f'{p.name}@^{p.version}' for p in packages)}"]


def _build_go_commands(packages: list[Package]) -> list[str]:
    return [
        "test -f go.mod || go mod init example.com/dsql",
        f"go get {shlex.join(f'{p.name}@{p.version}' for p in packages)}",
    ]


def _build_cargo_commands(packages: list[Package]) -> list[str]:
    start = "test -f Cargo.toml || cargo init --name dsql-example"
    return [start, *(_build_cargo_add(package) for package in packages)]


def _build_cargo_add(package: Package) -> str:
    features = f" --features {package.extra}" if package.extra else ""
    return f"cargo add {package.name}@{package.version}{features}"


def _build_gem_commands(packages: list[Package]) -> list[str]:
    return [
        f"gem list --silent --installed {p.name} || gem install {p.name} --version '~> {p.version}'"
        for p in packages
    ]


def _build_nuget_commands(packages: list[Package]) -> list[str]:
    # `dotnet new` in this folder would overwrite the recipe's Program.cs.
    start = (
        "test -f *.csproj || { dotnet new console --name dsql --output new && "
        "mv new/dsql.csproj . && rm -r new; }"
    )
    return [start, *(f"dotnet add package {p.name} --version {p.version}" for p in packages)]


def _build_composer_commands(packages: list[Package]) -> list[str]:
    return [f"composer require {shlex.quote(f'{p.name}:^{p.version}')}" for p in packages]


def _build_apt_commands(packages: list[Package]) -> list[str]:
    names = shlex.join(p.name for p in packages)
    return [f"dpkg --status {names} >/dev/null || sudo apt-get install --yes {names}"]


_COMMANDS: dict[str, Callable[[list[Package]], list[str]]] = {
    "pip": _build_pip_commands,
    "npm": _build_npm_commands,
    "go": _build_go_commands,
    "cargo": _build_cargo_commands,
    "gem": _build_gem_commands,
    "nuget": _build_nuget_commands,
    "composer": _build_composer_commands,
    "apt": _build_apt_commands,
}
"""The commands by ecosystem. Maven has none: its packages are in pom.xml."""
