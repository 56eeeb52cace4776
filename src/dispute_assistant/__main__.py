"""``python -m dispute_assistant``."""

from dispute_assistant.cli import main

main()
