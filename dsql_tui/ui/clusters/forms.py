"""The forms of the cluster manager: one for each change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from dsql_tui.dsql import changes
from dsql_tui.dsql.changes import Change, ClusterSpec
from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.regions import find_witnesses
from dsql_tui.dsql.statement_statistics import set_statistics
from dsql_tui.dsql.tags import format_tags, parse_tags
from dsql_tui.results.text import make_visible
from dsql_tui.ui.clusters.change_form import ChangeForm
from dsql_tui.ui.clusters.details import PROTECTION, STATISTICS
from dsql_tui.ui.dialogs.form_fields import LineField, TextField
from dsql_tui.ui.toggles import Checkbox

if TYPE_CHECKING:
    from dsql_tui.aws.clusters import Details


class Create(ChangeForm):
    """Creates a cluster in one region or in two."""

    DEFAULT_CSS = """
    Create Horizontal { height: auto; }
    Create Horizontal Input { width: 1fr; }
    """
    HEADING = "Create a cluster"

    def __init__(self, region: str) -> None:
        super().__init__()
        self.first_region = region

    def fields(self) -> ComposeResult:
        """Yield the fields."""
        with Horizontal():
            yield LineField("name", "Name", hint="the Name tag")
            yield LineField("region", "Region", self.first_region)
        with Horizontal():
            yield LineField("peer", "Peer region", hint="none: a single-Region cluster")
            yield LineField("witness", "Witness region", hint="none")
        with Horizontal():
            yield LineField("tags", "More tags", hint="key=value, key=value")
            yield LineField("key", "KMS key", hint="AWS-owned key")
        yield Checkbox("Deletion protection", value=True, id="protected", compact=True)

    def change(self) -> Change:
        """Return the change that the fields describe."""
        self._suggest_witnesses()
        spec = ClusterSpec(
            region=self.text("region"),
            name=self.text("name"),
            tags=parse_tags(self.text("tags")),
            protected=self.query_one("#protected", Checkbox).value,
            key=self.text("key"),
            peer=self.text("peer"),
            witness=self.text("witness"),
        )
        return changes.create(spec)

    def _suggest_witnesses(self) -> None:
        """Show the regions that can be the witness."""
        regions = find_witnesses(self.text("region"), self.text("peer"))
        self.query_one("#witness").border_subtitle = make_visible(" ".join(regions))


class Rename(ChangeForm):
    """Changes the Name tag."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__()
        self.cluster = cluster
        self.HEADING = f"Rename {cluster.title}"

    def fields(self) -> ComposeResult:
        """Yield the fields."""
        yield LineField("name", "Name", self.cluster.name, "none")

    def change(self) -> Change:
        """Return the change that the fields describe."""
        return changes.rename(self.cluster, self.text("name"))


class Tags(ChangeForm):
    """Changes all tags."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__()
        self.cluster = cluster
        self.HEADING = f"Tags of {cluster.title}"

    def fields(self) -> ComposeResult:
        """Yield the fields."""
        yield TextField("tags", "key=value, one per line", format_tags(self.cluster.tags))

    def change(self) -> Change:
        """Return the change that the fields describe."""
        return changes.tag(self.cluster, parse_tags(self.text("tags")))


class Protection(ChangeForm):
    """Turns deletion protection on if it is off, or off if it is on."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__()
        self.cluster = cluster
        self.HEADING = f"Deletion protection of {cluster.title}"

    def fields(self) -> ComposeResult:
        """Yield the fields."""
        current = PROTECTION[self.cluster.protected]
        yield Static(f"Deletion protection is {current}.", classes="note", markup=False)

    def change(self) -> Change:
        """Return the change that the fields describe."""
        return changes.protect(self.cluster, not self.cluster.protected)


