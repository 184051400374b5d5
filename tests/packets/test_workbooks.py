"""The password of a workbook can be read out from the screen."""

import re

from tsukisoi.packets.workbooks import password


def test_no_sign_passes_for_another_and_no_group_for_a_number() -> None:
    made = [password() for _ in range(500)]
    assert len(set(made)) == 500
    assert all(re.fullmatch(r"[a-z][a-z2-9]{3}(-[a-z][a-z2-9]{3}){3}", one) for one in made)
    assert not set("".join(made)) & set("qgilo01")
