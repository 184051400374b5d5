"""Taking everything along: all that an organisation owns as open files, readable without this program."""
