python try_it.py
