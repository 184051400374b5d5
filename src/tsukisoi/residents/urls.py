"""Addresses of this room."""

from django.urls import path

from tsukisoi.residents.views import bulk, facts, importing, merging, people

app_name = "residents"
urlpatterns = [
    path("", people.index, name="list"),
    path("search/", people.search, name="search"),
    path("add/", people.add, name="add"),
    path("proposed/", facts.proposed, name="proposed"),
    path("bulk/", bulk.choose, name="bulk"),
    path("bulk/<str:key>/", bulk.answer, name="bulk_fact"),
    path("import/", importing.upload, name="import"),
    path("import/<uuid:draft>/", importing.preview, name="preview"),
    path("import/<uuid:draft>/columns/", importing.columns, name="columns"),
    path("import/<uuid:draft>/forget/", importing.forget, name="forget_list"),
    path("imported/<uuid:batch>/", importing.imported, name="imported"),
    path("imported/<uuid:batch>/undo/", importing.undo, name="undo_import"),
    path("<uuid:resident>/", people.detail, name="detail"),
    path("<uuid:resident>/edit/", people.edit, name="edit"),
    path("<uuid:resident>/facts/<str:key>/", facts.fact, name="fact"),
    path("<uuid:resident>/facts/<str:key>/forget/", facts.forget, name="forget_fact"),
    path("<uuid:resident>/documents/", facts.documents, name="documents"),
    path("<uuid:resident>/care/", facts.care, name="care"),
    path("<uuid:resident>/proposals/", facts.proposals, name="proposals"),
    path("<uuid:resident>/contacts/add/", facts.add_contact, name="add_contact"),
    path("<uuid:resident>/contacts/<uuid:contact>/", facts.contact, name="contact"),
    path("<uuid:resident>/contacts/<uuid:contact>/remove/", facts.remove_contact, name="remove_contact"),
    path("<uuid:resident>/merge/", merging.merge, name="merge"),
]
