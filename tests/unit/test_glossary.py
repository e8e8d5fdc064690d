"""One word for each thing: what `docs/glossary.md` replaced comes back in no language and on no page."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.message_extraction import PACKAGE, extract

DOCS = PACKAGE.parent / "docs"
CATALOGUES = PACKAGE.parent / "resources" / "translations"
NOT_WORDED_HERE = {"glossary.md"}
"""Pages that name the words themselves."""

AS_DRAWN = {
    "To give back": "the caption of the sum on the refund screen, as the screen was drawn; its button says Refund",
}

# language: (what is no longer said, what is said instead: a word of the glossary)
RETIRED: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        (r"\b(sell|sold|sale) without (a )?product", "quick item"),
        (r"\bchanges? (the )?prices?\b|\bprice changed\b", "price override"),
        (r"\bmanager's (word|ok)\b|\bneeds? (a|the) manager\b", "manager approval"),
        (r"\bwithout asking\b|\bask somebody who may\b", "approval"),
        (r"\b(give|gives|given|giving|gave)\b[^.,;:]*\bback\b", "refund"),
        (r"\bmoney (goes |went )?back\b|\bwent back\b", "refund"),
        (r"\bpa(y|ys|id)\b[^.,;]*\bout (in another|otherwise)|\bpay \{amount\} out\b", "refund"),
        (r"\bpay (it|its amount) out\b", "refund"),
        (r"\btak(e|es|en)\b[^.,;]*\bgoods back\b|\btake \{quantity\} back\b|\btaken back here\b", "return"),
        (r"\b(return|returns|goods) without receipt\b", "return"),
        (r"\bvoid(ed)? (the |this )?(sale|receipt)s?\b|\bsale (\{number\} )?voided\b", "order"),
        (r"\b(show|find) the sale\b|\bsale \{number\}", "order"),
        (r"\btills?\b", "register"),
        (r"\bways? (of paying|to pay)\b|\bpayment methods?\b", "tender"),
        (r"\btelephone\b", "phone"),
        (r"\bitem numbers?\b", "SKU"),
        (r"\bshop's (data|database|own register)\b|\bdemo shop\b", "store"),
        (r"\bcustomer('s)? screens?\b", "customer display"),
        (r"\bsync centre\b", "sync"),
        (r"\blet (the card |it )?go\b(?! on)|\bset free\b", "release"),
        (
            r"\bjobs? dropped\b|\bdrop them\b|\bremove and drop\b|\b(is|was) dropped\b|\bdrop what\b",
            "discard",
        ),
        (r"\bsafe drops?\b", "cash drop"),
        (r"\bprint (the |its )?(receipts?|reports?) again\b", "reprint"),
        (r"\bwithout sale\b", "no sale"),
        (r"\b(sell|sold) without tax\b", "tax exemption"),
        (r"\bcoupons?\b", "discount"),
        (r"\bon hold\b|\bhold (the |this )?(ticket|sale)\b", "park"),
        (r"(?-i:\bSettings, (?=\*{0,2}[A-Z]))", "Settings ›"),
    ),
    "de": (
        (r"\bohne Produkt verkauf", "freier Artikel"),
        (r"\bPreise? (ge)?änder(n|t)\b", "Preisänderung"),
        (r"\bohne (Rückfrage|Nachfrage)\b", "Freigabe"),
        (
            r"\bGeld zurück|\bzurück(ge|zu)?zahl|\bzahlt\b[^.,;]*\bzurück\b|\{amount\} zurückgeben",
            "Erstattung",
        ),
        (r"\bauszahl|\bausgezahlt|\bauszuzahlen|\bGutschrift\b", "Erstattung"),
        (r"\b(Verkauf|Verkäufe|Beleg) (\{number\} )?storni|\bstornierter Verkauf\b", "Auftrag"),
        (r"belaste[tn]?\b|\bBelastung", "abbuchen"),
        (r"(?-i:\bLadens?\b)", "Geschäft"),
        (r"\b(Kassen)?lade\b", "Schublade"),
        (r"\bRücknahme\b", "Rückgabe"),
        (r"\bSync-Zentrale\b", "Sync"),
        (r"(?-i:\b(Einstellungen|Optionen), (?=[A-Z]))", "Optionen ›"),
    ),
    "ar": (
        (r"البيع دون منتج", "صنف سريع"),
        (r"تغيير الأسعار|تغيّر السعر", "تعديل السعر"),
        (r"دون سؤال", "موافقة"),
        (r"(أُعيد|يُعاد|تُعاد|أعد|إعادة) (المبلغ|المبالغ|المال|أموال|نقدًا)", "ردّ"),
        (r"خُصم|(جارٍ|هذا) الخصم (من|الآن|معل)|الخصم من البطاقة", "سحب"),
        (r"(إلغاء|أُلغي) (هذا )?البيع|بيع ملغى", "طلب"),
        (r"زبون|الزبائن", "عميل"),
        (r"فاتورة", "التذكرة"),
        (r"نقطة البيع", "الصندوق"),
        (r"بدون بيع", "دون بيع"),
        (r"قسائم بطاق|قسيمة بطاق", "ورقة"),
        (r"مركز المزامنة", "المزامنة"),
        (r"قارئ (ال)?رموز", "الماسح"),
        (r"الإعدادات، (?=الأجهزة|المدفوعات|المنتجات|الأشخاص)", "الإعدادات ›"),
    ),
}


def english() -> Iterator[str]:
    """Every text of the program as it stands in the source, but for what only the search field understands."""
    search_words = set(_search_words())
    for message in extract().messages.values():
        if message.key not in search_words:
            yield from filter(None, (message.key, message.one))


def _search_words() -> Iterator[str]:
    """`also=` of a key: names that people may know an action by, never shown."""
    for module in (PACKAGE / "ui").rglob("*.py"):
        source = module.read_text(encoding="utf-8")
        if "also=tr(" in source:
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.keyword) and node.arg == "also" and isinstance(node.value, ast.Call):
                    yield ast.literal_eval(node.value.args[0])


def texts(language: str) -> Iterator[str]:
    if language == "en":
        yield from english()
        return
    search_words = set(_search_words())
    catalogue = json.loads((CATALOGUES / f"{language}.json").read_text(encoding="utf-8"))
    for key, entry in catalogue.items():
        if key not in search_words:
            yield from entry.values() if isinstance(entry, dict) else (entry,)


def come_back(language: str, written: Iterator[str]) -> list[str]:
    """The texts that say what is no longer said, each with what is said instead."""
    rules = [(re.compile(pattern, re.IGNORECASE), word) for pattern, word in RETIRED[language]]
    return [
        f"{text!r}: say {word!r}"
        for text in written
        for rule, word in rules
        if text not in AS_DRAWN and rule.search(text)
    ]


@pytest.mark.parametrize("language", sorted(RETIRED))
def test_a_wording_that_was_replaced_does_not_come_back(language: str) -> None:
    written = list(texts(language))
    assert len(written) > 3000, "all texts are looked through"
    assert come_back(language, iter(written)) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Sell without a product"),
        ("en", "Give {amount} back"),
        ("en", "Give everything back"),
        ("en", "Correct it in Settings, Devices."),
        ("de", "Der Ausgang: Die Karte wurde nicht belastet"),
        ("ar", "شاشة الزبون"),
    ],
)
def test_one_that_comes_back_is_found(language: str, text: str) -> None:
    assert come_back(language, iter([text])) != []


@pytest.mark.parametrize(
    "page",
    [page for page in sorted(DOCS.glob("*.md")) if page.name not in NOT_WORDED_HERE],
    ids=lambda page: page.name,
)
def test_the_pages_speak_as_the_screens_do(page: Path) -> None:
    # A sentence runs on over the lines of a page.
    sentences = re.split(r"(?<=[.:|])\s|\n\n", page.read_text(encoding="utf-8"))
    assert come_back("en", (" ".join(sentence.split()) for sentence in sentences)) == []


@pytest.mark.parametrize("language", sorted(RETIRED))
def test_what_is_said_instead_stands_in_the_glossary(language: str) -> None:
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8").casefold()
    assert [word for _, word in RETIRED[language] if word.casefold() not in glossary] == []


def test_what_is_drawn_otherwise_is_still_said() -> None:
    assert set(AS_DRAWN) <= set(english()), "an exception that is no longer needed"
