"""Verbs that run before Django: they need neither a database nor a data folder."""