class Statistics(ChangeForm):
    """Turns statement statistics on if they are off, or off if they are on."""

    def __init__(self, details: Details) -> None:
        super().__init__()
        self.details = details
        self.HEADING = f"Statement statistics of {details.cluster.title}"

    def fields(self) -> ComposeResult:
        """Yield the fields."""
        current = STATISTICS[self.details.statistics]
        yield Static(f"Statement statistics are {current}.", classes="note", markup=False)

    def change(self) -> Change:
        """Return the change that the fields describe."""
        if self.details.statistics is None:
            raise ValueError("boto3 does not know statement statistics. Update it.")
        return set_statistics(self.details.cluster, not self.details.statistics)


class Policy(ChangeForm):
    """Edits the policy as JSON; an empty text deletes it."""

    DEFAULT_CSS = """
    Policy TextArea { height: 1fr; min-height: 6; }
    Policy > .frame { height: 90%; }
    """

    def __init__(self, details: Details, draft: str = "") -> None:
        """Create the form.

        Args:
            details: The cluster with its current policy.
            draft: A text to edit in place of the current policy.
        """
        super().__init__()
        self.details = details
        self.draft = draft
        self.HEADING = f"Policy of {details.cluster.title}"

    def fields(self) -> ComposeResult:
        """Yield the fields."""
        version = self.details.policy_version
        title = f"JSON, version {version}; empty deletes it" if version else "JSON"
        yield TextField("policy", title, _indent(self.draft or self.details.policy))

    def change(self) -> Change:
        """Return the change that the fields describe."""
        document = self.text("policy")
        if not (document or self.details.policy):
            raise ValueError("This cluster has no policy. Type or paste one as JSON.")
        if document == _indent(self.details.policy).strip():
            raise ValueError("The policy is unchanged.")
        if document:
            document = json.dumps(_parse(document), ensure_ascii=False)
        return changes.put_policy(self.details.cluster, document, self.details.policy_version)


class Link(ChangeForm):
    """Links two clusters in PENDING_SETUP to a multi-Region cluster."""

    def __init__(self, cluster: Cluster, others: Sequence[Cluster]) -> None:
        super().__init__()
        self.cluster = cluster
        self.others = {other.endpoint.identifier: other for other in others}
        self.HEADING = f"Link {cluster.title} with its peer"

    def fields(self) -> ComposeResult:
        """Yield the fields."""
        first = next(iter(self.others), "")
        yield LineField("peer", "Identifier of the peer", first)
        waiting = ", ".join(f"{one.endpoint.region} {key}" for key, one in self.others.items())
        note = f"PENDING_SETUP in other regions: {waiting or 'none'}"
        yield Static(make_visible(note), classes="note", markup=False)

    def change(self) -> Change:
        """Return the change that the fields describe."""
        other = self.others.get(self.text("peer"))
        if other is None:
            raise ValueError("Name a cluster that is PENDING_SETUP in another region.")
        return changes.link(self.cluster, other)


class Delete(ChangeForm):
    """Deletes a cluster without deletion protection; the user must type its name."""

    DEFAULT_CSS = """
    Delete > .frame { border: round $warning; }
    """

    def __init__(self, cluster: Cluster, peers: Sequence[Cluster]) -> None:
        super().__init__()
        self.cluster = cluster
        self.peers = peers
        self.HEADING = f"Delete {cluster.title}"

    def fields(self) -> ComposeResult:
        """Yield the fields."""
        if self.peers:
            note = "This deletes the cluster in both regions."
            yield Static(note, classes="note", markup=False)
        title = make_visible(self.cluster.title)
        yield LineField("typed", f"Type {title} to delete the cluster permanently")

    def change(self) -> Change:
        """Return the change that the fields describe."""
        change = changes.delete(self.cluster, self.peers)
        if self.text("typed") != self.cluster.title:
            raise ValueError(f"Type the name, {self.cluster.title}.")
        return change


def _parse(document: str) -> object:
    try:
        return json.loads(document)
    except ValueError as error:
        raise ValueError(f"This is not JSON: {error}.") from None
    except RecursionError:
        raise ValueError("This JSON is nested too deeply.") from None


def _indent(document: str) -> str:
    """Return a policy indented for editing; a text that is not JSON stays as it is."""
    try:
        return json.dumps(json.loads(document), indent=2, ensure_ascii=False) if document else ""
    except (ValueError, RecursionError):
        return document
