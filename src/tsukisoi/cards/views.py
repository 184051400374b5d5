"""Pages of a card: load, one call, render."""
