"""Applying scripts to a cluster, with a ledger in the cluster of what was applied."""
