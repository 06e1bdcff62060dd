"""The cluster list and the cluster manager."""
