"""Charts of a result: the choice of a chart, its figure as numbers, and SVG and PNG output."""
