"""Reads a facility's own list of people, changes nothing in it, and keeps nothing it was not asked to keep."""
