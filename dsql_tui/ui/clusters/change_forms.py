"""The form of each change of a cluster, with what must be loaded for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from dsql_tui.aws.clusters import get_cluster, get_details
from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.identity import Identity
from dsql_tui.dsql.changes import Call, Change
from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import parse_target
from dsql_tui.execution.threads import in_thread
from dsql_tui.ui.clusters import forms
from dsql_tui.ui.clusters.change_form import ChangeForm


async def load_form(
    name: str,
    identity: Identity,
    cluster: Cluster,
    others: Iterable[Cluster],
    drafts: Mapping[str, str],
) -> ChangeForm:
    """Return the form of a change.

    Args:
        name: The name of the change: `rename`, `tags`, `protect`, `statistics`, `policy`, `link`
            or `delete`.
        identity: The identity that AWS is asked with.
        cluster: The cluster to change.
        others: The clusters of all regions that are listed.
        drafts: Policies that AWS rejected, by the cluster's identifier.

    Raises:
        AwsError: What the form shows could not be loaded.
    """
    match name:
        case "rename":
            return forms.Rename(cluster)
        case "tags":
            return forms.Tags(cluster)
        case "protect":
            return forms.Protection(cluster)
        case "link":
            return forms.Link(cluster, _find_link_candidates(cluster, others))
        case "delete":
            return forms.Delete(cluster, await _load_peers(identity, cluster))
    details = await in_thread(lambda: get_details(identity, cluster.endpoint))
    if name == "policy":
        return forms.Policy(details, drafts.get(cluster.endpoint.identifier, ""))
    return forms.Statistics(details)


def find_policies(change: Change) -> dict[str, str]:
    """Return the policies that a change puts, by the identifier of the cluster."""
    calls = (step for step in change.steps if isinstance(step, Call))
    return {
        call.parameters["identifier"]: call.parameters["policy"]
        for call in calls
        if call.operation == "PutClusterPolicy"
    }


def _find_link_candidates(cluster: Cluster, others: Iterable[Cluster]) -> list[Cluster]:
    """Return the clusters in other regions that wait to be linked."""
    return [
        other
        for other in others
        if other.status == "PENDING_SETUP" and other.endpoint.region != cluster.endpoint.region
    ]


async def _load_peers(identity: Identity, cluster: Cluster) -> list[Cluster]:
    try:
        ends = [partial(get_cluster, identity, parse_target(arn)) for arn in cluster.peers]
        return [await in_thread(end) for end in ends]
    except AwsError as error:
        words = f"The peer must be deleted too, and it cannot be loaded. {error}"
        raise AwsError(words, error.code) from error
