"""Find a cluster by its Name tag."""

from __future__ import annotations

from collections.abc import Sequence
from multiprocessing.pool import ThreadPool

from dsql_tui.aws.clusters import list_clusters
from dsql_tui.aws.errors import AwsError, NoCredentials
from dsql_tui.aws.identity import Identity
from dsql_tui.aws.remedy import add_remedy
from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.regions import format_regions

_GONE = ("DELETING", "DELETED", "PENDING_DELETE")


def may_be_name(target: str) -> bool:
    """Return true if a target that has no other form may be a Name tag."""
    return not target.lower().startswith("arn:") and not target.lower().endswith(
        (".on.aws", ".amazonaws.com")
    )


def find_by_name(name: str, aws_profile: str | None, regions: Sequence[str]) -> Cluster | None:
    """Return the only cluster with a Name tag, or `None` if there is none.

    Every region must answer: another cluster may have the same name in one that does not.

    Raises:
        ValueError: Several clusters have the name, or a region did not answer. The message is a
            sentence for the user.
        NoCredentials: There are no AWS credentials to ask with.
    """
    identity = Identity(aws_profile)
    errors: dict[str, list[str]] = {}

    def ask(region: str) -> tuple[str, list[Cluster], str]:
        try:
            return region, list(list_clusters(identity, region)), ""
        except NoCredentials:
            raise
        except AwsError as error:
            return region, [], add_remedy(error)

    matching: list[Cluster] = []
    with ThreadPool(len(regions)) as pool:
        for region, clusters, reason in pool.imap(ask, regions):
            unknown = [one.access_error for one in clusters if one.access_error]
            if reason := reason or "".join(unknown[:1]):
                errors.setdefault(reason, []).append(region)
            matching += [one for one in clusters if one.name == name and one.status not in _GONE]
    places = ", ".join(f"{one.endpoint.identifier} in {one.endpoint.region}" for one in matching)
    if len(matching) > 1:
        raise ValueError(
            f"{len(matching)} clusters have the name “{name}”: {places}. Use the identifier "
            "with --region, or the ARN."
        )
    if errors:
        reason, failed = next(iter(errors.items()))
        found = (
            f"“{name}” is {places}, but others may have this name. "
            if places
            else f"“{name}” may be the name of a cluster. "
        )
        raise ValueError(
            f"{found}Clusters could not be listed in {format_regions(failed)}: {reason} "
            "Use the identifier with --region, or list fewer regions with --region."
        )
    return matching[0] if matching else None
