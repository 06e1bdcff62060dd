"""Hostile roles, schemas, profiles and paths stay inside their literals in every recipe."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import tomlkit
import yaml
from psycopg.conninfo import conninfo_to_dict
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, String, Text, is_token_subtype

from dsql_tui.dsql.route import Route
from dsql_tui.recipes import RECIPES
from dsql_tui.recipes.clients.cpp import LIBPQ
from dsql_tui.recipes.clients.java import JDBC_CONNECTOR
from dsql_tui.recipes.clients.php import PDO_TOKEN
from dsql_tui.recipes.clients.psql import PSQL, ROLE, SERVICE
from dsql_tui.recipes.clients.ruby import RAILS
from dsql_tui.recipes.clients.tools import DBEAVER_TOKEN
from dsql_tui.recipes.context import RecipeContext, collect_values
from dsql_tui.recipes.formats import to_markdown
from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import RenderedRecipe, render
from dsql_tui.recipes.template_files import read_template
from dsql_tui.sql.statements import split
from tests.recipes.contexts import ENDPOINT, HOSTILE_NAMES, build_hostile_context

EVERY_RECIPE = pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
EVERY_NAME = pytest.mark.parametrize("name", HOSTILE_NAMES)
HARMLESS = build_hostile_context("app")


def render_texts(recipe: Recipe, name: str, language: str) -> list[str]:
    """Return the files of a language, rendered for a hostile name."""
    rendered = render(recipe, build_hostile_context(name))
    return [part.text for part in rendered.files if part.language == language]


def use(language: str) -> list[Recipe]:
    """Return the recipes with a file of a language."""
    return [recipe for recipe in RECIPES if language in {file.language for file in recipe.files}]


# Shell


RECORDER = r"""
command_not_found_handle() { printf '%s\0' "$@" >>calls; printf '\n' >>calls; }
PATH=/nowhere
for folder in */; do (
    cd "$folder"
    set -e
    . ./script.sh
    for variable in ${!PG@} AWS_PROFILE; do
        if [ -v "$variable" ]; then printf '%s=%s\0' "$variable" "${!variable}" >>exports; fi
    done
) || exit; done
"""
"""Records each command that the scripts would run, with its arguments, and runs none."""
PROGRAMS = ("connect", "bin/rails")
"""Programs that scripts call by a path."""


@dataclass
class Recorded:
    """What a script would run and export."""

    calls: list[list[str]]
    exports: dict[str, str]
    files: set[str]

    @property
    def commands(self) -> list[str]:
        """The programs, with the number of their arguments."""
        return [f"{call[0]} {len(call)}" for call in self.calls]

    @property
    def words(self) -> set[str]:
        """All arguments and values."""
        return {word for call in self.calls for word in call} | set(self.exports.values())


def record(scripts: list[str], folder: Path) -> list[Recorded]:
    """Run scripts, each in its own folder, with all their commands replaced."""
    bash = shutil.which("bash")
    if not bash:
        pytest.skip("bash is not installed")
    places = [folder / f"{at:03}" for at, _ in enumerate(scripts)]
    for place, script in zip(places, scripts, strict=True):
        (place / "bin").mkdir(parents=True)
        (place / "script.sh").write_text(script)
        for program in PROGRAMS:
            (place / program).write_text("#!/bin/sh\n")
            (place / program).chmod(0o755)
    environment = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key"}
    done = subprocess.run(
        [bash, "--norc", "-c", RECORDER],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [read_record(place) for place in places]


def read_record(folder: Path) -> Recorded:
    """Return what a script wrote into its folder."""

    def read(name: str) -> str:
        return (folder / name).read_text() if (folder / name).exists() else ""

    calls = [line.split("\0")[:-1] for line in read("calls").split("\n")[:-1]]
    pairs = (pair.split("=", 1) for pair in read("exports").split("\0")[:-1])
    return Recorded(calls, dict(pairs), {path.name for path in folder.iterdir()})


@EVERY_RECIPE
@pytest.mark.parametrize(("libpq", "signer"), [(17, "aws"), (15, "dsql-tui")])
def test_scripts_run_the_same_commands_for_any_name(
    recipe: Recipe, libpq: int, signer: str, tmp_path: Path
) -> None:
    def write_script(name: str) -> str:
        rendered = render(recipe, build_hostile_context(name, libpq, signer))
        return rendered.install + rendered.run

    scripts = {name: write_script(name) for name in ("app", *HOSTILE_NAMES)}
    different = list(dict.fromkeys(scripts.values()))
    records = dict(zip(different, record(different, tmp_path), strict=True))
    for name, script in scripts.items():
        found = records[script]
        assert found.commands == records[scripts["app"]].commands, name
        # A redirection would leave a file.
        assert found.files <= {"calls", "exports", "script.sh", "connect", "bin"}, name
        assert "«role" not in read_script(recipe) or found.words & {
            name,
            f"--role={name}",
            f"--username={name}",
        }
        assert found.exports.get("PGUSER", name) == name
        assert found.exports.get("AWS_PROFILE", name) == name


def read_script(recipe: Recipe) -> str:
    """Return the script of a recipe with its placeholders."""
    return read_template(recipe.name, recipe.run) if recipe.run else ""


@EVERY_NAME
def test_a_program_is_opened_only_with_one_argument(name: str) -> None:
    rendered = render(DBEAVER_TOKEN, build_hostile_context(name))
    if "|" in name:
        assert rendered.open_command == ""
    else:
        program, option, connection = shlex.split(rendered.open_command)
        fields = dict(field.split("=", 1) for field in connection.split("|"))
        assert (program, option, fields["user"]) == ("dbeaver", "-con", name)
        assert fields["prop.sslmode"] == "verify-full"


# Programming languages


LANGUAGES = ("cpp", "csharp", "go", "java", "javascript", "php", "python", "ruby", "rust")


def outline(text: str, language: str) -> list[str]:
    """Return the tokens of a program, with each literal and comment as one word."""
    words: list[str] = []
    for kind, value in get_lexer_by_name(language).get_tokens(text):
        # In Python the lexer reports `%s` and `{}` in every string, for str.format.
        if is_token_subtype(kind, String) and (
            not is_token_subtype(kind, String.Interpol) or language == "python"
        ):
            if words[-1:] != ["literal"]:
                words.append("literal")
        elif is_token_subtype(kind, Comment) and not value.startswith("#include"):
            words.append("comment")
        elif not is_token_subtype(kind, Text):
            words.append(value)
    return words


CODED = [
    pytest.param(recipe, language, id=f"{recipe.name}-{language}")
    for language in LANGUAGES
    for recipe in use(language)
]


@pytest.mark.parametrize(("recipe", "language"), CODED)
def test_programs_differ_in_their_literals_only(recipe: Recipe, language: str) -> None:
    expected = [outline(text, language) for text in render_texts(recipe, "app", language)]
    for name in HOSTILE_NAMES:
        found = [outline(text, language) for text in render_texts(recipe, name, language)]
        assert found == expected, name


@pytest.mark.parametrize("recipe", use("python"), ids=lambda recipe: recipe.name)
def test_python_has_the_names_as_constants(recipe: Recipe) -> None:
    for name in HOSTILE_NAMES:
        texts = render_texts(recipe, name, "python")
        nodes = [node for text in texts for node in ast.walk(ast.parse(text))]
        constants = {node.value for node in nodes if isinstance(node, ast.Constant)}
        assert name in constants
        assert "pwned" not in {node.id for node in nodes if isinstance(node, ast.Name)}


CHECKERS = {
    "javascript": (["node", "--check"], "connect.mjs"),
    "ruby": (["ruby", "-c"], "connect.rb"),
    "php": (["php", "-l"], "connect.php"),
    "go": (["gofmt", "-e"], "main.go"),
    "rust": (["rustfmt", "--edition", "2024", "--check", "--config", "skip_children=true"], "m.rs"),
}


@pytest.mark.parametrize("language", CHECKERS)
def test_the_languages_own_parser_accepts_a_hostile_name(language: str, tmp_path: Path) -> None:
    (program, *options), path = CHECKERS[language]
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    worst = """'"`$(pwned)#{pwned}${pwned};\\"""
    for recipe in use(language):
        for text in render_texts(recipe, worst, language):
            (tmp_path / path).write_text(text)
            done = subprocess.run(
                [program, *options, str(tmp_path / path)],
                capture_output=True,
                text=True,
                timeout=100,
            )
            assert "error" not in done.stderr.lower(), (recipe.name, done.stderr)


