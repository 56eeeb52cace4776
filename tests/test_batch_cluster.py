"""The same batch on a cluster of real processes: workers may die, nothing is lost or doubled."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from distributed import LocalCluster

from batches import ON, orders, papers, report
from dispute_assistant import crew
from program import Done, dispute, process

COUNT = 160


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Start a scheduler and two worker processes, each with a nurse that starts it anew."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        silence_logs=50,
    ) as started:
        yield started


def run(source: Path, out: Path, cluster: LocalCluster, *options: str) -> Done:
    arguments = ("--on", ON, "--format", "txt", "--scheduler", cluster.scheduler_address, *options)
    return dispute("batch", source, "--out", out, *arguments)


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """Return a table and the papers that processes of this machine make of it."""
    folder = tmp_path_factory.mktemp("local")
    source = orders(folder / "t.csv", COUNT)
    done = process("batch", source, "--out", folder / "out", "--on", ON, "--format", "txt")
    assert done.code == 0
    return source, papers(folder / "out")


def kill_one(cluster: LocalCluster, out: Path, killed: list[int]) -> None:
    """Kill a worker when the first papers are there."""
    while len(list(out.glob("A*"))) < 10:
        time.sleep(0.01)
    nurse = next(iter(cluster.workers.values()))
    killed.append(nurse.pid)
    os.kill(nurse.pid, signal.SIGKILL)


@pytest.mark.parametrize("options", [(), ("--shared",)])
def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(
    options: tuple[str, ...],
    cluster: LocalCluster,
    local: tuple[Path, dict[str, bytes]],
    tmp_path: Path,
) -> None:
    (source, expected), out = local, tmp_path / "out"
    killed: list[int] = []
    killer = threading.Thread(target=kill_one, args=(cluster, out, killed))
    killer.start()
    done = run(source, out, cluster, *options)
    killer.join()
    assert (done.code, done.err) == (0, "")
    assert "160 rows for 23 November 2026:\n     160  done\n" in done.out
    assert [(line["folder"], line["status"]) for line in report(out)] == [
        (f"A{number:04}", "done") for number in range(COUNT)
    ]
    (pid,) = killed
    assert not psutil.pid_exists(pid)
    assert papers(out) == expected
    again = run(source, out, cluster, *options)
    assert again.out.startswith("Nothing to do")


def test_a_worker_of_another_version_is_refused(
    cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "__version__", "99.0")
    done = run(orders(tmp_path / "t.csv", 1), tmp_path / "out", cluster)
    assert done.code == 2
    assert "has version 0.1.0 of this program, and here is 99.0. Install the same" in done.err
    assert not (tmp_path / "out").exists()


def test_a_scheduler_that_does_not_answer_is_told_in_one_line(tmp_path: Path) -> None:
    source = orders(tmp_path / "t.csv", 1)
    done = dispute("batch", source, "--out", tmp_path / "out", "--scheduler", "nonsense")
    assert done.code == 2
    assert done.err.startswith("--scheduler: No scheduler answers at nonsense: ")
    assert len(done.err.splitlines()) == 1


def test_without_the_library_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    source = orders(tmp_path / "t.csv", 1)
    done = dispute("batch", source, "--out", tmp_path / "out", "--scheduler", "tcp://10.0.0.5:8786")
    assert done.code == 2
    assert 'pip install "dispute-assistant[cluster]"' in done.err
