"""What the rules and the town say of one delivery: may an agent go, with which papers, by which day."""

from tsukisoi.deliveries.guidance.clocks import Clock, Clocks, certificate_until, clocks_of
from tsukisoi.deliveries.guidance.reading import (
    UNREAD,
    AgentLine,
    Paper,
    Place,
    Reading,
    agent_choices,
    agent_words,
    fact_words,
    photo_rule,
    read,
    read_many,
)

__all__ = [
    "UNREAD",
    "AgentLine",
    "Clock",
    "Clocks",
    "Paper",
    "Place",
    "Reading",
    "agent_choices",
    "agent_words",
    "certificate_until",
    "clocks_of",
    "fact_words",
    "photo_rule",
    "read",
    "read_many",
]