# Data files


@pytest.mark.parametrize("recipe", use("json"), ids=lambda recipe: recipe.name)
def test_json_has_the_same_shape(recipe: Recipe) -> None:
    def sketch(value: Any) -> Any:
        if isinstance(value, dict):  # DBeaver's key for a connection has the name of the role
            return [(re.sub("^dsql-.*", "dsql-", key), sketch(one)) for key, one in value.items()]
        return [sketch(one) for one in value] if isinstance(value, list) else type(value)

    expected = [sketch(json.loads(text)) for text in render_texts(recipe, "app", "json")]
    for name in HOSTILE_NAMES:
        texts = render_texts(recipe, name, "json")
        assert [sketch(json.loads(text)) for text in texts] == expected, name


@pytest.mark.parametrize("recipe", use("xml"), ids=lambda recipe: recipe.name)
def test_xml_has_the_same_elements(recipe: Recipe) -> None:
    def sketch(text: str) -> list[tuple[str, list[str]]]:
        text = text[text.index("<") :].split("#END#")[0]
        return [(one.tag, sorted(one.attrib)) for one in ElementTree.fromstring(text).iter()]

    expected = [sketch(text) for text in render_texts(recipe, "app", "xml")]
    for name in HOSTILE_NAMES:
        assert [sketch(text) for text in render_texts(recipe, name, "xml")] == expected, name


