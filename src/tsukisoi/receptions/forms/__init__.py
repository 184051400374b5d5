"""What people type about a reception. Every text is screened for individual numbers and PINs."""

from tsukisoi.receptions.forms.agreeing import ReceptionForm, StepForm, WhyForm
from tsukisoi.receptions.forms.listing import ListedForm, PickForm

__all__ = ["ListedForm", "PickForm", "ReceptionForm", "StepForm", "WhyForm"]
