"""The page of limits."""