@EVERY_NAME
def test_rails_reads_the_role_and_runs_nothing(name: str) -> None:
    [text] = render_texts(RAILS, name, "yaml")
    assert "<%" not in text, "Rails reads the file as an ERB template."
    settings = yaml.safe_load(text)["production"]
    assert settings["username"] == name
    assert settings["sslmode"] == "verify-full"


@pytest.mark.parametrize("recipe", use("toml"), ids=lambda recipe: recipe.name)
def test_toml_has_the_same_keys(recipe: Recipe) -> None:
    for name in HOSTILE_NAMES:
        [text] = render_texts(recipe, name, "toml")
        default = tomlkit.parse(text).unwrap()["environments"]["default"]
        assert sorted(default) == ["driver", "url"]
        assert read_connector_url(default["url"])["user"] == [name]


@pytest.mark.parametrize("language", ["ini", "properties", "text"])
def test_lines_keep_their_keys(language: str) -> None:
    def list_keys(text: str) -> list[str]:
        return [re.split(r"=|   ", line, maxsplit=1)[0] for line in text.splitlines()]

    for recipe in use(language):
        expected = [list_keys(text) for text in render_texts(recipe, "app", language)]
        for name in HOSTILE_NAMES:
            found = [list_keys(text) for text in render_texts(recipe, name, language)]
            assert found == expected, (recipe.name, name)


@EVERY_NAME
def test_a_service_has_the_name_after_the_first_equals_sign(name: str) -> None:
    [text] = render_texts(SERVICE, name, "ini")
    settings = dict(line.split("=", 1) for line in text.splitlines()[1:])
    assert settings["user"] == name
    assert settings["sslrootcert"] == f"/tmp/{name}.pem"
    assert settings["sslmode"] == "verify-full"


# SQL and connection strings


def read_identifier(text: str) -> str:
    """Return the name that SQL reads from an identifier."""
    if text.startswith('"'):
        assert re.fullmatch(r'"(?:[^"]|"")*"', text)
        return text[1:-1].replace('""', '"')
    assert re.fullmatch(r"[a-z_][a-z0-9_]*", text)
    return text


@EVERY_NAME
def test_sql_has_the_same_statements(name: str) -> None:
    [text] = render_texts(ROLE, name, "sql")
    create, schema, usage, rights, grant, _ = [statement.text for statement in split(text)]
    role = create.removeprefix("CREATE ROLE ").removesuffix(" WITH LOGIN")
    assert read_identifier(role) == name
    assert read_identifier(schema.removeprefix("CREATE SCHEMA ")) == name
    assert usage == f"GRANT USAGE, CREATE ON SCHEMA {role} TO {role}"
    assert rights.endswith(f"ON ALL TABLES IN SCHEMA {role} TO {role}")
    principal = grant.removeprefix(f"AWS IAM GRANT {role} TO ")
    assert re.fullmatch(r"'(?:[^']|'')*'", principal)
    assert principal[1:-1].replace("''", "'").endswith(f"role/{name}")


def test_a_keyword_is_quoted_as_a_role() -> None:
    [text] = render_texts(ROLE, "user", "sql")
    assert 'CREATE ROLE "user"' in text


@EVERY_NAME
def test_libpq_reads_the_name_from_a_connection_string(name: str) -> None:
    conninfo = collect_values(build_hostile_context(name))["conninfo"]
    settings = conninfo_to_dict(conninfo or "")
    assert settings["user"] == name
    assert settings["sslmode"] == "verify-full"
    assert settings["sslrootcert"] == f"/tmp/{name}.pem"
    assert read_identifier(read_search_path(str(settings["options"]))) == name


def read_search_path(options: str) -> str:
    """Return the search path that the server reads from startup options."""
    words = [re.sub(r"\\(.)", r"\1", word) for word in re.findall(r"(?:\\.|[^\s\\])+", options)]
    assert words[0] == "-c"
    [setting] = words[1:]
    return setting.removeprefix("search_path=")


def read_jdbc_url(url: str) -> dict[str, list[str]]:
    """Return the parameters that pgJDBC reads from a URL."""
    parts = urlsplit(url.removeprefix("jdbc:"))
    assert (parts.scheme, parts.hostname, parts.fragment) == ("postgresql", ENDPOINT.host, "")
    return parse_qs(parts.query, strict_parsing=True)


