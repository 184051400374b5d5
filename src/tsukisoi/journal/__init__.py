"""The record of who did and saw what: append-only, chained per card or case, its values deletable on time."""
