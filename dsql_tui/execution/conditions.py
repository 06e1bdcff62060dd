r"""psql's `\if`, `\elif`, `\else` and `\endif`.

https://www.postgresql.org/docs/16/app-psql.html#PSQL-METACOMMAND-IF
"""

from __future__ import annotations

from dataclasses import dataclass, field

COMMANDS = frozenset({"\\if", "\\elif", "\\else", "\\endif"})

_WORDS = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}


class ConditionError(Exception):
    """A condition is not valid; the message is a sentence for the user."""


def read_boolean(text: str) -> bool:
    """Parse a Boolean as psql does; any unambiguous prefix of a word is valid.

    Raises:
        ConditionError: The text is not a Boolean.
    """
    word = text.strip().lower()
    found = {value for name, value in _WORDS.items() if word and name.startswith(word)}
    if word == "o" or len(found) != 1:
        raise ConditionError(
            f"“{text}” is not a condition: write true or false, on or off, 1 or 0."
        )
    return found.pop()


@dataclass(slots=True)
class _Branch:
    taken: bool
    """True if this branch or an earlier one of the same `\\if` runs."""
    active: bool
    has_else: bool = False


@dataclass(slots=True)
class Conditions:
    """The open conditions of one script."""

    _stack: list[_Branch] = field(default_factory=list)

    @property
    def active(self) -> bool:
        """True if statements at this point run."""
        return all(branch.active for branch in self._stack)

    @property
    def open(self) -> bool:
        r"""True if an `\endif` is missing."""
        return bool(self._stack)

    def needs_value(self, command: str) -> bool:
        """Return True if the argument of a command has to be evaluated."""
        if command == "\\if":
            return self.active
        outside = all(branch.active for branch in self._stack[:-1])
        return command == "\\elif" and outside and bool(self._stack) and not self._stack[-1].taken

    def enter(self, command: str, value: bool) -> None:
        """Apply one of the four commands, with the value of its argument.

        Raises:
            ConditionError: The command is not valid at this point.
        """
        if command == "\\if":
            self._stack.append(_Branch(value, value))
            return
        if not self._stack:
            raise ConditionError(f"{command} has no \\if before it.")
        branch = self._stack[-1]
        if command == "\\endif":
            self._stack.pop()
        elif branch.has_else:
            raise ConditionError(f"{command} cannot follow \\else.")
        elif command == "\\else":
            branch.active, branch.taken, branch.has_else = not branch.taken, True, True
        else:
            branch.active = not branch.taken and value
            branch.taken = branch.taken or value
