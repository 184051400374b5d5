"""Whose row is whose: every row belongs to one organisation, and the database itself holds that."""
