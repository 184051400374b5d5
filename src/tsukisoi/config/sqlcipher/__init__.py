"""Django's SQLite backend over SQLCipher: the embedded database is encrypted as a whole file."""
