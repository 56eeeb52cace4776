"""The laws of the house, read from the syntax trees: each failure names file, line and law."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "dispute_assistant"

# From the ground floor up: a room may import the rooms before it and nothing else.
ROOMS = [
    "cache",
    "expressions",
    "machine",
    "tables",
    "messages",
    "errors",
    "texts",
    "suggestions",
    "money",
    "dates",
    "check_digits",
    "identifiers",
    "locales",
    "tomltext",
    "facts",
    "records",
    "reference",
    "workdays",
    "clocks",
    "titles",
    "offers",
    "goods",
    "allowance",
    "allowance_words",
    "provenance",
    "tracking",
    "labels",
    "log",
    "case",
    "windows",
    "terms",
    "findings",
    "delivery",
    "rules",
    "progress",
    "remarks",
    "diagnosis",
    "summary",
    "stages",
    "replies",
    "deadlines",
    "view",
    "steps",
    "traps",
    "claims",
    "proofs",
    "objections",
    "marketplace_notes",
    "pursuit",
    "plan",
    "situation",
    "forms",
    "choices",
    "questions",
    "interview",
    "casetext",
    "casefile",
    "sheets",
    "rows",
    "documents",
    "letters",
    "layout",
    "tracking_page",
    "chain",
    "sources_page",
    "goods_page",
    "advice",
    "deadline_page",
    "advice_report",
    "calendar_file",
    "typeset",
    "images",
    "assistant",
    "journal",
    "crew",
    "batch",
    "batch_report",
    "doctor",
    "terminal",
    "cli",
    "__main__",
]

# The rooms that may use a library; the rules that find and plan know neither Jinja nor Babel.
USERS = {
    "PIL": {"images"},
    "distributed": {"crew"},
    "openpyxl": {"sheets"},
    "babel": {"locales"},
    "holidays": {"workdays"},
    "httpx": {"tracking"},
    "jinja2": {"documents", "typeset"},
    "markupsafe": {"typeset"},
    "prompt_toolkit": {"terminal"},
    "pypdfium2": {"images"},
    "rapidfuzz": {"suggestions", "terminal", "tracking"},
    "tomlkit": {"casefile", "casetext"},
    "typer": {"cli"},
    "weasyprint": {"typeset"},
}
# Too slow for every start: to be imported inside the function that uses it, if at all.
HEAVY = USERS.keys() - {"typer"} | {"httpx", "pydantic", "rich"}
SPEAKING = {"terminal", "cli", "__main__"}  # may print, ask, end the program
CLOCKS = {"today", "now", "utcnow"}


@cache
def trees() -> dict[str, ast.Module]:
    """Return the syntax tree of every module by its dotted name below the package."""
    files = [p for p in sorted(PACKAGE.rglob("*.py")) if p != PACKAGE / "__init__.py"]
    return {name_of(p): ast.parse(p.read_text(encoding="utf-8"), p) for p in files}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def room(module: str) -> str:
    return module.partition(".")[0]


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and full dotted name of everything imported anywhere in ``tree``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"line {node.lineno}: write the import in full"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def at_start(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the statements that run when the module is imported."""
    waiting = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        waiting += [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]


def test_every_room_has_its_floor() -> None:
    assert not {room(module) for module in trees()}.difference(ROOMS), "give it a place in ROOMS"


def test_imports_go_down() -> None:
    wrong = [
        f"{module}:{line} imports {name}"
        for module, tree in trees().items()
        if room(module) in ROOMS
        for line, name in imports(tree)
        if name.startswith("dispute_assistant.") and not name.endswith("__")
        for other in [room(name.removeprefix("dispute_assistant."))]
        if other != room(module) and other not in ROOMS[: ROOMS.index(room(module))]
    ]
    assert not wrong


def test_each_library_stays_in_its_room() -> None:
    wrong = [
        f"{module}:{line} imports {name}"
        for module, tree in trees().items()
        for line, name in imports(tree)
        if room(module) not in USERS.get(room(name), {room(module)})
    ]
    assert not wrong


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    wrong = [
        f"{module}:{line} imports {name}"
        for module, tree in trees().items()
        for statement in at_start(tree)
        if isinstance(statement, ast.Import | ast.ImportFrom)
        for line, name in imports(statement)
        if room(name) in HEAVY
    ]
    assert not wrong


def test_only_the_command_line_reads_the_clock() -> None:
    """The day is an argument; chance has no place in advice at all."""
    wrong = [
        f"{module}:{node.lineno} {ast.unparse(node)}"
        for module, tree in trees().items()
        if room(module) != "cli"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS
        if ast.unparse(node.value).rpartition(".")[2] in {"date", "datetime"}
    ]
    wrong += [
        f"{module}:{line} imports {name}"
        for module, tree in trees().items()
        if room(module) not in SPEAKING
        for line, name in imports(tree)
        if room(name) in {"random", "secrets", "time", "uuid"}
    ]
    assert not wrong


def test_only_terminal_and_cli_speak_and_end() -> None:
    names = {"breakpoint", "exit", "getpass", "input", "print", "quit", "SystemExit"}
    streams = {"sys.stdin", "sys.stdout", "sys.stderr", "sys.exit", "sys.argv", "os._exit"}
    wrong = [
        f"{module}:{node.lineno} {ast.unparse(node)}"
        for module, tree in trees().items()
        if room(module) not in SPEAKING
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id in names)
        or (isinstance(node, ast.Attribute) and ast.unparse(node) in streams)
    ]
    assert not wrong


def test_modules_and_functions_stay_short() -> None:
    """Two screens for a function without its docstring, some twelve for a module."""
    long = [f"{name}: {lines} lines" for name, lines in modules() if lines > 500]
    long += [f"{name}: {lines} lines" for name, lines in functions() if lines > 50]
    assert not long


def modules() -> Iterator[tuple[str, int]]:
    for path in PACKAGE.rglob("*.py"):
        yield name_of(path), len(path.read_text(encoding="utf-8").splitlines())


def functions() -> Iterator[tuple[str, int]]:
    for module, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[1] if ast.get_docstring(node) and node.body[1:] else node.body[0]
                lines = (node.end_lineno or 0) - first.lineno + 1
                yield f"{module}:{node.lineno} {node.name}", lines


def test_starting_loads_no_heavy_library() -> None:
    code = "import sys, dispute_assistant.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY.intersection(done.stdout.split())


def test_no_file_names_this_machine_or_a_package_registry() -> None:
    """Paths of one machine and download hosts do not belong in a project for all machines."""
    hosts = [
        f"{name}.org" for name in ("pypi", "files.pythonhosted", "registry.npmjs", "deb.debian")
    ]
    places = [str(ROOT), str(Path.home())]
    wrong = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in own_files()
        for text in [path.read_bytes()]
        for word in (*hosts, *places)
        if len(word) > 5 and word.encode() in text
    ]
    assert not wrong


def own_files() -> Iterator[Path]:
    """Yield every file of the project, leaving out what tools keep in hidden folders."""
    for folder, inner, files in os.walk(ROOT):
        inner[:] = [
            n for n in inner if n == ".ci" or not n.startswith((".", "__", "dist", "build"))
        ]
        yield from (Path(folder, name) for name in files if not name.startswith(".coverage"))
