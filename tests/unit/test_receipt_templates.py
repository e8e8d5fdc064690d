"""Templates: every valid one prints, on both papers, with the order's sums; JSON goes out and in; bad JSON is named."""

import json
from dataclasses import replace as replaced
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_desktop.application import wording
from pos_desktop.application.card_slips import SLIP_CUSTOMER
from pos_desktop.application.documents import (
    Bars,
    Block,
    Columns,
    Document,
    Picture,
    QrCode,
    Rule,
    TextLine,
    to_json,
)
from pos_desktop.application.errors import FixSetting
from pos_desktop.application.gs1 import read
from pos_desktop.application.orders_view import OrderView
from pos_desktop.application.receipt_built_in import built_in, new_part
from pos_desktop.application.receipt_label import LabelGoods
from pos_desktop.application.receipt_part_kinds import PAPERS, Choice, Flag, Number, PartKind, Words, kinds_of
from pos_desktop.application.receipt_parts import Codes, Extras
from pos_desktop.application.receipt_template import (
    MOST_PARTS,
    Part,
    Template,
    TemplateError,
    checked,
    from_json,
    from_plain,
    to_plain,
)
from pos_desktop.application.receipt_template import to_json as template_json
from pos_desktop.application.receipt_text import html, plain_text
from pos_desktop.application.receipts import label, receipt, shift_report
from pos_desktop.devices.paper_picture import paper_picture
from pos_desktop.devices.printers.layout import lay_out, text_width
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.record import replace
from pos_desktop.system.paths import resource_root
from tests.document_texts import texts_of
from tests.unit.test_receipts import FORMATS, REPORT, STORE, english, order

__all__ = ["english"]

BOTH = (32, 48)
GOODS = LabelGoods("Coffee", 799, "kg", "COF-1", "4006381333931")
LONG = "Organic hand-picked coffee beans from a very small farm 1000 g " * 2
QUICK = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=120)
_CODES = st.sampled_from(["", "en", "de", "ar"])


def _options(kind: PartKind) -> st.SearchStrategy[dict[str, Any]]:
    made: dict[str, st.SearchStrategy[Any]] = {}
    for option in kind.options:
        match option:
            case Flag():
                made[option.name] = st.booleans()
            case Choice():
                made[option.name] = st.sampled_from(option.choices)
            case Number():
                made[option.name] = st.integers(option.least, option.most)
            case Words():
                made[option.name] = st.text(max_size=60)
    return st.fixed_dictionaries({}, optional=made)


def _part(kind: PartKind, must: bool) -> st.SearchStrategy[Part]:
    looks = {
        "align": st.sampled_from(["start", "center", "end"]),
        "size": st.sampled_from([1, 2]),
        "bold": st.booleans(),
    }
    return st.builds(
        Part,
        st.just(kind.key),
        st.just(True) if must else st.booleans(),
        options=_options(kind),
        texts=st.dictionaries(_CODES, _LETTERS, max_size=3) if kind.words else st.just({}),
        **{name: looks[name] for name in kind.looks},
    )


@st.composite
def templates(draw: st.DrawFn, paper: str) -> Template:
    parts: list[Part] = []
    for kind in kinds_of(paper):
        must = paper in kind.must
        times = draw(st.integers(0, 2)) if kind.many else int(must or draw(st.booleans()))
        parts += [draw(_part(kind, must)) for _ in range(times)]
    ordered = tuple(draw(st.permutations(parts)))
    languages = draw(st.lists(_CODES, min_size=1, max_size=2).map(tuple))
    return Template(paper, ordered, languages)


def sold(paper: str) -> OrderView:
    """A sale with a long name and a big sum; for a refund the same coming back."""
    made = order(customer="Jane Doe with a name that is longer than the paper is wide", note="as a gift")
    first = replaced(
        made.lines[0], name=LONG, amount_minor=123_456_789_012, variant_row=1, returns_number="1-3"
    )
    lines = (first, *made.lines[1:])
    if paper == "refund":
        lines = tuple(replaced(line, quantity_milli=-line.quantity_milli) for line in lines)
    return replaced(made, lines=lines, total_minor=123_456_789_012)


