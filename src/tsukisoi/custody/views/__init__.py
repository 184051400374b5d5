"""The pages: one file a matter."""
