"""The page of change streams."""