def read_connector_url(url: str) -> dict[str, list[str]]:
    """Return the parameters that pgJDBC gets from AWS's connector, which decodes the query."""
    start, query = url.replace("jdbc:aws-dsql:", "jdbc:", 1).split("?")
    return read_jdbc_url(f"{start}?{unquote(query)}")


@EVERY_NAME
def test_jdbc_reads_the_names_from_a_url(name: str) -> None:
    values = collect_values(build_hostile_context(name))
    parameters = read_jdbc_url(values["jdbc_url"] or "")
    assert parameters["sslmode"] == ["verify-full"]
    assert parameters["sslrootcert"] == [f"/tmp/{name}.pem"]
    assert read_identifier(parameters["currentSchema"][0]) == name


@EVERY_NAME
def test_jdbc_gets_the_names_from_the_connector(name: str) -> None:
    values = collect_values(build_hostile_context(name))
    parameters = read_connector_url(values["connector_jdbc_url"] or "")
    assert parameters["user"] == [name]
    assert parameters.get("profile", [name]) == [name]
    assert parameters["sslmode"] == ["verify-full"]
    assert parameters["sslrootcert"] == [f"/tmp/{name}.pem"]


def test_a_plain_profile_is_in_the_url_of_the_connector() -> None:
    url = collect_values(build_hostile_context("work"))["connector_jdbc_url"] or ""
    assert read_connector_url(url)["profile"] == ["work"]


@EVERY_NAME
def test_a_property_is_a_url_without_a_backslash_or_a_dollar(name: str) -> None:
    # Spring replaces ${…}, and a backslash escapes the character after it.
    values = collect_values(build_hostile_context(name))
    assert re.fullmatch(r"[\w:/?&=.%~-]+", values["connector_jdbc_url"] or "", re.ASCII)


# The whole recipe


@EVERY_RECIPE
def test_a_code_block_ends_where_the_part_ends(recipe: Recipe) -> None:
    def list_headings(rendered: RenderedRecipe) -> list[str]:
        headings, fence = [], ""
        for line in to_markdown(rendered).splitlines():
            if mark := re.match("`{3,}", line):
                if not fence:
                    fence = mark[0]
                elif line.strip() == fence:
                    fence = ""
            elif not fence and line.startswith("## "):
                headings.append(line)
        assert not fence
        return headings

    expected = list_headings(render(recipe, HARMLESS))
    for name in HOSTILE_NAMES:
        assert list_headings(render(recipe, build_hostile_context(name))) == expected, name


REJECTED = ["a\nb", "a\rb", "a\0b", "a\x1bb", "a\u2028b", "a\u202eb", "a\udcffb", " a", "a "]


@pytest.mark.parametrize("name", REJECTED, ids=ascii)
@pytest.mark.parametrize("field", ["role", "profile", "schema", "principal", "sslrootcert"])
def test_what_ends_a_line_or_is_stripped_is_rejected(name: str, field: str) -> None:
    values = {"route": Route(sslrootcert=name)} if field == "sslrootcert" else {field: name}
    with pytest.raises(ValueError, match=r"control characters|begin or end with a space"):
        replace(RecipeContext(ENDPOINT), **values)


@pytest.mark.parametrize("field", ["identifier", "region", "host", "via"])
@pytest.mark.parametrize("name", ["a b", "$(pwned)", "a;b", "a/b", "a'b", "a\nb"], ids=ascii)
def test_an_endpoint_that_is_no_host_name_is_rejected(field: str, name: str) -> None:
    with pytest.raises(ValueError, match="cannot contain"):
        RecipeContext(ENDPOINT._replace(**{field: name}))


def test_the_environment_of_psql_has_the_exact_names(tmp_path: Path) -> None:
    scripts = [render(PSQL, build_hostile_context(name)).run for name in HOSTILE_NAMES]
    for name, found in zip(HOSTILE_NAMES, record(scripts, tmp_path), strict=True):
        assert found.exports["PGUSER"] == name
        assert found.exports["PGSSLROOTCERT"] == f"/tmp/{name}.pem"
        assert read_identifier(read_search_path(found.exports["PGOPTIONS"])) == name


def test_a_pdo_data_source_has_no_names() -> None:
    # PDO replaces a semicolon by a space, even inside quotes.
    [text] = render_texts(PDO_TOKEN, "a;sslmode=disable", "php")
    assert re.findall(r"'pgsql:[^']*'", text) == ["'pgsql:dbname=postgres'"]
    assert "sslmode" not in text


def test_recipes_with_connection_strings_are_among_those_tested() -> None:
    # The connection strings above are what these recipes render.
    text = render(LIBPQ, HARMLESS).files[0].text
    assert json.dumps(collect_values(HARMLESS)["conninfo"]) in text
    text = render(JDBC_CONNECTOR, HARMLESS).files[1].text
    assert json.dumps(collect_values(HARMLESS)["connector_jdbc_url"]) in text
