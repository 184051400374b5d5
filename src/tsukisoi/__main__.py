"""`python -m tsukisoi` is the command `tsukisoi`."""

from tsukisoi.config.command import main

main()
