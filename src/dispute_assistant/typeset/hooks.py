"""Work that WeasyPrint need not do for our letters, spared from outside: nothing in it is changed.

Half of ``import weasyprint`` goes into reading the declarations of 200 C functions, which cffi
parses at every start; a fifth into fontTools, which only fonts unlike ours need. So, while it is
imported,

- ``cffi.FFI`` gives the out-of-line form that cffi itself makes of the same declarations
  (``FFI.emit_python_code``), kept in the user's cache beside the text that it was made from;
- the names that WeasyPrint takes from fontTools stand for the real ones until one of them is used.

While a letter is set,

- all calls find room in one piece of memory: see ``with_room``;
- no element is compared with WeasyPrint's hundreds of rules for all of HTML, but with the few in
  ``templates/html.css`` that say the same of what letters have;
- each object of the PDF gives its bytes once: see ``written_once``.

Whatever is not exactly as expected (another text, another cffi, a damaged cache, another version)
leads to the plain way. The PDFs are the same bytes, which ``tests/test_hooks.py`` holds.
"""

import ast
import importlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache, partial
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, TypeVar, cast

from dispute_assistant import cache
from dispute_assistant.documents import folder

Function = TypeVar("Function", bound=Callable[..., Any])

_KEPT = "weasyprint-declarations"


def weasyprint() -> ModuleType:
    """Return the module, imported now if it is not yet.

    Raises ``OSError`` where a native library of it is missing.
    """
    if loaded := sys.modules.get("weasyprint"):
        return loaded
    if ready := _ready():
        try:
            return _imported(lambda: ready)
        except _OtherTextError:
            for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
                del sys.modules[name]
    import cffi

    class Recording(cffi.FFI):  # type: ignore[misc]
        def cdef(self, text: str) -> None:
            self.text = text
            super().cdef(text)

    ffi = Recording()
    module = _imported(lambda: ffi)
    _keep(ffi)
    return module


def _imported(ffi: Any) -> ModuleType:
    """Import it while ``cffi.FFI`` is ``ffi``."""
    import cffi

    plain = cffi.FFI
    cffi.FFI = ffi
    try:
        with _fonttools_later():
            return importlib.import_module("weasyprint")
    finally:
        cffi.FFI = plain


# Declarations of C functions


class _OtherTextError(Exception):
    """The declarations are not those that the kept form was made from."""


def _ready() -> Any:
    """Return the declarations as they were kept, or None."""
    import _cffi_backend

    class Ready(_cffi_backend.FFI):  # type: ignore[misc]
        def cdef(self, text: str) -> None:
            if text != kept["text"]:
                raise _OtherTextError

    try:
        kept = ast.literal_eval((cache.read(_KEPT) or b"{}").decode())
        return Ready("declarations", **kept["form"])
    except (ImportError, KeyError, SyntaxError, TypeError, ValueError):
        return None


def _keep(ffi: Any) -> None:
    """Let cffi write its out-of-line form of ``ffi``: one call with plain values, which we keep."""
    with tempfile.TemporaryDirectory() as home:
        file = Path(home, "declarations.py")
        ffi.set_source("declarations", None)
        ffi.emit_python_code(str(file))
        tree = ast.parse(file.read_text("utf-8"))
    (call,) = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    form = {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}
    cache.write(_KEPT, repr({"text": ffi.text, "form": form}).encode())


# fontTools

_USERS = ("weasyprint.text.fonts", "weasyprint.pdf.fonts")
_MODULES = ("fontTools", "fontTools.ttLib", "fontTools.varLib", "fontTools.varLib.instancer")


class _Later:
    """Stands for something in fontTools; the first use puts the real things in all places."""

    def __init__(self, module: str, name: str) -> None:
        self.found = partial(_found, module, name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real(), name)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._real()(*arguments, **named)

    def _real(self) -> Any:
        for user in map(importlib.import_module, _USERS):
            later = {key: value for key, value in vars(user).items() if isinstance(value, _Later)}
            for key, value in later.items():
                setattr(user, key, value.found())
        return self.found()


def _found(module: str, name: str) -> Any:
    """Return what ``from module import name`` gives."""
    found = importlib.import_module(module)
    return getattr(found, name, None) or importlib.import_module(f"{module}.{name}")


class _StandIn(ModuleType):
    def __getattr__(self, name: str) -> _Later:
        return _Later(self.__name__, name)


@contextmanager
def _fonttools_later() -> Iterator[None]:
    """Put off the import of fontTools, unless somebody has done it already."""
    if "fontTools" in sys.modules:
        yield
        return
    sys.modules.update({name: _StandIn(name) for name in _MODULES})
    try:
        yield
    finally:
        for name in _MODULES:
            del sys.modules[name]


# Frames

_ROOM = 1 << 16
"""Places on the stack of a frame: half a megabyte, never touched."""


def with_room(function: Function) -> Function:
    """Let all that ``function`` calls find room for its frames in the piece of memory of its own.

    Python maps memory for frames in pieces of 16 kB. A call that does not fit maps another, which
    its return gives back: where a loop calls across that edge, a letter did so 1,300 times, a
    tenth of its time. A frame that asks for a large stack gets a large piece, and all others fit.
    """
    plain = cast("FunctionType", function)
    plain.__code__ = plain.__code__.replace(co_stacksize=_ROOM)
    return function


# Bytes


@lru_cache
def written_once(kind: Any) -> type:
    """Return ``kind``, a class of objects in a PDF, for objects that are complete.

    Each is asked for its bytes twice, the second time for the identifier of the file: a sum over
    all of it, which PDF/A wants.
    """
    data = getattr(kind.data, "fget", None)
    return type(kind.__name__, (kind,), {"data": cached_property(data)}) if data else kind


# Styles

_TRIED = "70."


@lru_cache
def page_class() -> Any:
    """Return ``weasyprint.HTML``, for pages of the few elements that letters have."""
    weasyprint_ = weasyprint()
    if not weasyprint_.__version__.startswith(_TRIED):
        return weasyprint_.HTML
    style = weasyprint_.CSS(filename=str(folder() / "html.css"))

    class Page(weasyprint_.HTML):  # type: ignore[misc,name-defined]
        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:  # noqa: ARG002
            return [style]

    return Page
