"""Files on this computer: configuration, history, journals, caches and exports."""
