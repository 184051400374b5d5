"""Every table of the rules as a page and a print-out with a box for the sign-off."""
