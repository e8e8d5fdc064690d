"""Looking back: the search in the orders, and the report of a long shift."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from benchmarks.background import busy
from benchmarks.register import open_register
from benchmarks.report import Figure, Target
from benchmarks.run import Run
from benchmarks.samples import Article, some_articles, typed_texts
from benchmarks.timing import Pairs
from pos_desktop.application.services import Services
from pos_desktop.domain.order import OrderState

SEARCH, REPORT = "order_search", "z_report"
SEARCH_TARGET, REPORT_TARGET = Target(below=16), Target(below=300)
SEARCHES = 1200
WARM_UP = 60
REPORTS = 15
SHOWN = 50

_NEWEST = "SELECT id, number, paid_at, customer, state, total_minor FROM sale_order ORDER BY paid_at DESC, id DESC LIMIT 50"
_SUMS = """
SELECT count(*), sum(total_minor), sum(tax_minor), sum(items_milli) FROM sale_order
WHERE shift_id = (SELECT id FROM shift WHERE closed_at IS NULL)"""


def measure_search(run: Run) -> list[Figure]:
    """What people ask for: numbers and their ends, amounts, products, states, days, pages."""
    pairs = Pairs()
    with open_register(run.folders()) as (data, services):
        questions = _questions(services, some_articles(data.database, 400, seed=14), run.size.orders)
        with data.database.read() as connection, busy(data.database, run.size.products):
            reader: Any = connection.driver
            connection.exec_driver_sql("COMMIT")  # the floor begins and ends its own reads
            for place in range(WARM_UP + SEARCHES):
                if place == WARM_UP:
                    pairs = Pairs()
                text, filters = next(questions)
                with pairs.ours.one():
                    services.orders.find(text, limit=SHOWN, **filters)
                pairs.floor.of(lambda: reader.execute(_NEWEST).fetchall())
                run.progress.count("order searches", place + 1, WARM_UP + SEARCHES)
            connection.exec_driver_sql("BEGIN")
    run.progress.step(f"{SEARCH}: {pairs.words()}")
    return [Figure(SEARCH, pairs.ours.p99, "ms", pairs.floor.p99, SEARCH_TARGET)]


def _questions(
    services: Services, articles: list[Article], orders: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    random = Random(15)
    words = list(typed_texts(articles, seed=16))
    newest = services.orders.find(limit=SHOWN)
    oldest_day = services.desk.clock.now() - timedelta(days=orders * 40 // 86_400)
    while True:
        number = random.randrange(1, orders + 1)
        page = random.choice(newest)
        yield "", {}
        yield f"1-{number:06d}", {}
        yield str(number % 1000), {}
        yield f"{random.randrange(100, 9000) / 100:.2f}", {}
        yield random.choice(words), {}
        yield "", {"states": (random.choice((OrderState.CANCELLED, OrderState.REFUNDED, OrderState.PAID)),)}
        yield random.choice(words), {"states": (OrderState.REFUNDED,)}
        since = oldest_day + timedelta(days=random.randrange(max(1, orders * 40 // 86_400)))
        yield "", {"since": since, "until": since + timedelta(days=1)}
        yield "", {"before": (page.paid_at - timedelta(days=random.randrange(30)), page.id)}


def measure_report(run: Run) -> list[Figure]:
    """The slowest of several previews of the Z report, and of the close itself. The shift has the orders it was made
    with, ten thousand, and is closed afterwards."""
    pairs = Pairs()
    with open_register(run.unsold(), "Manager") as (data, services):
        with data.database.read() as connection, busy(data.database, run.size.products):
            reader: Any = connection.driver
            connection.exec_driver_sql("COMMIT")
            for _ in range(REPORTS):
                pairs.ours.of(services.shifts.x_report)
                pairs.floor.of(lambda: reader.execute(_SUMS).fetchall())
            services.shifts.confirm_count({100: 1})
            pairs.ours.of(lambda: services.shifts.close("", 100))
            connection.exec_driver_sql("BEGIN")
    run.progress.step(f"{REPORT}: {pairs.words()}")
    return [Figure(REPORT, max(pairs.ours.values), "ms", max(pairs.floor.values), REPORT_TARGET)]
