"""Clients that we did not write, from their published packages, against the sandbox."""
