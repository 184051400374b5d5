"""Addresses of this room."""

app_name = "cards"
urlpatterns: list[object] = []
