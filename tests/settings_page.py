"""The page of settings: `python -m tests.settings_page > docs/settings.md`."""

from __future__ import annotations

import sys

from dsql_tui.store.setting_values import SettingInfo, format_toml, list_settings

_FILES = (
    ("settings.toml", "the settings below"),
    ("keymap.toml", "your keys; see [keys.md](keys.md#your-own-keys)"),
    ("profiles.toml", "saved connections; `dsql-tui profiles` and the picker change them"),
    ("snippets.toml", 'your snippets for the editor: `word = "text with a ${gap}"`'),
    ("queries/", "saved queries, a `.sql` file each"),
)
"""The files in the configuration folder."""

ENVIRONMENT = (
    ("AWS_PROFILE", "the AWS profile, unless `--aws-profile` or a saved profile names one"),
    ("AWS_REGION, AWS_DEFAULT_REGION", "the Region of a target without one"),
    (
        "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION",
        "credentials; the other variables of the AWS SDKs work too",
    ),
    ("AWS_EXECUTION_ENV", "whether dsql-tui runs in AWS CloudShell; AWS sets it"),
    ("AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE", "the files with the AWS profiles"),
    ("DSQL_TUI_LOG", "a file for the log, as `--log FILE`"),
    ("VISUAL, EDITOR", "the editor of Ctrl+O E, `\\e` and the settings screen; default: vi"),
    ("PAGER", "the pager of `exec` in a terminal; default: less"),
    ("PGCLIENT", "the command of Ctrl+O !; default: psql"),
    ("SSL_CERT_FILE", "root certificates to trust, in place of the computer's"),
    ("PGSERVICEFILE", "the service file that `profiles import` reads"),
    ("TMPDIR", "the folder of temporary files, such as rows that exceed `memory`"),
    ("NO_COLOR", "if set, no colours"),
    (
        "TERM, COLORTERM, TERM_PROGRAM, VTE_VERSION",
        "the terminal and its colours; the terminal sets them",
    ),
    ("ESCDELAY", "milliseconds to wait after Esc for the rest of a key"),
    (
        "TMUX, STY, DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME",
        "how to reach the clipboard and notifications; the environment sets them",
    ),
    ("XDG_CONFIG_HOME, XDG_DATA_HOME", "the folders that contain those of dsql-tui, on Linux"),
)
"""The variables that are read, with their meaning; a test finds those that are missing."""

_HEAD = """\
# Settings

Generated from the settings in `dsql_tui/store/settings.py`.

Ctrl+O , shows the settings with their values and their meaning, in the picker and in a workbench.
Enter changes the setting at the cursor, `d` restores the default, and `e` opens the file in your
editor. Each change is saved at once; your comments and other keys stay in the file.

## Files

The configuration folder is `~/.config/dsql-tui` on Linux, or `$XDG_CONFIG_HOME/dsql-tui`, and
`~/Library/Application Support/dsql-tui` on macOS. All files are optional.

"""

_PROBLEMS = """
An invalid line affects only its own setting, which keeps its default. The picker and the settings
screen name the line and say what is valid. dsql-tui neither uses nor changes a file that is not
valid TOML.
"""


def build_page() -> str:
    """Return the page in Markdown."""
    files = "".join(f"| `{name}` | {meaning} |\n" for name, meaning in _FILES)
    variables = "".join(
        f"| {', '.join(f'`{each}`' for each in names.split(', '))} | {meaning} |\n"
        for names, meaning in ENVIRONMENT
    )
    return "".join(
        [
            _HEAD,
            "| file | contains |\n|---|---|\n",
            files,
            _PROBLEMS,
            "\n## Settings\n\n| setting | value | default | meaning | takes effect |\n",
            "|---|---|---|---|---|\n",
            *map(_describe, list_settings()),
            "\n## Environment variables\n\n| variable | meaning |\n|---|---|\n",
            variables,
            "\nlibpq's variables, such as `PGHOST` and `PGOPTIONS`, are ignored, except that\n",
            "`migrate` uses them for a live source.\n",
            "\nThe options of each command are in the manual page: `man dsql-tui`, or\n",
            "`dsql-tui help --man | man -l -`.\n",
        ]
    )


def _describe(info: SettingInfo) -> str:
    default = format_toml(info.default)
    cells = (f"`{info.name}`", info.values, f"`{default}`", info.meaning, info.applies)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


if __name__ == "__main__":
    sys.stdout.write(build_page())
