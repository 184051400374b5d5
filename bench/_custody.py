"""A home with people and their cards in pouches, for measuring and for breaking on purpose."""

from datetime import date
from typing import Any


def home_with_cards(number: int, workers: int = 1) -> tuple[list[Any], list[Any]]:
    """(viewers, items): a home that keeps cards, so many workers who may handle them, so many people's cards."""
    from django_scopes import scope

    from tsukisoi.custody import actions
    from tsukisoi.residents import actions as residents
    from tsukisoi.staff.models import Organisation, Worker
    from tsukisoi.staff.queries import viewer_of

    home = Organisation.objects.create(name="つばき苑", kind="facility", municipality="みどり野町", custody="cards")
    viewers = []
    for n in range(workers):
        role = "head" if n == 0 else "worker"
        worker = Worker(organisation=home, role=role, username=f"w{n}-{home.pk.hex[-6:]}", name=f"職員{n}")
        worker.set_unusable_password()
        worker.save()
        viewers.append(viewer_of(worker))
    items = []
    with scope(organisation=home.pk):
        for n in range(number):
            person = residents.enrol(
                viewers[0], name=f"人 {n}", kana="", birth_date=date(1930, 1, 1), sex="", room=str(n)
            )
            actions.keep(viewers[0], person.pk, "card", "facility", basis="contract", basis_on=date(2026, 4, 1))
            items.append(actions.take_in(viewers[0], person.pk, "my_number_card"))
    return viewers, items
