"""The workbench: consoles, panes and tools."""
