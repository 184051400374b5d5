"""Ids made one by one and many at once are alike."""

import re

from tsukisoi.tenancy.ids import new_id, new_ids


def test_ids_of_one_moment_are_different_ordered_and_never_look_like_a_number() -> None:
    first = new_id()
    made = new_ids(5_000)
    assert len(set(made)) == 5_000
    assert made == sorted(made, key=lambda one: one.int)
    assert all(one.version == 7 and one.variant == first.variant for one in made)
    assert made[0].int >> 80 >= first.int >> 80
    assert not any(re.search(r"\d{8}", one.hex[10:]) for one in made)
    assert new_ids(0) == []
