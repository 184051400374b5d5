"""A visiting reception from the first call to the card in the hand, on either side.

Each side keeps its own `Reception` and its own list (`Listed`); only a hand-over file (`tsukisoi.packets`) or a paper
joins them, even on one server. `shared` is what both sides call the same reception or the same person by: an id made
at random, which leads to no record of the other side.
"""
