"""One PC, many hands: computers that a home enrolled, changing places at them, and text that waits half-typed."""
