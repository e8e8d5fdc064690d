"""The shop's papers: who changes them, what is kept and journalled, what is printed by them, and that it looks so."""

import io
import json

import pytest
from PIL import Image

from pos_desktop.application import wording
from pos_desktop.application.documents import Picture, from_json
from pos_desktop.application.errors import Refused
from pos_desktop.application.receipt_built_in import built_in, new_part
from pos_desktop.application.receipt_design import MOST_EARLIER
from pos_desktop.application.receipt_label import LabelGoods
from pos_desktop.application.receipt_papers import LOGO_KEY, template_key
from pos_desktop.application.receipt_template import Template, TemplateError, to_plain
from pos_desktop.application.receipt_template import to_json as as_json
from pos_desktop.devices.fake.virtual_printer import VirtualPrinter
from pos_desktop.devices.paper_picture import paper_picture
from pos_desktop.devices.registry import create_printer
from pos_desktop.domain.record import replace
from pos_desktop.system.paths import resource_root
from tests.document_texts import texts_of
from tests.integration.desk_fixtures import Till

WELCOME = replace(new_part("text"), texts={"": "Welcome back", "de": "Bis bald"})


def designed() -> Template:
    """A receipt that greets."""
    return built_in("receipt").with_added(0, WELCOME)


@pytest.fixture
def shop(till: Till) -> Till:
    """The manager is signed in."""
    till.services.session.sign_out()
    till.sign_in("Manager")
    return till


def printed(till: Till, kind: str = "receipt") -> list[str]:
    """The texts of the latest job."""
    document = till.jobs(kind)[-1].document
    return texts_of(from_json(json.dumps(document)))


def setting(till: Till, key: str) -> object:
    with till.services.desk.store.read() as work:
        return work.settings.get(key)


def put(till: Till, key: str, value: object) -> None:
    with till.services.desk.store.write() as work:
        work.settings.put(key, value)


def test_a_changed_template_prints_and_is_journalled(shop: Till) -> None:
    design = shop.services.receipt_design
    design.change(designed())
    shop.sell("Bread")
    assert printed(shop)[0] == "Welcome back"
    ((_, body),) = shop.journal("receipt_template_changed")
    assert (body["paper"], body["what"]) == ("receipt", "changed")
    assert body["template"]["parts"][0]["texts"][""] == "Welcome back"
    shop.restart("Manager")
    shop.sell("Bread")
    assert printed(shop)[0] == "Welcome back"


def test_a_reprint_has_the_present_looks_and_the_sales_facts(shop: Till) -> None:
    sale = shop.sell("Bread", "Milk")
    first = printed(shop)
    shop.services.receipt_design.change(designed())
    shop.set_price("Bread", 9_999)
    shop.services.orders.reprint(sale.order.id)
    again = printed(shop, "reprint")
    assert [text for text in again if text not in ("Welcome back", "COPY")] == first
    assert {"Welcome back", "COPY"} <= set(again)


def test_a_change_is_undone_and_everything_put_back(shop: Till) -> None:
    design = shop.services.receipt_design
    assert not design.can_undo("receipt")
    with pytest.raises(Refused, match="nothing to undo"):
        design.undo("receipt")
    design.change(designed())
    design.change(replace(designed(), languages=("de",)))
    design.change(replace(designed(), languages=("de",)))
    shop.restart("Manager")
    design = shop.services.receipt_design
    design.reset("receipt")
    assert design.is_built_in("receipt") and design.stored("receipt").template == built_in("receipt")
    design.undo("receipt")
    assert design.stored("receipt").template.languages == ("de",)
    design.undo("receipt")
    assert design.stored("receipt").template == designed()
    design.undo("receipt")
    assert design.is_built_in("receipt") and not design.can_undo("receipt")
    told = [body["what"] for _, body in shop.journal("receipt_template_changed")]
    assert told == ["changed", "changed", "reset", "undone", "undone", "undone"]


