python connect.py
