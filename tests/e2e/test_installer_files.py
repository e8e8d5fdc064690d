"""The build's list names everything the program looks for by name. Reads the list; builds nothing."""

import ast
import re
import runpy
import subprocess
import sys
from importlib import import_module, metadata
from pathlib import Path

import pytest
from stripe._object_classes import OBJECT_CLASSES
from stripe._v1_services import _subservices

from pos_desktop.commands.doctor import LIBRARIES
from pos_desktop.devices import registry
from pos_desktop.payments.registry import provider_kinds
from pos_desktop.platforms.registry import platform_kinds
from pos_desktop.storage.later.expression import words_of
from pos_desktop.storage.schema_upgrade import migrations_folder
from pos_desktop.storage.statement_writer import statements
from pos_desktop.system import keyring_access
from pos_desktop.ui.shell.places import standard_places

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "installer/pos-desktop.spec"


class Recorded:
    """What the list asks of PyInstaller."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, store: Path | None = None) -> None:
        self.asked = {}
        self.programs = []
        monkeypatch.setattr(sys, "path", list(sys.path))
        monkeypatch.delenv("POS_DESKTOP_STORE", raising=False)
        if store is not None:
            monkeypatch.setenv("POS_DESKTOP_STORE", str(store))
        names = {"SPECPATH": str(SPEC.parent), "PYZ": lambda pure: pure, "COLLECT": self._collect}
        self.names = runpy.run_path(str(SPEC), {**names, "Analysis": self._analysis, "EXE": self._program})
        self.sources = {Path(source).resolve() for source, _ in self.asked["datas"]}
        self.targets = {(Path(into) / Path(source).name).as_posix() for source, into in self.asked["datas"]}
        self.hidden = set(self.asked["hiddenimports"])

    def _analysis(self, scripts, **asked):
        self.asked = {"scripts": scripts, **asked}
        analysis = type("Found", (), {})()
        analysis.binaries, analysis.datas, analysis.pure, analysis.scripts = [], [], [], scripts
        return analysis

    def _program(self, *parts, **settings):
        self.programs.append(settings)

    def _collect(self, *parts, **settings):
        self.programs.append(settings)


@pytest.fixture(scope="module")
def listed():
    with pytest.MonkeyPatch.context() as patched:
        return Recorded(patched)


def of_package(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_every_shipped_resource_is_listed_where_the_program_looks(listed):
    for file in (ROOT / "resources").rglob("*"):
        if file.is_file():
            assert f"pos_desktop/_shipped/{file.relative_to(ROOT).as_posix()}" in listed.targets


def test_every_migration_is_listed_where_the_upgrade_looks(listed):
    scripts = list(migrations_folder().rglob("*.py"))
    assert migrations_folder() / "env.py" in scripts
    for script in scripts:
        place = script.relative_to(migrations_folder()).as_posix()
        assert f"pos_desktop/_shipped/alembic/{place}" in listed.targets


def test_what_migrations_import_is_listed(listed):
    for script in migrations_folder().rglob("*.py"):
        for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module in listed.hidden, script
            if isinstance(node, ast.Import):
                assert {name.name for name in node.names} <= listed.hidden, script


def test_screens_drivers_and_keyrings_that_are_found_by_name_are_listed(listed):
    assert {f"pos_desktop.ui.screens.{name}" for name in standard_places()} <= listed.hidden
    assert {type(driver).__module__ for driver in registry.printer_drivers().values()} <= listed.hidden
    assert {type(kind).__module__ for kind in provider_kinds().values()} <= listed.hidden
    assert {f"pos_desktop.platforms.{key}.platform" for key in platform_kinds()} <= listed.hidden
    of_keyrings = {module for places in keyring_access._BACKENDS.values() for module, _ in places}
    assert of_keyrings <= listed.hidden


def test_what_is_sent_to_platforms_is_listed_beside_the_modules_that_read_it(listed):
    texts = list((ROOT / "pos_desktop").rglob("*.graphql"))
    assert len(texts) > 40
    assert {file.relative_to(ROOT).as_posix() for file in texts} <= set(listed.targets)


def test_what_the_library_for_card_payments_imports_by_name_is_listed(listed):
    services = {module for module, _ in _subservices.values()}
    of_objects = {module for module, _ in OBJECT_CLASSES.values()}
    assert services | of_objects <= listed.hidden


def test_no_other_module_of_the_program_imports_by_name():
    """A new one must be looked at here: the analysis of a build cannot see what it imports."""
    by_name = {
        of_package(file)
        for file in (ROOT / "pos_desktop").rglob("*.py")
        if re.search(r"\bimport_module\(|\b__import__\(", file.read_text(encoding="utf-8"))
    }
    assert by_name == {
        "pos_desktop.ui.shell.places",
        "pos_desktop.devices.printers.drivers.win32raw",  # a library of Windows, named in the spec
        "pos_desktop.system.families",  # drivers, payment providers and platforms
        "pos_desktop.system.keyring_access",
        "pos_desktop.storage.later.expression",
        "pos_desktop.storage.store",
        "pos_desktop.storage.statement_writer",  # for `make statements`, in a checkout
    }


def test_what_definitions_of_statements_name_is_listed(listed):
    by_name = {
        *("sqlalchemy", "sqlalchemy.dialects.sqlite"),
        *("pos_desktop.storage.tables", "pos_desktop.storage.definitions"),
    }
    words = [words_of(statement.definition) for _, statement in statements()]
    named = {module for definition in words for module in re.findall(r"name\('([\w.]+)'", definition)}
    assert named == by_name
    assert by_name <= listed.hidden


def test_listed_modules_exist(listed):
    for name in listed.hidden:
        if name.startswith("pos_desktop."):
            stem = ROOT / Path(*name.split("."))
            assert stem.with_suffix(".py").is_file() or (stem / "__init__.py").is_file(), name


def test_listed_files_exist(listed):
    assert listed.sources
    assert all(source.is_file() for source in listed.sources)


@pytest.mark.parametrize(
    "place",
    [
        "qtawesome/fonts/phosphor-1.3.0.ttf",
        "qtawesome/fonts/phosphor-charmap-1.3.0.json",
        "escpos/capabilities.json",
        "biip/gs1_application_identifiers/_application_identifiers.json",
    ],
)
def test_data_of_libraries_is_listed(listed, place):
    assert place in listed.targets


def test_versions_that_the_doctor_tells_are_listed(listed):
    for name in ("pos-desktop", *LIBRARIES):
        record = metadata.distribution(name)
        own = next(file for file in record.files if file.name == "METADATA")
        assert own.as_posix() in listed.targets


def test_nothing_of_the_building_machine_is_listed(listed):
    assert not [target for target in listed.targets if target.endswith(("direct_url.json", "RECORD", ".pyc"))]
    needed = listed.names["is_needed"]
    assert not needed("pos_desktop-0.1.0.dist-info/direct_url.json")
    assert needed("pos_desktop-0.1.0.dist-info/METADATA")


def test_the_register_keeps_the_plugins_that_draw_its_window(listed):
    needed = listed.names["is_needed"]
    kept = (
        "platforms/libqxcb.so",
        "platforms/libqwayland.so",
        "platforms/libqoffscreen.so",
        "imageformats/libqsvg.so",
    )
    assert all(needed(f"PySide6/Qt/plugins/{plugin}") for plugin in kept)
    assert not needed("PySide6/Qt/lib/libQt6Quick.so.6")


def test_what_the_program_imports_is_not_excluded(listed):
    imported, excluded = set(), set(listed.asked["excludes"])
    ends = {name.rpartition(".")[2] for name in excluded}
    for file in (ROOT / "pos_desktop").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if not any(end in text for end in ends):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.module:
                imported |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
            elif isinstance(node, ast.Import):
                imported |= {name.name for name in node.names}
    assert not imported & excluded


def test_the_example_is_the_build_without_a_file(monkeypatch):
    plain = Recorded(monkeypatch)
    example = Recorded(monkeypatch, ROOT / "installer/store.example.toml")
    assert plain.names["store"] == example.names["store"]


def test_a_store_names_its_program_and_its_database_driver(monkeypatch, tmp_path):
    file = tmp_path / "corner.toml"
    file.write_text(
        'name = "corner-shop"\npostgresql = true\ndata = "/srv/till"\nkey_file = true\n', encoding="utf-8"
    )
    build = Recorded(monkeypatch, file)
    assert [settings["name"] for settings in build.programs] == ["corner-shop", "corner-shop"]
    assert "psycopg" not in build.asked["excludes"]
    assert build.names["store"].start_options == ("--data", "/srv/till", "--key-file")


def test_a_store_file_of_another_character_set_is_refused_in_words(monkeypatch, tmp_path):
    file = tmp_path / "corner.toml"
    file.write_bytes('name = "bäcker"'.encode("cp1252"))
    with pytest.raises(ValueError, match=r"corner\.toml"):
        Recorded(monkeypatch, file)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('nmae = "corner"', "'nmae' is not known"),
        ('postgresql = "yes"', "'postgresql' must be a bool"),
        ('name = "../corner"', "small letters"),
        ('data = "register"', "a whole path"),
        ("name = ", "corner.toml"),
    ],
)
def test_a_wrong_store_file_is_refused_in_words(monkeypatch, tmp_path, line, words):
    file = tmp_path / "corner.toml"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(ValueError, match=words):
        Recorded(monkeypatch, file)


def test_the_stores_one_file_may_name_its_devices_and_platforms(monkeypatch, tmp_path):
    file = tmp_path / "corner.toml"
    words = '[[devices]]\nname = "Printer"\ndriver = "tcp"\n[[platforms]]\nplatform = "shopify"\n'
    file.write_bytes(b"\xef\xbb\xbf" + b'name = "corner-shop"\ndata = "~/till"\n' + words.encode())
    store = Recorded(monkeypatch, file).names["store"]
    assert (store.name, store.data) == ("corner-shop", "~/till")


def test_the_start_on_windows_reaches_the_folder_by_its_own_letters(monkeypatch, tmp_path):
    """cmd.exe takes the file for one of its console's code page, and what is between two % for a variable."""
    monkeypatch.syspath_prepend(str(ROOT / "installer"))
    build, store_build = import_module("build"), import_module("store_build")
    folder = r"D:\Läden 100%\Kasse %1"
    with monkeypatch.context() as windows:
        windows.setattr(sys, "platform", "win32")
        build.write_start(tmp_path, store_build.StoreBuild(name="corner-shop", data=folder, key_file=True))
    lines = (tmp_path / "open-register.cmd").read_bytes().decode("utf-8").split("\r\n")
    assert lines == [
        "@chcp 65001 >nul",
        r'@"%~dp0corner-shop.exe" run "--data" "D:\Läden 100%%\Kasse %%1" "--key-file"',
        "",
    ]


