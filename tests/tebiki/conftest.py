"""Properties are tried without a stopwatch: how fast the rules are is measured in bench/, not here."""

from hypothesis import settings

settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
