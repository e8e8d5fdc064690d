"""The receipt designer: parts are turned, moved, added and worded; the paper beside them follows."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from pos_desktop.application import wording
from pos_desktop.application.ids import new_id
from pos_desktop.application.receipt_built_in import built_in
from pos_desktop.domain.record import replace
from pos_desktop.storage import tables
from pos_desktop.system.paths import resource_root
from pos_desktop.ui.logo_picture import MOST_PIXELS, WIDTHS, printable, read_source
from pos_desktop.ui.screens.receipt_pdf import write_receipt_pdf
from tests.ui.settings_at_work import journal_kinds, settings_of


@pytest.fixture
def page(window):
    """The designer with the manager in front of it."""
    return settings_of(window, section="receipts").page


def place_of(page, kind: str) -> int:
    return next(place for place, part in enumerate(page.template.parts) if part.kind == kind)


def open_part(page, kind: str):
    """Opens a part's options."""
    page.show_list()
    page.take(str(place_of(page, kind)))
    return page.options


def shown(page, qtbot) -> str:
    """The text on the paper once it is drawn anew."""
    page.live._draw()
    page.live.picture = None
    qtbot.waitUntil(lambda: page.live.picture is not None)
    return page.live.picture.text


def test_the_parts_are_listed_and_the_paper_is_drawn(page, qtbot):
    rows = page.pane.list.rows
    assert [row.primary for row in rows][:4] == ["Language and printing", "Logo", "Store name", "Address"]
    assert [row.primary for row in rows if row.tag] == ["Return policy"]
    text = shown(page, qtbot)
    assert "Corner shop" in text and "TOTAL" in text
    assert not page.live.view._image.isNull()


def test_a_text_is_on_the_paper_while_it_is_typed_and_stored_when_left(page, services, qtbot):
    options = open_part(page, "header")
    area = options.areas["store"]
    area.set_text("Open till eight")
    assert "Open till eight" in shown(page, qtbot)
    assert services.desk.settings.receipt_header == ""
    area.left.emit()
    assert services.desk.settings.receipt_header == "Open till eight"
    page.show_list()
    assert page.pane.places.currentWidget() is page.pane.list
    assert any(row.secondary == "Open till eight" for row in page.pane.list.rows)


def test_a_long_text_is_seen_whole(page, qtbot):
    area = open_part(page, "header").areas["store"]
    QApplication.processEvents()
    least = area._frame.height()
    area.set_text("Open from Monday to Saturday from eight in the morning until late at night. " * 4)
    QApplication.processEvents()
    assert area._frame.height() > least
    assert not area.edit.verticalScrollBar().isVisible() and area.edit.verticalScrollBar().maximum() == 0
    area.set_text("")
    QApplication.processEvents()
    assert area._frame.height() == least


def test_a_stored_text_is_seen_whole_when_it_is_opened(page, services, qtbot):
    words = "Thank you for your purchase!\nExchange within fourteen days together with this receipt, please.\nDemo store: no receipt."
    services.desk.change_settings(receipt_footer=words)
    edit = open_part(page, "footer").areas["store"].edit
    QApplication.processEvents()
    assert edit.text_height() // edit.fontMetrics().lineSpacing() > 3, "one of its lines is broken"
    assert edit.viewport().height() >= edit.text_height()


def test_a_text_in_another_language_is_kept_with_the_template(page, qtbot):
    options = open_part(page, "footer")
    options._write_in("ar")
    options.areas["ar"].set_text("شكرا")
    options.areas["ar"].left.emit()
    assert page.template.parts[page.place].texts == {"ar": "شكرا"}


def test_printing_is_chosen_where_the_languages_are(page, services):
    page.take("paper")
    page.printing._press("always")
    assert services.desk.settings.print_receipt == "always"


def test_a_part_is_turned_off_by_its_switch_and_by_space(page, services):
    options = open_part(page, "address")
    options.controls["on"].click()
    assert not page.template.parts[place_of(page, "address")].on
    page.show_list()
    page.pane.list.select(str(place_of(page, "tax_number")))
    QTest.keyClick(page.pane.list, Qt.Key.Key_Space)
    assert not page.template.parts[place_of(page, "tax_number")].on
    assert journal_kinds(services).count("receipt_template_changed") == 2


def test_what_must_be_there_cannot_be_turned_off(page):
    options = open_part(page, "sums")
    assert not options.controls["on"].isEnabled()
    page.turn()
    assert page.template == built_in("receipt")


