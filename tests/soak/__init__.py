"""A soak of the whole console: `python -m tests.soak [MINUTES] [--seed N]`."""
