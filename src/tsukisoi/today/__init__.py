"""The first page: what is due, for whom, why.

How a room gets its lines here: one module of this room a room, `today/<room>.py`, with

    def lines(viewer: Viewer) -> Iterable[Line]

that turns what the room's `queries` tell into `Line`s (`today.lines`): nothing the viewer may not see, a button only
where the viewer may do it (else the page that shows it), nothing at all without the room's right. It is named once, in
`PARTS` of `today/views.py`. The page does the rest: order, folding many of one kind, the record of whom one saw.

A house may have thousands of residents: ask by an index, in a few queries for any number of rows. A module that may
have very many rows of a kind gives the first `lines.SHOWN` of them in order of their days and says in the last one how
many `more` there are (`Line.more`); `all` then leads to the page that lists them.
"""
