"""Help at the spot: glossary, contacts as dated data, one page of help per screen."""
