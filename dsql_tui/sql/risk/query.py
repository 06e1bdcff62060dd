"""The reading of a query, for everything in it that may change something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dsql_tui.sql.risk.tokens import UNREADABLE, Token
from dsql_tui.sql.risk.trusted import FUNCTIONS, RESERVED, SYNTAX
from dsql_tui.sql.risk.user_code import UserCode

CHANGES = frozenset({"insert", "update", "delete", "merge"})
"""The first words of statements that change rows."""

LOCKS = "locks rows"
MAKES_TABLE = "makes a table from its rows (SELECT INTO)"
OPERATOR = "uses an operator that may not be built in"
SEVERAL = "holds several statements"
UNKNOWN_NAMES = "names objects that may run code of a user"
UNREADABLE_TEXT = "cannot be read to its end"

_START = Token("sign", "")
_GROUPINGS = frozenset({"cube", "rollup", "sets"})
_SETS = frozenset({"union", "intersect", "except"})
_ENDS_FROM = frozenset(
    {"where", "having", "window", "order", "limit", "offset", "fetch", "for", "returning"}
)
_ENDS_TARGET = frozenset({"(", "values", "select", "with", "default", "overriding", "using"})
_JOINS = frozenset({"left", "right", "full", "inner", "outer", "cross", "natural"})
_NESTED_FROM = frozenset({"from", "join", ",", "(", "lateral"})
_BEFORE_RELATION = _NESTED_FROM | {"only", "table"}
_CALLS = SYNTAX - {"select", "values", "with", "lateral", "only", "table"}
"""Words that call a built-in function where a table is expected, such as COALESCE."""
_BEFORE_GROUPING = frozenset({"by", "all", "distinct", ",", "("})
_BEFORE: dict[str, frozenset[str]] = {
    "over": frozenset({")"}),
    "filter": frozenset({")"}),
    "by": frozenset({"group", "order", "partition"}),
    "sets": frozenset({"grouping"}),
    "zone": frozenset({"time"}),
    "first": frozenset({"fetch"}),
    "next": frozenset({"fetch"}),
    "varying": frozenset({"bit", "char", "character", "nchar"}),
}
"""Words that could name functions, and what they follow where they are keywords instead."""

_TAKES_EXPRESSION = frozenset(
    {"by", "columns", "escape", "first", "groups", "key", "next", "passing", "path", "range"}
    | {"rows", "value", "zone"}
)
"""Words that could be names, and that an expression may follow."""

_OPERATORS = frozenset(
    {"collation", "cross", "freeze", "full", "ilike", "inner", "is", "isnull", "join", "left"}
    | {"like", "natural", "notnull", "outer", "overlaps", "right", "similar", "verbose"}
)
"""Words that could name functions, but no table, column or alias."""

_NO_OPERAND = SYNTAX | _TAKES_EXPRESSION | _OPERATORS


class QueryReader:
    """Reads the tokens of a query once, with its open parentheses on a stack of its own."""

    def __init__(self, code: UserCode | None) -> None:
        self.changes_rows = False
        self.makes_table = False
        self.names_objects = False
        """True if it names anything that could run code of a user without a call."""
        self.reasons: dict[str, None] = {}
        """Why the query may change something, in order."""
        self._in_change = False
        self._calls_in_from = False
        """True if a call in FROM may have an alias that stands for a value of any type."""
        self._members: dict[str, None] = {}
        """Functions of users that are named behind a dot."""
        self._code = code or UserCode()
        self._clauses = [""]
        """The clause that each open parenthesis is in; empty where none is known."""
        self._last = self._before_last = _START
        self._chain: list[Token] = []
        """The names of a qualified name, as far as they are read."""
        self._ahead = _START
        """The token before that name."""

    def read(self, query: Iterable[Token]) -> None:
        """Take in the tokens of a query."""
        for token in query:
            if token.kind in ("open", "meta") or token == ("name", UNREADABLE):
                self.add_reason(UNREADABLE_TEXT)
            elif token.kind in ("word", "name"):
                self._read_word(token)
            else:
                self._read_sign(token.text)
            if self._clauses[-1] == "operator":
                self._read_operator(token)
            self._before_last, self._last = self._last, token
        for name in self._members if self._calls_in_from else ():
            self._add_name_reason(name)

    def read_change(self, change: Sequence[Token]) -> None:
        """Take in an INSERT, UPDATE, DELETE or MERGE, whose target is no call."""
        self._in_change = True
        rest = list(change[1:])
        if rest[:1] == [("word", "into")]:
            opening = next((at for at, each in enumerate(rest) if each.text in _ENDS_TARGET), 0)
            if rest[opening : opening + 1] == [("sign", "(")]:
                opening = next((at for at, each in enumerate(rest) if each.text == ")"), opening)
            rest = rest[opening:]
        self.read(rest)

    def _read_sign(self, sign: str) -> None:
        match sign:
            case "(":
                self._open()
            case ")" if len(self._clauses) > 1:
                self._clauses.pop()
            case "," if self._clauses[-1] == "on":
                self._clauses[-1] = "from"
            case ";":
                self.add_reason(SEVERAL)
            case _ if sign[:1] == "\\":
                self.add_reason(UNREADABLE_TEXT)
        if sign != ".":
            self._chain = []

    def add_reason(self, reason: str) -> None:
        """Add a reason."""
        self.reasons[reason] = None

    def _read_word(self, token: Token) -> None:
        if self._last == ("sign", "."):
            self._read_member(token)
            return
        self._chain, self._ahead = [token], self._last
        label = self._last == ("word", "as") and token.text not in ("materialized", "not")
        before = self._clauses[-1]
        if token.kind == "word" and not label:
            self._read_keyword(token.text)
        within = "from" in (before, self._clauses[-1])
        relation = within and self._last.text in _BEFORE_RELATION
        if relation and token.kind == "word" and token.text in _CALLS:
            self._calls_in_from = True
        if token.kind == "name" or token.text not in (RESERVED if relation else SYNTAX):
            self._note_name(token)

    def _read_member(self, token: Token) -> None:
        """Take in a name behind a dot, which may be that of a function (attribute notation)."""
        self._chain.append(token)
        if token.text in self._code.functions:
            if self._before_last.kind in ("word", "name"):
                self._members[token.text] = None  # of a row, unless the alias is that of a call
            else:
                self._add_name_reason(token.text)
        self._note_name(token)

    def _note_name(self, token: Token) -> None:
        """Note a name, which may stand for an object of a user: one may be named like a type."""
        self.names_objects = True
        if token.text in self._code.names:
            self._add_name_reason(token.text)

    def _add_name_reason(self, name: str) -> None:
        self.add_reason(f"names {name}, which runs a function")

    def _read_keyword(self, word: str) -> None:
        clause, last = self._clauses[-1], self._last.text
        if word in CHANGES:
            self._read_change(word, clause, last)
        if word in ("update", "share") and last in ("for", "key"):
            self.add_reason(LOCKS)
        elif word == "into":
            self.makes_table = True
            self.add_reason(MAKES_TABLE)
        elif word == "with" and not clause:
            self._clauses[-1] = "with"
        else:
            self._clauses[-1] = self._next_clause(word, clause, last)

    def _read_change(self, word: str, clause: str, last: str) -> None:
        first = clause in ("", "from") and last == "("
        main = clause == "with" and last not in ("with", "recursive", ",")
        if first or main:
            self.changes_rows = True
            self.add_reason(f"runs {word.upper()} within the query")

    def _next_clause(self, word: str, clause: str, last: str) -> str:
        if word == "select" or (word == "values" and (clause in ("", "with") or last == "(")):
            return "select"
        if word == "table" and clause in ("", "with"):
            return "from"
        if word == "from" and clause == "select" and not self._compares():
            return "from"
        if word == "join" and clause == "on":
            return "from"
        if word in ("on", "using") and clause == "from":
            return "on"
        if word == "group" and last != "within" and clause not in ("", "with"):
            return "group"
        if word in _SETS:
            return ""
        if word in _ENDS_FROM and clause in ("from", "on", "group"):
            return "expression"
        return clause

    def _compares(self) -> bool:
        """Return whether FROM belongs to IS [NOT] DISTINCT FROM."""
        return self._last.text == "distinct" and self._before_last.text in ("is", "not")

    def _open(self) -> None:
        clause = ""
        if self._chain and self._last.kind in ("word", "name"):
            clause = self._read_call(self._chain, self._ahead)
        if not clause and self._clauses[-1] == "from" and self._last.text in _BEFORE_RELATION:
            clause = "from"
        self._clauses.append(clause)

    def _read_call(self, chain: Sequence[Token], ahead: Token) -> str:
        """Judge what looks like a call; return the clause that its parenthesis begins."""
        token = chain[-1]
        if len(chain) == 1 and token.kind == "word":
            if token.text == "operator":
                return "operator"
            if token.text in _GROUPINGS and self._is_grouping(ahead):
                return "group" if token.text == "sets" else ""
            if token.text in SYNTAX or self._is_keyword():
                return ""
        if self._names_no_function(chain, ahead):
            return ""
        if self._is_trusted(chain):
            self._calls_in_from = self._calls_in_from or self._clauses[-1] == "from"
            return ""
        name = ".".join(each.text for each in chain)
        self.add_reason(f"calls {name}, which may change something")
        return ""

    def _is_grouping(self, ahead: Token) -> bool:
        """Return whether CUBE, ROLLUP or SETS belongs to GROUP BY, and is no call in it."""
        if self._last == ("word", "sets"):
            return ahead == ("word", "grouping")
        return self._clauses[-1] == "group" and ahead.text in _BEFORE_GROUPING

    def _is_keyword(self) -> bool:
        """Return whether a word that could be a function is a keyword where it is."""
        word, ahead = self._last.text, self._before_last
        if word == "join":
            return self._clauses[-1] in ("from", "on") and (
                self._is_operand(ahead) or ahead.text in _JOINS
            )
        if word in ("ilike", "escape", "like"):
            return self._is_operand(ahead)
        if word == "materialized":
            return self._clauses[-1] == "with"
        if word == "conflict":
            return self._in_change and ahead == ("word", "on")
        return ahead.text in _BEFORE.get(word, ())

    def _names_no_function(self, chain: Sequence[Token], ahead: Token) -> bool:
        """Return whether a name before a parenthesis is a type, an alias or the name of a CTE."""
        if ahead in (("word", "as"), ("sign", "::")):
            return True
        clause = self._clauses[-1]
        if len(chain) > 1:
            return False
        if clause == "with":
            return ahead.text in ("with", "recursive", ",")
        return clause == "from" and self._is_operand(ahead)

    @staticmethod
    def _is_operand(token: Token) -> bool:
        match token:
            case ("word", word):
                return word not in _NO_OPERAND
            case ("name" | "string", _) | ("sign", ")" | "]"):
                return True
        return token.kind == "sign" and token.text[:1].isalnum()

    def _is_trusted(self, chain: Sequence[Token]) -> bool:
        name = chain[-1].text
        if len(chain) == 1:
            return name in FUNCTIONS and name not in self._code.functions
        return [each.text for each in chain[:-1]] == ["pg_catalog"] and name in FUNCTIONS

    def _read_operator(self, token: Token) -> None:
        """Take in a token of OPERATOR(…), which may qualify an operator with a schema."""
        named = token.kind != "sign" or token.text.isalnum()
        if named and token.text != "pg_catalog":
            self.add_reason(OPERATOR)
