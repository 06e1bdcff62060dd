"""The page of conflicts."""
