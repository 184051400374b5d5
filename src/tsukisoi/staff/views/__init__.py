"""Pages of this room: the first run, the people, the house, and one's own way of signing in."""
