"""Each language reads a literal as the text it was written from."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path
from tempfile import gettempdir

import pytest
import tomlkit
import yaml

from dsql_tui.recipes.literals import LITERALS, Code, quote_conninfo, quote_url, require_plain
from tests.recipes.contexts import HOSTILE_NAMES

LINES = "\n".join(HOSTILE_NAMES) + "\n"


def join_lines(language: str, line: Callable[[str], str]) -> str:
    """Return a line of code for each hostile name as a literal."""
    return "".join(f"{line(LITERALS[language](name))}\n" for name in HOSTILE_NAMES)


def write_java() -> str:
    """Return a program that prints the names as UTF-8."""
    lines = join_lines("java", lambda text: f"out.println({text});")
    return (
        "public class Print { public static void main(String[] a) throws Exception {"
        f'var out = new java.io.PrintStream(System.out, true, "UTF-8");\n{lines}}}}}'
    )


PROGRAMS = {
    "bash": ("n.sh", join_lines("bash", lambda text: f"printf '%s\\n' {text}"), ["bash"]),
    "cpp": (
        "n.cpp",
        f"#include <cstdio>\nint main() {{\n{join_lines('cpp', lambda t: f'puts({t});')}}}",
        ["sh", "-c", 'g++ -std=c++17 "$0" -o n && ./n'],
    ),
    "go": (
        "n.go",
        'package main\nimport "fmt"\nfunc main() {\n'
        + join_lines("go", lambda text: f"fmt.Println({text})")
        + "}",
        ["go", "run"],
    ),
    "java": ("Print.java", write_java(), ["java", "-Dfile.encoding=UTF-8"]),
    "javascript": ("n.mjs", join_lines("javascript", lambda t: f"console.log({t});"), ["node"]),
    "php": ("n.php", "<?php\n" + join_lines("php", lambda t: f'echo {t}, "\\n";'), ["php"]),
    "python": (
        "n.py",
        join_lines("python", lambda text: f"print({text})"),
        ["python3", "-X", "utf8"],
    ),
    "ruby": ("n.rb", join_lines("ruby", lambda text: f"puts {text}"), ["ruby", "-Ku"]),
    "rust": (
        "n.rs",
        "fn main() {\n" + join_lines("rust", lambda t: f'println!("{{}}", {t});') + "}",
        ["sh", "-c", 'rustc "$0" -o n && ./n'],
    ),
}
COMPILERS = {"cpp": "g++", "rust": "rustc"}


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_program_prints_the_hostile_names(language: str, tmp_path: Path) -> None:
    path, text, command = PROGRAMS[language]
    program = COMPILERS.get(language, command[0])
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    (tmp_path / path).write_text(text)
    # Without the cache, Go compiles its standard library for 15 seconds.
    cache = Path(gettempdir()) / f"dsql-tui-go-cache-{os.getuid()}"
    done = subprocess.run(
        [*command, path],
        cwd=tmp_path,
        env={**os.environ, "GOCACHE": str(cache)},
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == LINES


READERS: dict[str, Callable[[str], object]] = {
    "csharp": json.loads,  # C# has the escapes of JSON
    "json": json.loads,
    "toml": lambda text: tomlkit.parse(f"n = {text}").unwrap()["n"],
    "xml": unescape,
    "yaml": yaml.safe_load,
    "sql": lambda text: text[1:-1].replace("''", "'"),
    "properties": lambda text: text.replace("\\\\", "\\"),
    "ini": str,
    "text": str,
}


@pytest.mark.parametrize("language", READERS)
def test_a_reader_reads_the_hostile_names(language: str) -> None:
    for name in HOSTILE_NAMES:
        assert READERS[language](LITERALS[language](name)) == name


def test_every_language_is_tested() -> None:
    assert LITERALS.keys() == PROGRAMS.keys() | READERS.keys()


def test_a_value_in_a_connection_string_is_quoted_if_need_be() -> None:
    assert quote_conninfo({"user": "o'mal", "port": None, "host": "h"}) == r"user='o\'mal' host=h"
    assert quote_conninfo({"user": "a;sslmode=disable"}) == "user='a;sslmode=disable'"


def test_a_part_of_a_url_has_no_separator() -> None:
    assert quote_url("a@b/c?d&e=f#g") == "a%40b%2Fc%3Fd%26e%3Df%23g"


def test_plain_text_is_letters_digits_and_few_signs() -> None:
    assert require_plain("eu-west-1.on_aws:5432") == "eu-west-1.on_aws:5432"
    for text in ("a b", "a'", "$a", "a/b", "é", "a\n"):
        with pytest.raises(ValueError, match="cannot contain"):
            require_plain(text)


def test_code_is_text_of_its_own_kind() -> None:
    assert isinstance(Code("x"), str)
