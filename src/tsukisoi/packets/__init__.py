"""Hand-over files: signed and encrypted, between two organisations or two machines of one.

A room above makes one with `actions.make` and opens one with `actions.open_packet`; what stands inside is the room's
own business. Opening the same file twice gives the same content and says so; a changed file is refused.
"""