def test_so_many_are_kept_to_go_back_to(shop: Till) -> None:
    design = shop.services.receipt_design
    for lines in range(MOST_EARLIER + 5):
        space = replace(new_part("space"), options={"lines": lines % 5 + 1})
        design.change(built_in("receipt").with_added(0, space))
    stored = setting(shop, template_key("receipt"))
    assert isinstance(stored, dict) and len(stored["earlier"]) == MOST_EARLIER


@pytest.mark.parametrize(
    "stored",
    [
        {"now": {"version": 2, "paper": "receipt", "shape": "round"}, "earlier": []},
        {"now": [1, 2], "earlier": []},
        {"version": 9},
        {"now": {"version": 1, "paper": "gift", "languages": [""], "parts": []}, "earlier": []},
        {"now": to_plain(built_in("receipt")) | {"languages": ["xx"]}, "earlier": []},
        "torn",
        17,
    ],
)
def test_a_stored_template_that_cannot_be_read_stops_no_sale_and_is_kept(shop: Till, stored: object) -> None:
    put(shop, template_key("receipt"), stored)
    shop.restart("Manager")
    design = shop.services.receipt_design
    sale = shop.sell("Bread")
    assert f"Receipt {sale.order.number}" in printed(shop)
    assert setting(shop, template_key("receipt")) == stored
    if stored != {"version": 9}:
        trouble = design.stored("receipt").trouble
        assert isinstance(trouble, TemplateError) and trouble.field
    design.change(designed())
    assert design.stored("receipt").trouble is None
    kept = setting(shop, template_key("receipt"))
    assert isinstance(kept, dict)
    (before,) = kept["earlier"]
    assert before == (stored["now"] if isinstance(stored, dict) and "earlier" in stored else stored)


def test_a_bad_file_changes_nothing_and_names_the_field(shop: Till) -> None:
    design = shop.services.receipt_design
    design.change(designed())
    with pytest.raises(TemplateError) as refused:
        design.load("receipt", as_json(designed()).replace('"center"', '"middle"', 1))
    assert refused.value.field == "parts[1].align"
    with pytest.raises(Refused, match="another paper"):
        design.load("gift", as_json(designed()))
    assert design.stored("receipt").template == designed()
    design.reset("receipt")
    design.load("receipt", as_json(designed()))
    assert design.as_file("receipt") == as_json(designed())


def test_a_template_without_what_must_be_there_is_refused(shop: Till) -> None:
    parts = tuple(part for part in built_in("receipt").parts if part.kind != "sums")
    with pytest.raises(TemplateError, match="sums must stand on this paper"):
        shop.services.receipt_design.change(Template("receipt", parts))
    assert not shop.journal("receipt_template_changed")


def test_a_cashier_changes_no_paper(till: Till) -> None:
    design = till.services.receipt_design
    for change in (
        lambda: design.change(designed()),
        lambda: design.reset("receipt"),
        lambda: design.set_logo(None),
        lambda: design.print_test(
            till.services.desk.papers.label_by(built_in("label"), LabelGoods("x", 1), None)
        ),
    ):
        with pytest.raises(Refused, match="may not change settings"):
            change()
    assert not till.jobs("test")


# -- the logo ------------------------------------------------------------------------------------------


def png(width: int = 200) -> bytes:
    file = io.BytesIO()
    Image.new("1", (width, 40)).save(file, "PNG")
    return file.getvalue()


def test_the_logo_is_printed_journalled_and_taken_off_again(shop: Till) -> None:
    design = shop.services.receipt_design
    design.set_logo(png(), png(300))
    assert (design.logo(), design.logo_source()) == (png(), png(300))
    with shop.services.desk.store.read() as work:
        document = shop.services.desk.papers.receipt(work, shop.sell("Bread").order)
    assert document.blocks[0] == Picture(png())
    design.set_logo(None)
    assert design.logo() is None and design.logo_source() is None
    told = [body["bytes"] for _, body in shop.journal("receipt_logo_changed")]
    assert told == [len(png()), 0]


@pytest.mark.parametrize("stored", ["no base64!", "aGVsbG8=", 5, ["x"]])
def test_a_broken_stored_logo_stops_no_sale(shop: Till, stored: object) -> None:
    put(shop, LOGO_KEY, stored)
    shop.restart("Manager")
    shop.sell("Bread")
    assert shop.services.receipt_design.logo() is None


