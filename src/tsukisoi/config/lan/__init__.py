"""The house's own network: HTTPS with a certificate of its own, so that a tablet's camera and passkeys work."""
