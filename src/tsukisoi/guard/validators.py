"""The guard as a validator of Django's CharField and TextField."""

from django.core.exceptions import ValidationError

from tsukisoi.guard.refusal import refuse


def model_validator(value: object) -> None:
    """Raise ValidationError when the text looks like an individual number or a PIN. The value is not repeated."""
    refusal = refuse(str(value)) if value else None
    if refusal:
        raise ValidationError(refusal, code="guarded")
