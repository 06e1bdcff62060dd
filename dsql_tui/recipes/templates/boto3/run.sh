python describe.py
