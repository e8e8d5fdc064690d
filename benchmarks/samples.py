"""What is asked of the register in a run: barcodes as they are scanned, texts as they are typed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from pos_desktop.storage.unit_of_work import Database

POPULAR = 400
"""Products that make up most of what is scanned."""


@dataclass(frozen=True, slots=True)
class Article:
    """A product of the database."""

    row: int
    code: str
    name: str


def some_articles(database: Database, count: int, seed: int) -> list[Article]:
    """Products from anywhere in the catalogue."""
    with database.read() as connection:
        last = connection.exec_driver_sql('SELECT max("row") FROM variant').scalar_one()
        rows = sorted(Random(seed).sample(range(1, last + 1), min(count, last)))
        found = [_article(connection, row) for row in rows]
    Random(seed).shuffle(found)
    return found


def _article(connection: Any, row: int) -> Article:
    sql = 'SELECT v."row", b.code, v.name FROM variant v JOIN barcode b ON b.variant_row = v."row" WHERE v."row" = ?'
    return Article(*connection.exec_driver_sql(sql, (row,)).first())


def scans(articles: Sequence[Article], seed: int) -> Iterator[Article]:
    """Products as they come over the counter: a few again and again, many once."""
    random = Random(seed)
    popular = articles[:POPULAR]
    while True:
        yield random.choice(popular if random.random() < 0.5 else articles)


def typed_texts(articles: Sequence[Article], seed: int) -> Iterator[str]:
    """What people type into the search: a word, the beginnings of two, a name, and all of it with a slip."""
    random = Random(seed)
    for article in articles:
        words = [word for word in article.name.lower().split() if len(word) > 2 and word.isalpha()]
        if not words:
            continue
        form = random.random()
        if form < 0.4 or len(words) == 1:
            text = random.choice(words)
        elif form < 0.8:
            text = " ".join(word[: random.randint(2, 5)] for word in random.sample(words, 2))
        else:
            text = " ".join(words[:3])
        yield _with_slip(random, text) if random.random() < 0.25 else text


def _with_slip(random: Random, text: str) -> str:
    """A letter left out, doubled, wrong, or two of them swapped."""
    at = random.randrange(len(text))
    kind = random.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :] or text
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2:
        return text[:at] + random.choice("abcdefghijklmnopqrstuvwxyz") + text[at + 1 :]
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