def test_a_logo_that_is_none_or_too_large_is_refused(shop: Till) -> None:
    noise = io.BytesIO()
    Image.effect_noise((800, 800), 90).save(noise, "PNG")
    for picture, words in ((b"GIF89a", "cannot be used"), (noise.getvalue(), "too large")):
        with pytest.raises(Refused, match=words):
            shop.services.receipt_design.set_logo(picture)


# -- other papers and languages ---------------------------------------------------------------------------


def test_codes_of_the_goods_come_from_the_catalogue(shop: Till) -> None:
    template = built_in("receipt")
    place = next(n for n, part in enumerate(template.parts) if part.kind == "lines")
    part = replace(template.parts[place], options={"sku": True, "barcode": True})
    shop.services.receipt_design.change(template.with_part(place, part))
    shop.sell("Bread", "Milk")
    assert "  BRD-1 · 4006381333931" in printed(shop)
    assert "  2001000010004" in printed(shop)


def test_each_report_has_its_own_template(shop: Till) -> None:
    design = shop.services.receipt_design
    design.change(built_in("x_report").with_added(0, WELCOME))
    shop.services.shifts.print_report(shop.services.shifts.x_report())
    assert printed(shop, "report")[0] == "Welcome back"


def test_a_customer_gets_a_copy_in_another_language(shop: Till) -> None:
    wording.load("en", resource_root() / "translations")
    shop.services.receipt_design.change(designed())
    sale = shop.sell("Bread")
    shop.services.orders.reprint(sale.order.id, language="de")
    texts = printed(shop, "reprint")
    assert texts[0] == "Bis bald" and "SUMME" in texts
    assert "TOTAL" in printed(shop)


# -- shown is printed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [32, 48])
def test_the_picture_is_what_the_printer_prints(shop: Till, columns: int) -> None:
    shop.services.receipt_design.set_logo(png())
    with shop.services.desk.store.read() as work:
        document = shop.services.desk.papers.receipt(work, shop.sell("Bread", "Milk").order)
    shown = paper_picture(document, columns)
    with VirtualPrinter(columns=columns) as paper:
        printer = create_printer("tcp", {"host": "127.0.0.1", "port": paper.port, "columns": columns})
        printer.open()
        try:
            printer.print(document)
        finally:
            printer.close()
        (receipt,) = paper.wait_for_receipts(1)
    assert Image.open(io.BytesIO(shown.png)).tobytes() == receipt.image.tobytes()
    assert shown.text == receipt.text


def test_the_picture_says_where_a_block_begins() -> None:
    document = shop_free_document()
    tops = [paper_picture(document, 48, block=block).block_top for block in range(0, len(document.blocks), 5)]
    assert tops == sorted(tops) and tops[0] == 0 and tops[-1] > 0


def shop_free_document():
    from pos_desktop.application.receipts import receipt
    from tests.unit.test_receipts import FORMATS, STORE, order

    return receipt(order(), STORE, FORMATS)


def test_labels_are_one_job_by_the_shops_template(shop: Till) -> None:
    shop.services.receipt_design.change(built_in("label").with_added(0, WELCOME))
    row = shop.rows["Bread"]
    with shop.store.read() as work:
        goods = shop.services.labels.goods(work, row)
    shop.services.labels.print(row, 3)
    (job,) = shop.jobs("label")
    texts = texts_of(from_json(json.dumps(job.document)))
    assert texts.count("Welcome back") == texts.count(goods.name) == 3
    assert [block["kind"] for block in job.document["blocks"]].count("cut") == 3
    assert shop.journal("labels_printed")[-1][1]["count"] == 3


@pytest.mark.parametrize("count", [0, -1, 201])
def test_labels_are_printed_in_numbers_that_make_sense(shop: Till, count: int) -> None:
    with pytest.raises(Refused):
        shop.services.labels.print(shop.rows["Bread"], count)
    assert shop.jobs("label") == []
