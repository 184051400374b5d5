"""When it goes wrong: runbooks with clocks for cards, phones and PINs, and what a leak of personal data calls for."""
