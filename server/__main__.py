"""`python -m server` is the same as `tianbiao`."""

from .cli import main

main(prog_name="tianbiao")
