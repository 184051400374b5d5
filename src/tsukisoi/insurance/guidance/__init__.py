"""What the rules say of insurance: what opens the doctor's door today, what comes next, what is expected."""

from tsukisoi.insurance.guidance.asking import (
    Channel,
    Claim,
    Place,
    channels,
    claim_of,
    ground_words,
    option_words,
    proxy_words,
    reader_steps,
    scheme_on,
    scheme_words,
    turning_75,
)
from tsukisoi.insurance.guidance.campaign import Expected, cycle_of, expected_of
from tsukisoi.insurance.guidance.standing import AHEAD, Credential, Next, Standing, standing_of, standings

__all__ = [
    "AHEAD", "Channel", "Claim", "Credential", "Expected", "Next", "Place", "Standing", "channels", "claim_of",
    "cycle_of", "expected_of", "ground_words", "option_words", "proxy_words", "reader_steps", "scheme_on",
    "scheme_words", "standing_of", "standings", "turning_75",
]  # fmt: skip
