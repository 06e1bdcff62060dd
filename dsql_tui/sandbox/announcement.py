"""The text that the sandbox prints when it is ready, with lines to paste into a shell."""

from __future__ import annotations

import shlex

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.regions import REGIONS
from dsql_tui.sandbox.ready import ClusterInfo, Ready
from dsql_tui.sandbox.state.identities import Identity


def build_environment(control: str, identity: Identity) -> dict[str, str]:
    """Return the environment in which AWS clients use the control plane as an identity."""
    region = REGIONS[0]
    return {
        "AWS_ENDPOINT_URL_DSQL": control,
        "AWS_ENDPOINT_URL_STS": control,
        "AWS_ENDPOINT_URL_CLOUDWATCH": control,
        "AWS_ENDPOINT_URL_KINESIS": control,
        **identity.environment(),
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
    }


def describe_cluster(cluster: Cluster) -> ClusterInfo:
    """Return what other clients need to know about a cluster."""
    endpoint = cluster.endpoint
    return ClusterInfo(
        endpoint.identifier, endpoint.host, endpoint.region, cluster.status, cluster.name
    )


def format_text(ready: Ready) -> str:
    """Return the text that tells how to connect."""
    first = ready.clusters[0]
    exports = [f"export {name}={shlex.quote(value)}" for name, value in ready.env.items()]
    lines = [
        f"  {cluster.name:<10}{cluster.status:<10}{cluster.region:<14}{cluster.endpoint}"
        for cluster in ready.clusters
    ]
    token = f"dsql-tui token {first.identifier} --region {first.region}"
    target = (
        f"host={first.endpoint} hostaddr={ready.hostaddr} port={ready.port} user=admin "
        f"dbname=postgres sslmode=verify-full sslrootcert={ready.sslrootcert}"
    )
    return "\n".join(
        [
            "The sandbox is ready. Press Ctrl+C to stop it. Clusters:",
            *lines,
            "",
            "Set the environment for AWS clients:",
            *exports,
            "",
            "Connect with dsql-tui, in that environment:",
            f"dsql-tui {first.endpoint} --hostaddr {ready.hostaddr} --port {ready.port} "
            f"--sslrootcert {shlex.quote(ready.sslrootcert)}",
            "",
            "Connect with psql, in that environment:",
            f'PGPASSWORD="$({token})" psql "{target}"',
            "",
            "Show the faults that you can arm:",
            'curl "$AWS_ENDPOINT_URL_DSQL/sandbox"',
        ]
    )
