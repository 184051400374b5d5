"""What people type about a reception. Every text is screened for individual numbers and PINs."""

from tsukisoi.receptions.forms.agreeing import ReceptionForm, StepForm, WhyForm
from tsukisoi.receptions.forms.listing import ListedForm, PickForm
from tsukisoi.receptions.forms.local import DaysForm

__all__ = ["DaysForm", "ListedForm", "PickForm", "ReceptionForm", "StepForm", "WhyForm"]
