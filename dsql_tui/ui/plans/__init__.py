"""Query plans on screen."""
