"""A recipe, filled in for a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dsql_tui.dsql.role import ADMIN
from dsql_tui.dsql.token import Token
from dsql_tui.recipes.packages import install
from dsql_tui.recipes.place import Place, values
from dsql_tui.recipes.recipe import Package, Recipe
from dsql_tui.recipes.template import filled


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a recipe: a file, or, without a path, something to type."""

    path: str
    language: str
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A recipe as it is shown, copied, saved and run."""

    recipe: Recipe
    place: Place
    install: str
    """Shell commands; empty where nothing has to be installed."""
    files: tuple[Part, ...]
    run: str
    opens: str
    notes: tuple[str, ...]
    secret: bool = False
    """Is there a token in it?"""

    @property
    def parts(self) -> Iterator[Part]:
        """All texts, in the order in which they are used."""
        if self.install:
            yield Part("", "bash", self.install, "Install")
        yield from self.files
        if self.run:
            yield Part("", "bash", self.run, "Run")

    @property
    def texts(self) -> dict[str, str]:
        """What there is to save, by the name of its file."""
        texts = {part.path: part.text for part in self.files if part.path}
        commands = {"install.sh": self.install, "run.sh": self.run}
        return texts | {name: text for name, text in commands.items() if text}


def render(recipe: Recipe, place: Place, token: Token | None = None) -> Rendered:
    """Fill a recipe in; a token stands in it only when one is given."""
    known = values(place)
    known["password"] = token.text if token else None
    known["maven"] = maven(recipe.packages)

    def fill(template: str, language: str = "bash") -> str:
        return filled(template, known, language)

    files = tuple(
        Part(
            fill(file.path, "text").strip(),
            file.language,
            fill(file.template, file.language),
            file.path or "Settings",
        )
        for file in recipe.files
    )
    installing = install(recipe.packages) + fill(recipe.setup)
    texts = (installing, *(part.text for part in files), fill(recipe.run))
    return Rendered(
        recipe,
        place,
        installing,
        files,
        fill(recipe.run),
        fill(recipe.opens).strip(),
        _notes(recipe, place),
        token is not None and any(token.text in text for text in texts),
    )


def takes_token(recipe: Recipe) -> bool:
    """Is there a place in the recipe for a token that has been signed already?"""
    return any("«password" in text for text in (recipe.run, *(f.template for f in recipe.files)))


def maven(packages: tuple[Package, ...]) -> str:
    """The packages as dependencies of a pom.xml."""
    return "".join(
        "    <dependency>\n"
        f"      <groupId>{package.name.partition(':')[0]}</groupId>\n"
        f"      <artifactId>{package.name.partition(':')[2]}</artifactId>\n"
        f"      <version>{package.version}</version>\n"
        "    </dependency>\n"
        for package in packages
        if package.ecosystem == "maven"
    ).rstrip("\n")


def _notes(recipe: Recipe, place: Place) -> tuple[str, ...]:
    """The recipe's own notes, and what follows from the place."""
    notes = list(recipe.notes)
    if place.role != ADMIN:
        notes.append(
            f"Role {place.role} needs dsql:DbConnect, an AWS IAM GRANT and a schema of its own: "
            "see the recipe “role”."
        )
    if place.route.hostaddr and not recipe.hostaddr:
        notes.append(
            "It connects to the address that the endpoint's name leads to. For a tunnel, add to "
            f"the hosts file: {place.route.hostaddr} {place.endpoint.host}"
        )
    if place.endpoint.via and not recipe.private:
        notes.append(
            "Without private DNS it does not get through PrivateLink: the name it connects to and "
            "the name it signs for are one. Turn private DNS on, or take a recipe with a token."
        )
    return tuple(notes)
