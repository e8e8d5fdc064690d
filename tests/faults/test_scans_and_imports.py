# ruff: noqa: F811 - fixtures are imported by name
"""Scanners that send anything, and files that hold anything: no crash, no wrong product, no lost neighbour."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_desktop.application.csv_products import CsvProducts
from pos_desktop.application.gs1 import read
from pos_desktop.application.product_import import BadLine, SourceProduct, import_products
from pos_desktop.domain.embedded_codes import PRESETS, parse_masks
from pos_desktop.domain.gtin import barcode_key, check_digit, is_gtin
from pos_desktop.domain.money import currency
from pos_desktop.storage.catalogue_import import CatalogueImport
from tests.integration.shop import Shop, database, shop  # noqa: F401

SCANS = 100_000
LINES = 20_000  # every second one is malformed
EURO = currency("EUR")
MASKS = parse_masks(PRESETS["DE"].masks)
_SIGNS = "0123456789" * 3 + "ABCxyz -./()]%\x1d\x00\x02\r\né٣\U0001f600\ud800"
_AIM = ("", "]E0", "]E4", "]C1", "]d2", "]Q3", "]e0", "]A0", "]", "]C", "\x1d")


def _number(rng: random.Random) -> str:
    body = "".join(rng.choices("0123456789", k=rng.choice((7, 11, 12, 12, 12, 13))))
    return body + check_digit(body)


def _one_digit_wrong(rng: random.Random, code: str) -> str:
    place = rng.randrange(len(code))
    return code[:place] + str((int(code[place]) + rng.randrange(1, 10)) % 10) + code[place + 1 :]


def _elements(rng: random.Random, codes: list[str]) -> str:
    pieces = [
        "01" + rng.choice(codes).zfill(14),
        "3103000342",
        "17261231",
        "10LOT\x1d",
        "21S\x1d",
        "93X",
        "(01)",
    ]
    return "".join(rng.choices(pieces, k=rng.randrange(1, 5)))


def test_random_scans_find_no_wrong_product_and_never_raise() -> None:
    rng = random.Random(20260301)
    codes = [_number(rng) for _ in range(5_000)]
    known = {barcode_key(code) for code in codes}
    kinds: list[Callable[[], str]] = [
        lambda: "".join(rng.choices(_SIGNS, k=rng.randrange(0, 40))),
        lambda: _one_digit_wrong(rng, rng.choice(codes)),
        lambda: _elements(rng, codes),
        lambda: rng.choice(codes)[: rng.randrange(14)],
        lambda: rng.choice(codes),
    ]
    found = 0
    for _ in range(SCANS):
        text = rng.choice(kinds)()
        reading = read(rng.choice(_AIM) + text, MASKS, EURO)
        for candidate in reading.candidates:
            if candidate.key in known and candidate.by == "barcode" and candidate.weight_milli is None:
                assert _is_printed_in(candidate.key, text)
                found += 1
    assert found > SCANS // 10


def _is_printed_in(key: str, text: str) -> bool:
    """The digits of the number, its zeros aside, stand in the scan, or the scan is the number's UPC-E."""
    digits = "".join(char for char in text if char in "0123456789")
    return key.lstrip("0") in digits or barcode_key(digits) == key


def test_one_misread_digit_never_finds_a_product() -> None:
    rng = random.Random(7)
    codes = [code for code in (_number(rng) for _ in range(20_000)) if len(code) > 8]
    known = {barcode_key(code) for code in codes}
    for code in codes:
        wrong = _one_digit_wrong(rng, code)
        assert not is_gtin(wrong)
        assert not known & {candidate.key for candidate in read(wrong, (), EURO).candidates}


def _damaged(rng: random.Random, number: int) -> bytes:
    """One line that is wrong in some way, without a line break of its own."""
    kinds = [
        b"",
        b",,",
        b"4006381333931",
        b"1,2,3,4,5,6",
        b'"never closed,1,2',
        b'half "quoted" field,x,y',
        b"\x00\x00,\x00,\x00",
        b"\xff\xfe,\xc3,1",
        b"%d,," % number,
        b"%d,Name,not a price" % number,
        b"%d,Name,-5" % number,
        b"%d,Name,999999999999999999999" % number,
        b"%d," % number + b"x" * 12_000 + b",1",
        b"4E+12,Name,1",
        b"\t;|,;;\t,|",
        bytes(rng.choices(range(32, 256), k=rng.randrange(1, 60))),
    ]
    return rng.choice(kinds)


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, str]]:
    """A file of which every second line is malformed, and the names of the others by their lines."""
    rng = random.Random(11)
    lines = [b"barcode,name,price"]
    good: dict[int, str] = {}
    for number in range(LINES):
        lines.append(_damaged(rng, number).replace(b"\r", b"").replace(b"\n", b"") if number % 2 else b"")
        if not number % 2:
            good[len(lines)] = f"Käse {number}"
            lines[-1] = f"A{number},Käse {number},1.50".encode()
    path = tmp_path_factory.mktemp("damaged") / "damaged.csv"
    path.write_bytes(b"\n".join(lines))
    return path, good


def test_malformed_lines_cost_no_neighbour_its_reading(damaged: tuple[Path, dict[int, str]]) -> None:
    path, good = damaged
    read_back = list(CsvProducts(path, EURO))
    names = {item.line: item.name for item in read_back if isinstance(item, SourceProduct)}
    assert {line: names.get(line) for line in good} == good
    assert all(item.reason for item in read_back if isinstance(item, BadLine))


def test_malformed_lines_cost_themselves_and_no_neighbour(
    shop: Shop, damaged: tuple[Path, dict[int, str]]
) -> None:
    path, good = damaged
    with CatalogueImport(shop.database) as catalogue:
        report = import_products(CsvProducts(path, EURO), catalogue)
    assert report.stopped is None and report.created >= len(good)
    assert report.refused_count > LINES // 5
    with CatalogueImport(shop.database) as catalogue:
        again = import_products(CsvProducts(path, EURO), catalogue)
    assert (again.created, again.updated, again.unchanged) == (0, 0, report.created)


def test_random_bytes_are_no_crash(tmp_path: Path) -> None:
    rng = random.Random(3)
    path = tmp_path / "noise.csv"
    for _ in range(200):
        path.write_bytes(b"name,barcode\n" + rng.randbytes(rng.randrange(2_000)))
        assert isinstance(list(CsvProducts(path, EURO)), list)