# -- what a machine lacks is named ---------------------------------------------------------------------------------


def program(file: Path, words: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{words}\n")
    file.chmod(0o755)
    return file


def prepared(venv: Path, python: Path) -> subprocess.CompletedProcess[str]:
    command = ["bash", "installer/prepare.sh", str(venv), str(python)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)


@pytest.mark.parametrize("words", ["exit 1", None], ids=["too old", "missing"])
def test_a_machine_without_the_right_python_is_told_which(tmp_path, words):
    python = tmp_path / "python3"
    if words:
        program(python, words)
    done = prepared(tmp_path / "venv", python)
    assert done.returncode == 1
    assert "Python 3.11" in done.stderr and "apt-get install python3 python3-venv" in done.stderr


def test_an_environment_that_was_left_half_made_is_made_again(tmp_path):
    """Ctrl+C while it was being made leaves an interpreter without what installs."""
    said = tmp_path / "said"
    inside = program(tmp_path / "venv/bin/python", 'test -e "$0.whole"')
    program(
        tmp_path / "python3",
        f'echo "$*" >>"{said}"; test "$2" != venv || touch "{inside}.whole"; test "$1" != - || cat >/dev/null',
    )
    done = prepared(tmp_path / "venv", tmp_path / "python3")
    assert done.returncode == 0, done.stderr
    assert f"-m venv {tmp_path / 'venv'}" in said.read_text()


def test_what_puts_the_program_together_is_named_before_the_work(monkeypatch, tmp_path):
    if sys.platform != "linux":
        pytest.skip("objcopy is used on Linux alone")
    env = {"PATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "installer/build.py", "--out", str(tmp_path / "dist")],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "apt-get install binutils" in done.stderr


def test_a_path_with_blanks_reaches_the_build(tmp_path):
    said = subprocess.run(
        ["make", "-n", "installer", "STORE=/srv/our store.toml", "STAMP=Makefile"],
        cwd=ROOT, capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip
    assert '--store "/srv/our store.toml"' in said.stdout, said.stderr
