"""What the rules say of insurance: what opens the doctor's door today, what comes next, what is expected."""

from tsukisoi.insurance.guidance.asking import (
    Channel,
    Claim,
    Place,
    channels,
    claim_of,
    ground_choices,
    ground_words,
    needed_for,
    option_words,
    paper_words,
    proxy_words,
    reader_steps,
    scheme_on,
    scheme_words,
    turning_75,
)
from tsukisoi.insurance.guidance.campaign import Expected, Turning, cycle_of, expectations, expected_of, turning
from tsukisoi.insurance.guidance.standing import (
    AHEAD,
    Credential,
    Next,
    Standing,
    is_registered,
    standing_of,
    standings,
)

__all__ = [
    "AHEAD", "Channel", "Claim", "Credential", "Expected", "Next", "Place", "Standing", "Turning", "channels",
    "claim_of", "cycle_of", "expectations", "expected_of", "ground_choices", "ground_words", "is_registered",
    "needed_for", "option_words", "paper_words", "proxy_words", "reader_steps", "scheme_on", "scheme_words",
    "standing_of", "standings", "turning", "turning_75",
]  # fmt: skip
