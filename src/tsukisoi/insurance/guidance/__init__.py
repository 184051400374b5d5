"""What the rules say of insurance: what opens the doctor's door today, what comes next, what is expected."""

from tsukisoi.insurance.guidance.asking import (
    PAPERS,
    Channel,
    Claim,
    Place,
    channels,
    claim_of,
    ground_choices,
    ground_words,
    may_be_of_next,
    needed_for,
    option_words,
    paper_words,
    papers_places,
    proxy_words,
    reader_steps,
    scheme_on,
    scheme_words,
    turning_75,
)
from tsukisoi.insurance.guidance.campaign import (
    Expected,
    Turning,
    cycle_of,
    expectations,
    expected_of,
    schemes_of_papers,
    turning,
)
from tsukisoi.insurance.guidance.dues import Insured, dues, insured
from tsukisoi.insurance.guidance.standing import (
    AHEAD,
    STATES,
    Credential,
    Next,
    Standing,
    is_ahead,
    is_registered,
    lapsed,
    standing_of,
    standings,
)

__all__ = [
    "AHEAD", "PAPERS", "STATES", "Channel", "Claim", "Credential", "Expected", "Insured", "Next", "Place", "Standing",
    "Turning", "channels", "claim_of", "cycle_of", "dues", "expectations", "expected_of", "ground_choices",
    "ground_words", "insured", "is_ahead", "is_registered", "lapsed", "may_be_of_next", "needed_for", "option_words",
    "paper_words", "papers_places", "proxy_words", "reader_steps", "scheme_on", "scheme_words", "schemes_of_papers",
    "standing_of", "standings", "turning", "turning_75",
]  # fmt: skip
