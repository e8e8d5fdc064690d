"""A practice shop in a process of its own: what it costs is not counted as the register's.

`python -m benchmarks.practice_process PLAN` reads one JSON request a line and answers each with a line.
"""

import json
import subprocess
import sys
import time
from typing import Any

from pos_desktop.platforms.shopify.fake import bucket
from pos_desktop.platforms.shopify.fake.bucket import Bucket, Plan
from pos_desktop.platforms.shopify.fake.catalogue import ProductSpec, VariantSpec
from pos_desktop.platforms.shopify.fake.server import Request, Result
from pos_desktop.platforms.shopify.fake.shop import FakeShopify

_ANSWER_SECONDS = 120.0


class CountedBucket(Bucket):
    """Knows what was spent in all."""

    spent = 0.0

    def take(self, points: float) -> bool:
        """Spends points and counts them."""
        taken = super().take(points)
        self.spent += points if taken else 0.0
        return taken

    def give(self, points: float) -> None:
        """What was not needed was not spent."""
        super().give(points)
        self.spent -= points


class CountingShop(FakeShopify):
    """Notes when it is asked. `first_asked`: the monotonic moment of the first request after `listen_anew`."""

    first_asked = 0.0

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan=plan)
        self.counted = self.bucket = CountedBucket(plan, self.clock.seconds)
        self.courier.muted = True

    def _answer(self, request: Request) -> Result:
        self.first_asked = self.first_asked or time.monotonic()
        return super()._answer(request)


class _Child:
    """Carries out what is asked for."""

    def __init__(self, plan: str) -> None:
        self._shop = CountingShop(getattr(bucket, plan))

    def do(self, name: str, **facts: Any) -> Any:
        """The answer of one request."""
        return getattr(self, f"_{name}")(**facts)

    def _start(self) -> dict[str, Any]:
        address, began = self._shop.start(), time.monotonic()
        return {"address": address, "at": began}

    def _close(self) -> None:
        self._shop.close()

    def _fill(
        self, products: list[tuple[str, list[tuple[str, str, str]]]], units: int = 0
    ) -> dict[str, tuple[str, str]]:
        """Titles with their (SKU, price, barcode), so many units of each in stock; SKUs to what the shop calls the variant and its stock."""
        place = self._shop.locations()[0]["id"]
        levels = {place: units} if units else {}
        self._shop.fill(
            [
                ProductSpec(
                    title,
                    tuple(
                        VariantSpec(
                            sku, price, barcode, (str(size),) if len(variants) > 1 else (), levels=levels
                        )
                        for size, (sku, price, barcode) in enumerate(variants, start=1)
                    ),
                    ("Size",) if len(variants) > 1 else (),
                )
                for title, variants in products
            ]
        )
        return {one["sku"]: (one["id"], one["itemId"]) for one in self._shop.state.all("ProductVariant")}

    def _empty_bucket(self) -> None:
        self._shop.bucket.drain()

    def _figures(self) -> dict[str, float]:
        with self._shop.state.lock:
            orders = len(self._shop.state.all("Order"))
            counted = self._shop.counted
            spent, left = counted.spent, counted.available
        return {"orders": orders, "spent": spent, "left": left, "per_second": counted.plan.restore}

    def _listen_anew(self) -> None:
        self._shop.first_asked = 0.0

    def _first_asked(self) -> float:
        return self._shop.first_asked


class PracticeProcess:
    """The other end: starts the shop's process, asks it, ends it. `plan` is one of the fake's, by its name."""

    def __init__(self, plan: str) -> None:
        command = [sys.executable, "-m", "benchmarks.practice_process", plan]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.address = str(self.ask("start")["address"])

    def ask(self, name: str, **facts: Any) -> Any:
        """What the shop's process answers. Raises RuntimeError when it is gone."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"name": name, **facts}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the practice shop ended at '{name}'")
        return json.loads(line)

    def end(self) -> None:
        """Ends it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(_ANSWER_SECONDS)
        self._process.stdout.close()

    def __enter__(self) -> "PracticeProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


def main() -> None:
    """Answers until its input ends."""
    child = _Child(sys.argv[1])
    for line in sys.stdin:
        print(json.dumps(child.do(**json.loads(line))), flush=True)
    child.do("close")


if __name__ == "__main__":
    main()
