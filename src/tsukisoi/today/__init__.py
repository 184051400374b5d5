"""The first page: what is due, for whom, why."""
