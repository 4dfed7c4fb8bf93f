"""`python -m bilezik`: the same as the command `bilezik`; children are started so, whatever the PATH says."""

from bilezik.cli import main

main()
