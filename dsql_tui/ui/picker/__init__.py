"""Pick a cluster, an identity and a database role, and connect."""
