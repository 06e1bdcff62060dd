"""Checks from Python to the first SELECT, step by step, each with a remedy."""
