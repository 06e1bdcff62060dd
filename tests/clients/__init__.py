"""Recipes and published packages of other clients, run against the sandbox."""
