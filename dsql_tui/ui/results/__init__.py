"""Show and copy what statements return."""
