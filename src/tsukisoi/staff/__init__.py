"""Organisations, the people who work there, and what each of them may do."""
