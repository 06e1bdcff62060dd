"""The control plane: AWS's API for clusters, identities and metrics, and the fault switches."""
