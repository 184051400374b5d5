"""The card itself: how it is set, what became of it, its three clocks, and the errands to the counter for it."""
