"""Render a recipe for a context."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from dsql_tui.dsql.role import ADMIN
from dsql_tui.dsql.token import Token
from dsql_tui.recipes.context import RecipeContext, collect_values
from dsql_tui.recipes.install_commands import build_install_commands
from dsql_tui.recipes.literals import Code
from dsql_tui.recipes.recipe import Package, Recipe
from dsql_tui.recipes.template import fill_template
from dsql_tui.recipes.template_files import read_template


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a recipe: a file or, without a path, something to enter."""

    path: str
    language: str
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class RenderedRecipe:
    """A recipe with its placeholders filled in, to show, copy, save and run."""

    recipe: Recipe
    context: RecipeContext
    install: str
    """Shell commands; empty if there is nothing to install."""
    files: tuple[Part, ...]
    run: str
    open_command: str
    notes: tuple[str, ...]
    has_token: bool = False

    @property
    def parts(self) -> Iterator[Part]:
        """All texts, in the order of their use."""
        if self.install:
            yield Part("", "bash", self.install, "Install")
        yield from self.files
        if self.run:
            yield Part("", "bash", self.run, "Run")

    @property
    def texts(self) -> dict[str, str]:
        """The texts to save, by file name."""
        texts = {part.path: part.text for part in self.files if part.path}
        commands = {"install.sh": self.install, "run.sh": self.run}
        return texts | {name: text for name, text in commands.items() if text}


def render(recipe: Recipe, context: RecipeContext, token: Token | None = None) -> RenderedRecipe:
    """Fill in a recipe; without a token, it has a command that prints one."""
    values = collect_values(context)
    values["password"] = token.text if token else None
    values["maven_dependencies"] = Code(_build_maven_dependencies(recipe.packages))

    def fill(name: str, language: str = "bash") -> str:
        return fill_template(read_template(recipe.name, name), values, language)

    files = tuple(
        Part(
            file.path,
            file.language,
            fill(file.template or file.path, file.language),
            file.path or "Settings",
        )
        for file in recipe.files
    )
    run = fill(recipe.run) if recipe.run else ""
    texts = (run, *(part.text for part in files))
    return RenderedRecipe(
        recipe,
        context,
        build_install_commands(recipe.packages),
        files,
        run,
        fill_template(recipe.open_command, values, "bash").strip(),
        _collect_notes(recipe, context),
        token is not None and any(token.text in text for text in texts),
    )


def takes_token(recipe: Recipe) -> bool:
    """Return whether a signed token can be put into the recipe."""
    return any("«password" in read_template(recipe.name, name) for name in recipe.templates)


def _build_maven_dependencies(packages: tuple[Package, ...]) -> str:
    """Return the packages as dependencies for a pom.xml."""
    return "".join(
        "    <dependency>\n"
        f"      <groupId>{escape(package.name.partition(':')[0])}</groupId>\n"
        f"      <artifactId>{escape(package.name.partition(':')[2])}</artifactId>\n"
        f"      <version>{escape(package.version)}</version>\n"
        "    </dependency>\n"
        for package in packages
        if package.ecosystem == "maven"
    ).rstrip("\n")


def _collect_notes(recipe: Recipe, context: RecipeContext) -> tuple[str, ...]:
    """Return the recipe's notes and those that the context adds."""
    notes = list(recipe.notes)
    if context.role != ADMIN:
        notes.append(
            f"Role {context.role} needs dsql:DbConnect, an AWS IAM GRANT and its own schema. "
            "See the recipe “role”."
        )
    if context.route.hostaddr and not recipe.supports_hostaddr:
        notes.append(
            "This client connects to the address that DNS gives for the endpoint. For a tunnel, "
            f"add to the hosts file: {context.route.hostaddr} {context.endpoint.host}"
        )
    if context.endpoint.via and not recipe.supports_privatelink:
        notes.append(
            "This client does not work through PrivateLink without private DNS, because it signs "
            "for the name that it connects to. Turn on private DNS, or use a recipe with a token."
        )
    return tuple(notes)
