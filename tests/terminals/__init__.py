"""Scenarios of the whole program in real terminals; each script runs by one command."""
