"""暦: the days of the work as a calendar to subscribe to, by count and kind alone, at a secret address that ends."""
