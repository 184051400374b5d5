"""Addresses of this room."""

app_name = "insurance"
urlpatterns: list[object] = []
