"""Keeping and ending: how long what is kept, what belongs to one person, and how all of it goes."""
