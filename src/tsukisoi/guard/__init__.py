"""Keeps individual numbers (My Number) and PINs out of every text that people or files hand in."""
