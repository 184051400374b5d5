"""The demonstration: invented houses and people, brought in only through what users have."""
