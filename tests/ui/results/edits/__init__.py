"""Edits in the grid."""
