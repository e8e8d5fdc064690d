"""Builds the one-folder program of a store and proves that it starts: `make installer`."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import store_build
from store_build import StoreBuild

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "installer/pos-desktop.spec"


class Unfit(RuntimeError):
    """There is no program, or it does not do what it must."""


def main() -> int:
    """The command; 0 when the build is made and has proved itself."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument(
        "--store", type=Path, help="the store's file; installer/store.example.toml explains it"
    )
    reader.add_argument("--out", type=Path, default=ROOT / "dist", help="where the program's folder is put")
    told = reader.parse_args()
    try:
        check_tools()
        store = store_build.read(told.store)
        folder = build(store, told.store, told.out.resolve())
        prove(folder / program_name(store))
    except (store_build.WrongStoreFile, Unfit, OSError, subprocess.TimeoutExpired) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    print(f"{folder}: {size_of(folder) / 1e6:.0f} MB")
    return 0


def check_tools() -> None:
    """What the program is put together with is named before minutes of work. Raises Unfit."""
    if sys.platform == "linux" and shutil.which("objcopy") is None:
        raise Unfit(
            "objcopy is needed and not here. Please ask for it to be installed:\n    apt-get install binutils"
        )


def program_name(store: StoreBuild) -> str:
    """The program's file."""
    return f"{store.name}.exe" if sys.platform == "win32" else store.name


def build(store: StoreBuild, store_file: Path | None, out: Path) -> Path:
    """Makes the folder anew and returns it."""
    surroundings = dict(os.environ, PYTHONHASHSEED="0")
    surroundings.pop("POS_DESKTOP_STORE", None)
    if store_file is not None:
        surroundings["POS_DESKTOP_STORE"] = str(store_file.resolve())
    work = ROOT / "build" / store.name
    work.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    places = ["--distpath", str(out), "--workpath", str(work)]
    done = subprocess.run(
        [*command, *places, str(SPEC)],
        env=surroundings,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise Unfit(f"PyInstaller ended with {done.returncode}:\n{done.stderr}")
    folder = out / store.name
    write_start(folder, store)
    return folder


def write_start(folder: Path, store: StoreBuild) -> None:
    """A file beside the program that opens the register as this store wants it."""
    if sys.platform == "win32":
        _write_batch_file(folder / "open-register.cmd", store)
        return
    quoted = " ".join("'" + option.replace("'", "'\\''") + "'" for option in store.start_options)
    start = folder / "open-register"
    command = f'"$(dirname "$0")/{store.name}" run {quoted}'.rstrip()
    start.write_text(f"#!/bin/sh\nexec {command}\n", encoding="utf-8")
    start.chmod(0o755)


def _write_batch_file(start: Path, store: StoreBuild) -> None:
    """cmd.exe reads such a file in the code page of its console, and % as the beginning of a variable."""
    options = " ".join('"' + option.replace("%", "%%") + '"' for option in store.start_options)
    lines = ("@chcp 65001 >nul", f'@"%~dp0{store.name}.exe" run {options}'.rstrip(), "")
    start.write_text("\r\n".join(lines), encoding="utf-8", newline="")


def prove(program: Path) -> None:
    """Runs the built program: its help, the doctor, and a whole day through the real windows. Raises Unfit."""
    with tempfile.TemporaryDirectory(prefix="pos-desktop-build-") as place:
        began = time.monotonic()
        _run(program, "--help")
        print(f"--help: {time.monotonic() - began:.1f} s")
        _doctor(program, Path(place))
        began = time.monotonic()
        _run(program, "demo", "--headless", "--out", f"{place}/day")
        summary = json.loads(Path(place, "day/summary.json").read_text(encoding="utf-8"))
        if not summary["journal_verified"]:
            raise Unfit("the journal of the scripted day does not hold")
        print(f"demo --headless: {time.monotonic() - began:.1f} s, {len(summary['pictures'])} pictures")


def _doctor(program: Path, place: Path) -> None:
    """In an empty folder the doctor finds no register, and says so in JSON."""
    answer = _run(program, "doctor", "--json", "--key-file", "--data", str(place / "data"), codes=(1,))
    facts = json.loads(answer)["findings"]["versions"]["facts"]
    lost = [name for name, version in facts.items() if version == "shipped"]
    if lost:
        raise Unfit(f"the build does not know the versions of {', '.join(lost)}")


def _run(program: Path, *words: str, codes: tuple[int, ...] = (0,)) -> str:
    """What the program prints; it is given nothing of this interpreter's surroundings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", "TEMP") if name in os.environ}
    done = subprocess.run(
        [program, *words],
        env={**kept, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    if done.returncode not in codes:
        raise Unfit(
            f"{program.name} {' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        )
    return done.stdout


def size_of(folder: Path) -> int:
    """Bytes of all files."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


if __name__ == "__main__":
    sys.exit(main())
