"""Charts of a result: what to draw, and the drawing as numbers, characters or SVG."""
