"""Telephone calls: who called about whom, how it was made sure, what was said, and who is to be called back."""
