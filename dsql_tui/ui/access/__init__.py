"""Roles and access: who may do what, and the creation of roles."""
