"""動き: rooms, short stays, day visits, hospital, another town, leaving, a death; what each brings with it."""
