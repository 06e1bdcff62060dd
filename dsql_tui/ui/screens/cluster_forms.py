"""What is asked before a cluster is created, changed or deleted: a form for each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Checkbox, Static

from dsql_tui.dsql import changes
from dsql_tui.dsql.changes import Change, Wish
from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.regions import witnesses
from dsql_tui.dsql.tags import parse_tags, tag_lines
from dsql_tui.results.text import visible
from dsql_tui.ui.screens.change import ChangeForm, area, field
from dsql_tui.ui.widgets.cluster_details import PROTECTION

if TYPE_CHECKING:
    from dsql_tui.aws.clusters import Details


class Create(ChangeForm):
    """A new cluster, in one region or in two."""

    DEFAULT_CSS = """
    Create Horizontal { height: auto; }
    Create Horizontal Input { width: 1fr; }
    """
    HEADING = "Create a cluster"

    def __init__(self, region: str) -> None:
        super().__init__()
        self.proposed = region

    def fields(self) -> ComposeResult:
        with Horizontal():
            yield field("name", "Name", hint="the tag Name")
            yield field("region", "Region", self.proposed)
        with Horizontal():
            yield field("peer", "Peer region", hint="none: one region only")
            yield field("witness", "Witness region", hint="none")
        with Horizontal():
            yield field("tags", "Further tags", hint="key=value, key=value")
            yield field("key", "KMS key", hint="AWS's own")
        yield Checkbox("protected from deletion", value=True, id="protected")

    def change(self) -> Change:
        self._suggest()
        wish = Wish(
            region=self.text("region"),
            name=self.text("name"),
            tags=parse_tags(self.text("tags")),
            protected=self.query_one("#protected", Checkbox).value,
            key=self.text("key"),
            peer=self.text("peer"),
            witness=self.text("witness"),
        )
        return changes.create(wish)

    def _suggest(self) -> None:
        """Say which regions can be the witness."""
        fitting = witnesses(self.text("region"), self.text("peer"))
        self.query_one("#witness").border_subtitle = visible(" ".join(fitting))


class Rename(ChangeForm):
    """Another name."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__()
        self.cluster = cluster
        self.HEADING = f"Rename {cluster.title}"

    def fields(self) -> ComposeResult:
        yield field("name", "Name", self.cluster.name, "none")

    def change(self) -> Change:
        return changes.rename(self.cluster, self.text("name"))


class Tags(ChangeForm):
    """All tags, one to a line."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__()
        self.cluster = cluster
        self.HEADING = f"Tags of {cluster.title}"

    def fields(self) -> ComposeResult:
        yield area("tags", "key=value, one to a line", tag_lines(self.cluster.tags))

    def change(self) -> Change:
        return changes.tag(self.cluster, parse_tags(self.text("tags")))


class Protection(ChangeForm):
    """Protection on or off, whichever it is not."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__()
        self.cluster = cluster
        self.HEADING = f"Protection of {cluster.title}"

    def fields(self) -> ComposeResult:
        now = PROTECTION[self.cluster.protected]
        yield Static(f"Protection is {now}.", classes="note", markup=False)

    def change(self) -> Change:
        return changes.protect(self.cluster, not self.cluster.protected)


class Policy(ChangeForm):
    """The policy as JSON; an empty one is taken away."""

    DEFAULT_CSS = """
    Policy TextArea { height: 1fr; min-height: 6; }
    Policy > VerticalScroll { height: 90%; }
    """

    def __init__(self, details: Details, draft: str = "") -> None:
        super().__init__()
        self.details = details
        self.draft = draft
        """What is to go on from instead of the policy that there is."""
        self.HEADING = f"Policy of {details.cluster.title}"

    def fields(self) -> ComposeResult:
        version = self.details.policy_version
        title = f"JSON, version {version}; empty takes it away" if version else "JSON; none yet"
        yield area("policy", title, _indented(self.draft or self.details.policy))

    def change(self) -> Change:
        document = self.text("policy")
        if document == _indented(self.details.policy).strip():
            raise ValueError("That is how it is already.")
        if document:
            document = json.dumps(_read(document), ensure_ascii=False)
        return changes.put_policy(self.details.cluster, document, self.details.policy_version)


class Link(ChangeForm):
    """The other end of a multi-Region cluster that was not linked yet."""

    def __init__(self, cluster: Cluster, others: Sequence[Cluster]) -> None:
        super().__init__()
        self.cluster = cluster
        self.others = {other.endpoint.identifier: other for other in others}
        self.HEADING = f"Link {cluster.title} with its peer"

    def fields(self) -> ComposeResult:
        first = next(iter(self.others), "")
        yield field("peer", "The peer's identifier", first)
        waiting = ", ".join(f"{one.endpoint.region} {key}" for key, one in self.others.items())
        note = f"PENDING_SETUP elsewhere: {waiting or 'none'}"
        yield Static(visible(note), classes="note", markup=False)

    def change(self) -> Change:
        other = self.others.get(self.text("peer"))
        if other is None:
            raise ValueError("Name a cluster that is PENDING_SETUP in another region.")
        return changes.link(self.cluster, other)


class Delete(ChangeForm):
    """Its name has to be typed, and protection has to be off."""

    def __init__(self, cluster: Cluster, peers: Sequence[Cluster]) -> None:
        super().__init__()
        self.cluster = cluster
        self.peers = peers
        self.HEADING = f"Delete {cluster.title}"

    def fields(self) -> ComposeResult:
        if self.peers:
            note = "A multi-Region cluster goes as a whole: one end waits until the other goes too."
            yield Static(note, classes="note", markup=False)
        yield field("typed", f"Type {visible(self.cluster.title)} to delete it for good")

    def change(self) -> Change:
        change = changes.delete(self.cluster, self.peers)
        if self.text("typed") != self.cluster.title:
            raise ValueError(f"Type its name, {self.cluster.title}.")
        return change


def _read(document: str) -> object:
    try:
        return json.loads(document)
    except ValueError as error:
        raise ValueError(f"This is no JSON: {error}.") from None


def _indented(document: str) -> str:
    """A policy as it is edited; one that is no JSON as it is."""
    try:
        return json.dumps(json.loads(document), indent=2, ensure_ascii=False) if document else ""
    except ValueError:
        return document
