"""What PDF output needs of the machine itself, and how to get it.

``./dispute`` asks this before anything is installed, so that the standard library must do.
"""

import ctypes
import shutil
import sys
from collections.abc import Iterable

PANGO = "libpangoft2-1.0-0"
HARFBUZZ = "libharfbuzz-subset0"
"""Without it WeasyPrint cuts fonts with fontTools: 25 times as long for a Chinese letter."""

_FILES = {
    PANGO: ("libpangoft2-1.0.so.0", "libpangoft2-1.0.0.dylib"),
    HARFBUZZ: ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
}


def missing() -> tuple[str, ...]:
    """Return, by Debian's names, the libraries that cannot be loaded."""
    return tuple(package for package, names in _FILES.items() if not any(map(_loads, names)))


def how_to_get(packages: Iterable[str]) -> str:
    """Return what to type, or to do, for libraries given by Debian's names."""
    if sys.platform == "darwin":
        return "brew install pango"
    if sys.platform == "win32":
        return (
            "install MSYS2, run: pacman -S mingw-w64-x86_64-pango, "
            "and set WEASYPRINT_DLL_DIRECTORIES to C:\\msys64\\mingw64\\bin"
        )
    if shutil.which("apt-get"):
        return f"as root: apt-get install {' '.join(packages)}"
    return "install Pango and HarfBuzz with the system's own package manager"


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
