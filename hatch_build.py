"""Puts the compiled message catalogs into the wheel; an editable install compiles its own."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogHook(BuildHookInterface):
    """Compiles each ``.po`` file into a folder that lives as long as the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add every catalog to the wheel; a fuzzy guess of a translation is left out."""
        if version == "editable":
            return
        source = Path(self.root, "src")
        self.compiled = TemporaryDirectory()
        for catalog in sorted(source.glob("dispute_assistant/locales/*/LC_MESSAGES/*.po")):
            target = catalog.relative_to(source).with_suffix(".mo")
            made = Path(self.compiled.name, target)
            made.parent.mkdir(parents=True, exist_ok=True)
            with catalog.open("rb") as po, made.open("wb") as mo:
                write_mo(mo, read_po(po, locale=target.parts[2]))
            build_data["force_include"][str(made)] = target.as_posix()
