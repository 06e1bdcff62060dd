"""Files on this computer: what the user chose, and what must not be lost."""
