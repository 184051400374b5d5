"""First passwords: made by the program, said once, changed at the next sign-in.

They follow from a token instead of chance, so that a form sent twice, or by two heads at once, gives one password.
"""

from django.utils.crypto import salted_hmac

from tsukisoi.staff.models import Worker

# No i, l, o: nothing that is misread. No digits: nothing that could be taken for a My Number.
LETTERS = "abcdefghjkmnpqrstuvwxyz"
_TO_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def first_password(token: str) -> str:
    """Twelve letters in three groups (54 bits) that follow from `token` and the server's secret."""
    number = int.from_bytes(salted_hmac("tsukisoi.staff.first-password", token, algorithm="sha256").digest())
    letters = "".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(12))
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))


def state_of(worker: Worker) -> str:
    """A text in letters that changes whenever the worker's password does."""
    text = f"{worker.pk}:{worker.password}"
    digest = salted_hmac("tsukisoi.staff.state", text, algorithm="sha256").hexdigest()
    return digest.translate(_TO_LETTERS)
