"""Pages of a reception: load, one call, render."""
