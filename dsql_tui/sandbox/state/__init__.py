"""The state of the sandbox: clusters, identities, policies, metrics and armed faults."""
