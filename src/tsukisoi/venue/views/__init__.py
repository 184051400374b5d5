"""Pages of the day: load, one call, render."""