def test_parts_are_moved_by_key_and_by_button_and_stay_chosen(page):
    page.pane.list.select("2")
    QTest.keyClick(page.pane.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [part.kind for part in page.template.parts[1:4]] == ["store_name", "tax_number", "address"][:1] + [
        "tax_number", "address",
    ]  # fmt: skip
    assert page.pane.list.selected_key() == "3"
    page.up.click()
    assert page.template == built_in("receipt")
    page.pane.list.select("0")
    assert not page.up.isEnabled() and page.down.isEnabled()


def test_a_part_is_added_worded_and_removed(page, qtbot):
    page.pane.list.select("1")
    page.add_part("text")
    assert page.place == 2
    area = page.options.areas[""]
    area.set_text("Welcome back")
    area.left.emit()
    assert "Welcome back" in shown(page, qtbot)
    page.part_pane.remove.click()
    assert page.template == built_in("receipt")
    assert page.pane.places.currentWidget() is page.pane.list


def test_looks_are_chosen(page):
    options = open_part(page, "store_name")
    options.controls["align"]._press("end")
    options.controls["size"]._press(1)
    options.controls["bold"].click()
    part = page.template.parts[page.place]
    assert (part.align, part.size, part.bold) == ("end", 1, False)


def test_what_was_done_is_undone_and_everything_put_back(page):
    assert not page.undo.isEnabled()
    page.add_part("rule")
    assert page.undo.isEnabled()
    page.undo.click()
    assert page.template == built_in("receipt") and not page.undo.isEnabled()
    page.add_part("rule")
    page.reset()
    assert page.template == built_in("receipt")
    page.take_back()
    assert page.template != built_in("receipt")


def test_each_paper_has_its_own_example(page, qtbot):
    found = {}
    for paper in ("gift", "refund", "x_report", "z_report", "label"):
        page.papers.select(paper)
        page._on_paper(paper)
        found[paper] = shown(page, qtbot)
    assert "TOTAL" not in found["gift"]
    assert "RETURN" in found["refund"]
    assert "X report" in found["x_report"] and "Counted" not in found["x_report"]
    assert "Z report 27" in found["z_report"] and "Counted" in found["z_report"]
    assert "Coffee beans" in found["label"]


def test_the_paper_is_looked_at_narrow_and_in_another_language(page, qtbot):
    wording.load("en", resource_root() / "translations")
    wide = shown(page, qtbot)
    page.live.width_switch._press(32)
    narrow = shown(page, qtbot)
    assert max(map(len, wide.splitlines())) == 48 and max(map(len, narrow.splitlines())) == 32
    page.live.look_in("de")
    assert "SUMME" in shown(page, qtbot)
    assert page.template.languages == ("",)


def test_a_label_is_looked_at_on_its_own_roll_and_tried_on_its_own_printer(page, services, qtbot):
    receipts, labels = new_id(), new_id()
    with services.desk.store.write() as work:
        work.devices.save(receipts, "printer", "memory", "Receipts", {}, None, True)
        work.devices.save(labels, "printer", "memory", "Labels", {"labels": "yes"}, None, True)
    services.printers.forget()
    page.papers.select("label")
    page._on_paper("label")
    page.live.width_switch._press(26)
    text = shown(page, qtbot)
    assert max(map(len, text.splitlines())) <= 26
    page.print_test()
    page.papers.select("gift")
    page._on_paper("gift")
    assert page.live.columns == 48, "no gift receipt on a roll of labels"
    page.print_test()
    with services.desk.store._database.read() as connection:
        job = tables.print_job.c
        devices = list(connection.execute(select(job.device_id).order_by(job.seq)).scalars())
    assert devices == [labels, receipts]


def test_two_languages_are_chosen(page):
    page.take("paper")
    page.take_template(replace(page.template, languages=("", "ar")))
    page.show_list()
    page.take("paper")
    beside = page.part_pane._area.widget().layout().itemAt(1).widget()
    assert beside.current() == "ar"
    beside.select("")
    beside.changed.emit("")
    assert page.template.languages == ("",)


def test_a_test_is_refused_in_words_without_a_printer(page, window):
    page.test.click()
    assert "printer" in str(window.panels.top.accessibleName()).lower()


def test_a_template_goes_to_a_file_and_comes_back(page, tmp_path):
    page.add_part("rule")
    changed = page.template
    page.files.save(tmp_path / "receipt.json")
    page.reset()
    page.files.load(tmp_path / "receipt.json")
    assert page.template == changed
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    page.files.load(tmp_path / "broken.json")
    assert page.template == changed
    page.files.save_pdf(tmp_path / "receipt.pdf")
    assert (tmp_path / "receipt.pdf").read_bytes().startswith(b"%PDF")


def test_a_pdf_that_cannot_be_written_says_so(page, tmp_path):
    with pytest.raises(OSError):
        write_receipt_pdf(page.document(), tmp_path / "no folder" / "receipt.pdf")


def test_a_stored_template_that_cannot_be_read_is_told(page, services):
    with services.desk.store.write() as work:
        work.settings.put("receipt_template.receipt", {"now": {"version": 7}, "earlier": []})
    services.desk.papers.forget()
    page.enter()
    assert page.template == built_in("receipt")
    banner = page.detail.column.itemAt(0).widget()
    assert "version" in banner._text.text()


def test_a_cashier_looks_and_changes_nothing(window):
    page = settings_of(window, "Cashier 1", "receipts").page
    assert not page.add.isEnabled() and not page.test.isEnabled()
    page.pane.list.select("2")
    page.turn()
    page.move(1)
    assert page.template == built_in("receipt")
    options = open_part(page, "footer")
    assert not options.areas["store"].isEnabled() and not options.controls["bold"].isEnabled()


def test_in_a_narrow_window_the_paper_is_behind_a_button(window, page, qtbot):
    assert not page.look_at.isVisible()
    window.resize(1024, 768)
    qtbot.waitUntil(page.look_at.isVisible)
    page.look_at.click()
    assert page.detail.isVisible()


# -- the logo ---------------------------------------------------------------------------------------------


def picture(path: Path, size: tuple[int, int] = (900, 300)) -> Path:
    """A file with a dark bar on transparent ground."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    image.paste((20, 20, 60, 255), (0, 0, size[0] // 2, size[1]))
    (image if path.suffix == ".png" else image.convert("RGB")).save(path)
    return path


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80"><rect width="100" height="80"/></svg>'


@pytest.mark.parametrize("ending", ["png", "jpg", "svg"])
def test_a_logo_of_every_kind_fits_the_narrowest_paper(tmp_path, ending):
    file = tmp_path / f"logo.{ending}"
    if ending == "svg":
        file.write_text(SVG, encoding="utf-8")
    else:
        picture(file)
    source = read_source(file)
    for name, width in WIDTHS.items():
        for manner in ("sharp", "shades"):
            with Image.open(_file(tmp_path, printable(source, name, manner))) as made:
                assert made.width == width and made.convert("1").getpixel((2, 2)) == 0


def _file(folder: Path, png: bytes) -> Path:
    made = folder / "made.png"
    made.write_bytes(png)
    return made


def test_transparent_is_paper(tmp_path):
    source = read_source(picture(tmp_path / "logo.png"))
    with Image.open(_file(tmp_path, printable(source, "small", "sharp"))) as made:
        assert made.convert("1").getpixel((made.width - 3, 3)) == 255


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("logo.png", b"\x89PNG\r\n\x1a\n torn", "cannot be read"),
        ("logo.jpg", b"not a picture", "cannot be read"),
        ("logo.svg", b"<svg", "cannot be read"),
        ("logo.svg", b"<html></html>", "cannot be read"),
        ("logo.gif", b"GIF89a", "cannot be read"),
        ("logo.png", b"\x89PNG" + bytes(10_000_001), "too large"),
    ],
)
@pytest.mark.qt_log_ignore(
    "Cannot read property|Error while parsing|svg|SVG|libpng|Could not|Cannot open", extend=True
)
def test_a_file_that_is_no_logo_is_refused_in_words(tmp_path, name, content, words):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(Exception, match=words):
        read_source(file)


def test_a_picture_of_too_many_pixels_is_not_even_read(tmp_path):
    file = tmp_path / "huge.png"
    Image.new("1", (MOST_PIXELS // 4000 + 1, 4001)).save(file)
    with pytest.raises(Exception, match="too large"):
        read_source(file)


def test_a_chosen_logo_is_stored_and_shown(page, services, tmp_path, qtbot):
    from pos_desktop.ui.screens.settings_pages.receipt_logo import LogoOptions

    open_part(page, "logo")
    LogoOptions(page).take_file(picture(tmp_path / "logo.png"))
    qtbot.waitUntil(lambda: services.receipt_design.logo() is not None)
    assert services.receipt_design.logo() == page.document().blocks[0].png
    options = LogoOptions(page)
    options.fields()
    options._make(services.receipt_design.logo_source(), width="small")
    with Image.open(_file(tmp_path, services.receipt_design.logo())) as made:
        assert made.width == WIDTHS["small"]
    options._store(None, None)
    assert services.receipt_design.logo() is None
