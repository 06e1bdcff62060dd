"""Export and import on screen."""
