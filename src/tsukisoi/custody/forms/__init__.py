"""What people type and tick about what is kept: one file a matter."""

from tsukisoi.custody.forms.emergency import RoomForm, UrgentForm, WhoForm
from tsukisoi.custody.forms.fields import ids_from
from tsukisoi.custody.forms.house import AppointForm, HangForm, HouseForm, LabelForm, PlaceForm, RemarkForm, SeeForm
from tsukisoi.custody.forms.moving import BackForm, ExtendForm, LaterForm, OutForm
from tsukisoi.custody.forms.people import AgreeForm, GiveBackForm, KeepForm, ManyForm, RecipientForm, TakeInForm
from tsukisoi.custody.forms.pictures import CopyForm, FaceForm, MaskForm, UploadForm

__all__ = [
    "AgreeForm",
    "AppointForm",
    "BackForm",
    "CopyForm",
    "ExtendForm",
    "FaceForm",
    "GiveBackForm",
    "HangForm",
    "HouseForm",
    "KeepForm",
    "LabelForm",
    "LaterForm",
    "ManyForm",
    "MaskForm",
    "OutForm",
    "PlaceForm",
    "RecipientForm",
    "RemarkForm",
    "RoomForm",
    "SeeForm",
    "TakeInForm",
    "UploadForm",
    "UrgentForm",
    "WhoForm",
    "ids_from",
]
