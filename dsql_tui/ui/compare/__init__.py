"""The comparison of two schemas on screen."""
