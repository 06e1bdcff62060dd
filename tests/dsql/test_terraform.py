"""Configurations of Terraform."""

from __future__ import annotations

from dsql_tui.dsql.changes import ClusterSpec
from dsql_tui.dsql.terraform import render_terraform


def test_a_cluster_has_its_settings_and_no_interpolation() -> None:
    spec = ClusterSpec("us-east-1", 'a"${x}', {"t\n": "%{y}"}, False, "alias/key", '{"x": 1}')
    text = render_terraform(spec)
    assert '  region = "us-east-1"\n}' in text
    assert "  deletion_protection_enabled = false\n" in text
    assert '  kms_encryption_key          = "alias/key"\n' in text
    assert r'    "Name" = "a\"$${x}"' in text
    assert r'    "t\n" = "%%{y}"' in text
    assert "put-cluster-policy" in text
    assert "peering" not in text
    assert text.count("{") - text.count("${x}") - text.count("%{y}") == text.count("}") - 2


def test_two_regions_are_two_clusters_that_peer_with_each_other() -> None:
    text = render_terraform(
        ClusterSpec("us-east-1", "ledger", peer="us-east-2", witness="us-west-2")
    )
    assert text.count('resource "aws_dsql_cluster" ') == 2
    assert text.count('witness_region = "us-west-2"') == 4
    assert '  alias  = "peer"\n  region = "us-east-2"' in text
    assert "  clusters       = [aws_dsql_cluster.peer.arn]" in text
    assert "  provider       = aws.peer" in text
