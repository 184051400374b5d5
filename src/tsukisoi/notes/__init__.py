"""申し送り: what one shift tells the next, on a person or on the house, and who has read it."""
