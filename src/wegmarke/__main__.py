"""`python -m wegmarke` is the command line."""

from wegmarke.cli import main

main()
