"""No way in takes an individual number or a PIN; a new form is tried the day it is written."""

import logging
import random
from pathlib import Path

import pytest
from bench._number_detector import SPELLINGS, valid_number
from bench._number_entrances import PIN, Entrances, Seed, command_faults, file_faults, found_in_database
from bench.tenancy_addresses import MARK, build_house
from django.core.management import call_command

NUMBERS = {name: valid_number() for name in SPELLINGS}
SEEDS = [Seed(name, spell(NUMBERS[name]), NUMBERS[name]) for name, spell in SPELLINGS.items()]
NOTE = Seed("PIN", PIN.format(7391), PIN.format(7391))


@pytest.mark.django_db
def test_every_field_of_every_form_refuses_a_number(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "django.request")
    call_command("createcachetable")
    chosen = [random.Random(7).choice(SEEDS), NOTE]
    trial = Entrances(build_house(MARK, full=True), chosen).run()
    assert trial.unfilled == [], "these take POST and no page shows their form: see HIDDEN_FORMS and NO_TEXT"
    assert trial.faults == [], "\n".join(trial.faults)
    assert trial.tried > 500
    assert found_in_database(chosen) == []
    assert not any(seed.is_in(record.getMessage()) for seed in chosen for record in caplog.records)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.spelling)
def test_no_verb_and_no_file_takes_a_number(seed: Seed, tmp_path: Path) -> None:
    assert command_faults(seed) == []
    assert file_faults(seed, tmp_path) == []


def test_a_note_of_a_pin_in_a_file_is_refused_or_dropped(tmp_path: Path) -> None:
    assert file_faults(NOTE, tmp_path) == []


def test_what_is_stored_would_be_found() -> None:
    assert SEEDS[0].is_in(" ".join(SEEDS[0].trace.translate(str.maketrans("0123456789", "〇一二三四五六七八九"))))
    assert NOTE.is_in("メモ " + NOTE.written) and not SEEDS[0].is_in("090-1234-5678")
