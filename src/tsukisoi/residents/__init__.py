"""利用者: facts, documents held, contacts, accommodations, and the facility's own list."""
