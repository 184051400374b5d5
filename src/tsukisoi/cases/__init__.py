"""One person's way to a card or to a 資格確認書: will, papers, progress."""
