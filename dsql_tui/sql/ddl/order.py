"""The order in which objects can be created: each after those that it needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from heapq import heapify, heappop, heappush

from dsql_tui.sql.ddl.facts import SchemaFacts, SchemaObject

_KINDS = ("role", "schema", "domain", "sequence", "table", "view", "function", "procedure")
"""The order of objects that do not need each other."""

_Objects = Mapping[str, SchemaObject]
_Rank = tuple[int, str, str, str]


def sort_objects(facts: SchemaFacts) -> list[SchemaObject]:
    """Return the objects in an order in which they can be created."""
    objects = {each.key: each for each in facts.objects}
    needs = _collect_needs(facts, objects)
    users: dict[str, list[str]] = defaultdict(list)
    for key, needed in needs.items():
        for each in needed:
            users[each].append(key)
    ready = [_rank(each) for each in objects.values() if not needs[each.key]]
    heapify(ready)
    ordered: dict[str, SchemaObject] = {}
    while len(ordered) < len(objects):
        if not ready:  # a cycle, which the server does not allow
            heappush(ready, min(_rank(objects[key]) for key in objects.keys() - ordered.keys()))
        key = heappop(ready)[-1]
        ordered[key] = objects[key]
        for user in users[key]:
            needs[user].discard(key)
            if not needs[user] and user not in ordered:
                heappush(ready, _rank(objects[user]))
    return list(ordered.values())


def _collect_needs(facts: SchemaFacts, objects: _Objects) -> dict[str, set[str]]:
    """Return the keys of the objects that have to come before each object.

    Foreign keys, and names in the bodies of functions, count unless they close a cycle.
    """
    needs = {key: (facts.needs.get(key, set()) & objects.keys()) - {key} for key in objects}
    for wish in (_list_mentions, _list_references):
        for one in sorted(objects.values(), key=_rank):
            for key in wish(facts, one, objects):
                if key != one.key and not _reaches(needs, key, one.key):
                    needs[one.key].add(key)
    return needs


def _list_mentions(facts: SchemaFacts, one: SchemaObject, objects: _Objects) -> Iterator[str]:
    """Yield the objects that the body of a function may use, which the catalog does not tell."""
    if one.kind in ("function", "procedure"):
        for each in objects.values():
            if each.name in one.definition:
                yield each.key


def _list_references(facts: SchemaFacts, one: SchemaObject, objects: _Objects) -> Iterator[str]:
    """Yield the tables that the foreign keys of a table refer to."""
    for each in facts.constraints.get(one.key, ()):
        if each.refers in objects and each.valid:
            yield each.refers


def _reaches(needs: Mapping[str, set[str]], start: str, goal: str) -> bool:
    """Return True if an object needs another, directly or through others."""
    seen, left = {start}, [start]
    while left:
        key = left.pop()
        if key == goal:
            return True
        left += needs[key] - seen
        seen |= needs[key]
    return False


def _rank(one: SchemaObject) -> _Rank:
    return (_KINDS.index(one.kind), one.schema, one.name, one.key)
