"""What a run returned: held as it came, decoded when it is looked at."""
