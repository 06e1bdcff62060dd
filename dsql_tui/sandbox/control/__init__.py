"""AWS's side: clusters and their operations, identities, metrics, and faults on request."""
