"""One encrypted file that holds everything and was restored once before it is called a backup."""
