"""Roles and access on screen."""