def made_by(template: Template, logo: bytes | None = None) -> Document:
    """The paper of a template."""
    spoken = wording.in_languages(*template.languages)
    with wording.speaking(spoken):
        if template.paper == "label":
            return label(GOODS, STORE, FORMATS, template, logo)
        if template.paper in ("x_report", "z_report"):
            return shift_report(
                replaced(REPORT, final=template.paper == "z_report"), STORE, FORMATS, template, logo
            )
        extras = Extras(logo, {1: Codes("SKU-1", "4006381333931")})
        gift = template.paper == "gift"
        return receipt(sold(template.paper), STORE, FORMATS, gift=gift, template=template, extras=extras)


def rows(block: Block, columns: int) -> list[tuple[str, int]]:
    """What a block puts on paper: each line, and how many characters it may have."""
    if not isinstance(block, TextLine | Columns | Rule):
        return []
    return [(line.text, columns // line.size) for line in lay_out(block, columns)]


@pytest.fixture(autouse=True)
def every_language() -> None:
    """Other languages are found where the register's own is."""
    wording.load("de", resource_root() / "translations")


# -- every template prints -------------------------------------------------------------------------


@pytest.mark.parametrize("paper", PAPERS)
def test_any_valid_template_prints_within_the_paper(paper: str) -> None:
    @QUICK
    @given(templates(paper))
    def check(template: Template) -> None:
        assert from_plain(to_plain(template)) == template
        document = made_by(template)
        to_json(document)
        for columns in BOTH:
            for block in document.blocks:
                for text, room in rows(block, columns):
                    assert text_width(text) <= room, (columns, text)

    check()


@pytest.mark.parametrize("paper", PAPERS)
def test_any_valid_template_comes_out_of_the_printer(paper: str) -> None:
    @settings(QUICK, max_examples=3)
    @given(templates(paper))
    def check(template: Template) -> None:
        for columns in BOTH:
            picture = paper_picture(made_by(template), columns)
            assert picture.data and picture.png
            assert not picture.left_out

    check()


@pytest.mark.parametrize("paper", ["receipt", "refund"])
def test_the_sums_shown_are_the_orders(paper: str) -> None:
    @QUICK
    @given(templates(paper))
    def check(template: Template) -> None:
        whole = texts_of(made_by(replace(template, languages=("en",))))
        assert FORMATS.money(sold(paper).total_minor) in whole
        assert FORMATS.figure(sold(paper).lines[0].amount_minor) in {text.split(" ")[0] for text in whole}

    check()


def test_no_template_of_a_gift_receipt_shows_money() -> None:
    @QUICK
    @given(templates("gift"))
    def check(template: Template) -> None:
        silent = replace(template, parts=tuple(replace(part, texts={}, options={**part.options, "link": ""}
                                                       if part.kind == "qr" else part.options)
                                               for part in template.parts))  # fmt: skip
        assert "123456789012" not in to_json(made_by(silent)).replace(".", "").replace(",", "")

    check()


def test_a_copy_and_a_void_are_marked_whatever_the_template() -> None:
    @QUICK
    @given(templates("receipt"))
    def check(template: Template) -> None:
        undone = replaced(sold("receipt"), state=OrderState.CANCELLED)
        texts = texts_of(receipt(undone, STORE, FORMATS, copy=True, template=template))
        assert {"COPY", "VOIDED"} <= set(texts)

    wording.use(wording.Wording())
    check()


@pytest.mark.parametrize("paper", PAPERS)
def test_the_built_in_template_is_what_is_printed_without_one(paper: str) -> None:
    template = built_in(paper)
    assert checked(template) == template
    if paper in ("receipt", "gift", "refund"):
        sale = sold(paper)
        assert receipt(sale, STORE, FORMATS, gift=paper == "gift") == receipt(
            sale, STORE, FORMATS, gift=paper == "gift", template=template
        )


# -- parts ---------------------------------------------------------------------------------------------


def only(paper: str, kind: str, **facts: Any) -> Document:
    """A paper with one part changed."""
    template = built_in(paper)
    place = next(place for place, part in enumerate(template.parts) if part.kind == kind)
    return made_by(template.with_part(place, replace(template.parts[place], **facts)))


def test_goods_are_named_by_their_codes_where_the_shop_wants_it() -> None:
    assert "  SKU-1 · 4006381333931" in texts_of(
        only("receipt", "lines", options={"sku": True, "barcode": True})
    )
    assert "  SKU-1" in texts_of(only("gift", "gift_lines", options={"sku": True}))
    assert not any("SKU-1" in text for text in texts_of(made_by(built_in("receipt"))))


def test_the_code_says_what_the_shop_chose() -> None:
    def code(**options: str) -> str:
        (found,) = [
            block for block in only("receipt", "qr", options=options).blocks if isinstance(block, QrCode)
        ]
        return found.data

    number = sold("receipt").number
    assert code(content="number") == number
    assert (
        code(content="link", link="https://shop.example/{number}?x={y}")
        == f"https://shop.example/{number}?x={{y}}"
    )
    assert code(content="link", link=" ") == number
    assert code(content="sale").startswith(f"{number};2026-11-21T")


def test_texts_are_in_the_languages_of_the_paper() -> None:
    part = replace(new_part("text"), texts={"": "Hello", "de": "Hallo", "ar": "مرحبا"})
    assert part.text(("de",)) == "Hallo"
    assert part.text(("fr",)) == "Hello"
    assert part.text(("de", "ar")) == "Hallo\nمرحبا"
    assert part.text(("en", "fr")) == "Hello"


def test_two_languages_stand_beside_each_other() -> None:
    template = replace(built_in("receipt"), languages=("de", "en"))
    texts = texts_of(made_by(template))
    assert "SUMME / TOTAL" in texts
    assert texts_of(made_by(replace(template, languages=("en",)))).count("TOTAL") == 1


def test_a_terminals_words_are_printed_as_it_wants_them() -> None:
    sale = sold("receipt")
    slips = Extras(slips=({SLIP_CUSTOMER: "VISA ****4242\nAID A0000000031010"},))
    texts = texts_of(receipt(sale, STORE, FORMATS, extras=slips))
    assert "AID A0000000031010" in texts


def test_a_label_has_bars_that_scan_and_says_a_code_that_cannot_be_bars() -> None:
    def bars(goods: LabelGoods) -> list[Block]:
        return list(label(goods, STORE, FORMATS).blocks)

    assert Bars("4006381333931", "EAN13") in bars(GOODS)
    assert Bars("COF-1") in bars(replace(GOODS, barcode=""))
    own = "4006381333932"  # a number of the shop's own, whose last digit checks nothing
    assert Bars(own) in bars(replace(GOODS, barcode=own))
    assert {candidate.key for candidate in read(own, (), FORMATS.currency).candidates} == {own}
    short = "36000291452"  # as an UPC it would be read with a zero before it
    assert Bars(short) in bars(replace(GOODS, barcode="", sku=short))
    assert short in {candidate.key for candidate in read(short, (), FORMATS.currency).candidates}
    assert TextLine("Ä1", "center") in bars(replace(GOODS, barcode="Ä1"))


@pytest.mark.parametrize("total", [569, 123_456, 12_345_678, 123_456_789_012])
@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_the_total_is_never_broken(total: int, language: str) -> None:
    template = replace(built_in("receipt"), languages=(language,))
    sale = replaced(sold("receipt"), total_minor=total)
    with wording.speaking(wording.in_languages(language)):
        blocks = receipt(sale, STORE, FORMATS, template=template).blocks
    money = FORMATS.money(total).replace("\u00a0", " ")
    for columns in BOTH:
        printed = [text for block in blocks for text, _ in rows(block, columns)]
        assert any(text.endswith(money) for text in printed), printed


@pytest.mark.parametrize("net", [1_493, 1_234_567, 123_456_789, 12_345_678_901])
@pytest.mark.parametrize("size", [1, 2])
def test_no_figure_of_a_receipt_is_broken(net: int, size: Literal[1, 2]) -> None:
    """Half an amount is another amount: where narrow paper has no room beside the words it stands below them."""
    sale = sold("receipt")
    tax = net // 5
    line = replaced(sale.lines[0], amount_minor=net, name="N" * 200)
    large = replaced(sale, taxes=(replaced(sale.taxes[0], net_minor=net, tax_minor=tax),), lines=(line,))
    parts = tuple(replace(part, size=size) for part in built_in("receipt").parts)
    blocks = receipt(large, STORE, FORMATS, template=replace(built_in("receipt"), parts=parts)).blocks
    for columns in BOTH:
        printed = " ".join(text for block in blocks for text, _ in rows(block, columns)).split()
        for figure in (net, tax, net + tax):
            assert FORMATS.figure(figure) in printed, (columns, printed)


def test_rates_and_big_sums_stand_in_one_line_of_the_tax_table() -> None:
    sale = sold("receipt")
    for net, columns in ((1_493, 32), (12_345_678, 48)):
        taxed = replaced(sale, taxes=(replaced(sale.taxes[0], net_minor=net, tax_minor=net // 5),))
        table = [block for block in receipt(taxed, STORE, FORMATS).blocks if isinstance(block, Columns)
                 and len(block.cells) == 4]  # fmt: skip
        assert len(table) == 2
        assert all(len(lay_out(row, columns)) == 1 for row in table)


# -- the same lines on paper, in mail, in the PDF ---------------------------------------------------------


@pytest.mark.parametrize("paper", PAPERS)
def test_mail_says_what_the_paper_says(paper: str) -> None:
    document = made_by(built_in(paper))
    squeezed = "".join(plain_text(document).split())
    page = html(document)
    for text in texts_of(document):
        first = text.split()[0]
        assert first in squeezed, text
        assert first.replace("&", "&amp;") in page, text
    assert all(len(line) <= 42 for line in plain_text(document).splitlines())


def test_a_page_runs_nothing_that_a_customer_typed() -> None:
    sale = replaced(sold("receipt"), customer="<script>alert(1)</script>")
    assert "<script>" not in html(receipt(sale, STORE, FORMATS))


def test_the_logo_is_on_the_paper_and_not_in_the_mail(logo: bytes) -> None:
    document = made_by(built_in("receipt"), logo)
    assert isinstance(document.blocks[0], Picture)
    assert "data:image" not in html(document)
    assert "data:image/png" in html(document, pictures=True)


@pytest.fixture
def logo() -> bytes:
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.new("1", (200, 60)).save(file, "PNG")
    return file.getvalue()


# -- JSON --------------------------------------------------------------------------------------------------


def broken(change: Any) -> str:
    """A template's JSON with something wrong in it."""
    plain = to_plain(built_in("receipt"))
    change(plain)
    return json.dumps(plain)


def place(kind: str) -> int:
    return next(n for n, part in enumerate(built_in("receipt").parts) if part.kind == kind)


NAME, LINES, RULE, TEXT, QR, SPACE = map(place, ("store_name", "lines", "rule", "header", "qr", "space"))


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("version", lambda t: t.update(version=2)),
        ("version", lambda t: t.update(version="1")),
        ("version", lambda t: t.update(version=True)),
        ("version", lambda t: t.pop("version")),
        ("paper", lambda t: t.update(paper="poster")),
        ("languages", lambda t: t.update(languages=[])),
        ("languages", lambda t: t.update(languages=["", "de", "ar"])),
        ("languages[2]", lambda t: t.update(languages=["", "Deutsch"])),
        ("languages[1]", lambda t: t.update(languages=["xx"])),
        ("languages", lambda t: t.update(languages="de")),
        ("parts", lambda t: t.pop("parts")),
        ("parts", lambda t: t.update(parts={})),
        ("parts", lambda t: t["parts"].extend([{"part": "rule", "on": True}] * MOST_PARTS)),
        ("parts", lambda t: t["parts"].pop(LINES)),
        ("colour", lambda t: t.update(colour="red")),
        ("parts[1]", lambda t: t["parts"].insert(0, "rule")),
        ("parts[1].part", lambda t: t["parts"].insert(0, {"part": "confetti", "on": True})),
        ("parts[1].part", lambda t: t["parts"].insert(0, {"part": "report_title", "on": True})),
        (f"parts[{LINES + 2}].part", lambda t: t["parts"].insert(LINES, {"part": "lines", "on": True})),
        (f"parts[{NAME + 1}].on", lambda t: t["parts"][NAME].pop("on")),
        (f"parts[{NAME + 1}].on", lambda t: t["parts"][NAME].update(on=1)),
        (f"parts[{LINES + 1}].on", lambda t: t["parts"][LINES].update(on=False)),
        (f"parts[{NAME + 1}].align", lambda t: t["parts"][NAME].update(align="left")),
        (f"parts[{NAME + 1}].size", lambda t: t["parts"][NAME].update(size=3)),
        (f"parts[{NAME + 1}].size", lambda t: t["parts"][NAME].update(size="1")),
        (f"parts[{NAME + 1}].bold", lambda t: t["parts"][NAME].update(bold="yes")),
        (f"parts[{RULE + 1}].align", lambda t: t["parts"][RULE].update(align="center")),
        (f"parts[{NAME + 1}].glow", lambda t: t["parts"][NAME].update(glow=True)),
        (f"parts[{NAME + 1}].texts", lambda t: t["parts"][NAME].update(texts={"": "x"})),
        (f"parts[{TEXT + 1}].texts.Deutsch", lambda t: t["parts"][TEXT].update(texts={"Deutsch": "x"})),
        (f"parts[{TEXT + 1}].texts.de", lambda t: t["parts"][TEXT].update(texts={"de": 3})),
        (f"parts[{TEXT + 1}].texts.de", lambda t: t["parts"][TEXT].update(texts={"de": "x" * 501})),
        (f"parts[{TEXT + 1}].texts.xx", lambda t: t["parts"][TEXT].update(texts={"xx": "x"})),
        (f"parts[{TEXT + 1}].texts.de", lambda t: t["parts"][TEXT].update(texts={"de": "x \ud83d"})),
        (f"parts[{QR + 1}].options.link", lambda t: t["parts"][QR].update(options={"link": "x \ude00"})),
        (f"parts[{LINES + 1}].options.sku", lambda t: t["parts"][LINES].update(options={"sku": "yes"})),
        (f"parts[{LINES + 1}].options.weight", lambda t: t["parts"][LINES].update(options={"weight": True})),
        (f"parts[{LINES + 1}].options", lambda t: t["parts"][LINES].update(options=[])),
        (f"parts[{QR + 1}].options.content", lambda t: t["parts"][QR].update(options={"content": "poem"})),
        (f"parts[{QR + 1}].options.link", lambda t: t["parts"][QR].update(options={"link": "x" * 201})),
        (f"parts[{SPACE + 1}].options.lines", lambda t: t["parts"][SPACE].update(options={"lines": 0})),
        (f"parts[{SPACE + 1}].options.lines", lambda t: t["parts"][SPACE].update(options={"lines": True})),
    ],
)  # fmt: skip
def test_broken_json_is_refused_with_the_fields_name(field: str, change: Any) -> None:
    with pytest.raises(TemplateError) as refused:
        from_json(broken(change))
    assert refused.value.field == field
    assert isinstance(refused.value, FixSetting)
    assert field in refused.value.meaning


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "3", '"x"', "[" * 100_000])
def test_what_is_no_template_at_all_is_refused(text: str) -> None:
    with pytest.raises(TemplateError):
        from_json(text)


@pytest.mark.parametrize("paper", PAPERS)
def test_json_goes_out_and_in(paper: str) -> None:
    template = built_in(paper)
    assert from_json(template_json(template)) == template
