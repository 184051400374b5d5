"""The day of a reception (出張受付の当日): queue, stations, photographs, laptops apart, reconciliation."""
