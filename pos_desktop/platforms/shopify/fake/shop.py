"""The practice shop as a whole: started in process, asked over HTTP, acted in by its hands."""

import tempfile
import threading
from datetime import UTC
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pos_desktop.platforms.shopify.fake.access import ALL_SCOPES, Gate
from pos_desktop.platforms.shopify.fake.bucket import STANDARD, Bucket, Plan
from pos_desktop.platforms.shopify.fake.clock import Clock
from pos_desktop.platforms.shopify.fake.courier import Courier
from pos_desktop.platforms.shopify.fake.engine import Engine
from pos_desktop.platforms.shopify.fake.faults import Fault, Faults
from pos_desktop.platforms.shopify.fake.faults import Plan as FaultPlan
from pos_desktop.platforms.shopify.fake.hands import Hands
from pos_desktop.platforms.shopify.fake.journal import Journal
from pos_desktop.platforms.shopify.fake.request import Premises
from pos_desktop.platforms.shopify.fake.schema import schema
from pos_desktop.platforms.shopify.fake.server import (
    VERSIONS,
    Desk,
    Request,
    Result,
    Server,
    no_entry,
    not_found,
    page,
    told,
)
from pos_desktop.platforms.shopify.fake.state import SHOP, Record, State

PRACTICE_TOKEN = "shpat_practice"  # noqa: S105 - opens the practice shop and nothing else
PRACTICE_SECRET = "practice-secret"  # noqa: S105 - as above


class FakeShopify(Hands):
    """A Shopify on this machine. `folder`: where it keeps its state over restarts; none: in memory alone."""

    def __init__(
        self,
        *,
        name: str = "Practice Shop",
        currency: str = "EUR",
        taxes_included: bool = True,
        timezone: str = "Europe/Berlin",
        plan: Plan = STANDARD,
        token: str = PRACTICE_TOKEN,
        secret: str = PRACTICE_SECRET,
        client_id: str = "practice-app",
        scopes: tuple[str, ...] = ALL_SCOPES,
        clock: Clock | None = None,
        folder: Path | None = None,
        seed: int = 0,
        port: int = 0,
    ) -> None:
        self.clock = clock or Clock()
        self.state = State(self.clock)
        self.faults = Faults(seed)
        self.gate = Gate(client_id, secret, plan.gift_cards)
        self.gate.install(token, scopes)
        self.courier = Courier(self.state, secret)
        self.bucket = Bucket(plan, self.clock.seconds)
        self._journal = Journal(self.state, folder) if folder is not None else None
        self._port = port  # 0: any that is free
        self._server: Server | None = None
        self._listener: threading.Thread | None = None
        self._engine: Engine | None = None
        self._premises: Premises | None = None
        self._files: tempfile.TemporaryDirectory[str] | None = None
        self.desk = Desk(self._operations, self._answer, self.faults.take, self._refusal)
        if self._journal is None or not self._journal.load():
            self._open(name, currency, taxes_included, timezone)
        if self._journal is not None:
            self._journal.snapshot()

    def _open(self, name: str, currency: str, taxes_included: bool, timezone: str) -> None:
        """A new shop: its facts and its first place."""
        at, plan = self.state.now(), self.bucket.plan
        domain = f"{''.join(c if c.isalnum() else '-' for c in name.casefold())}.myshopify.com"
        offset = self.clock.now().astimezone(ZoneInfo(timezone)).utcoffset()
        minutes = int(offset.total_seconds() // 60) if offset else 0
        self.state.put(
            {
                "_type": "Shop",
                "id": SHOP,
                "name": name,
                "email": "shop@example.com",
                "contactEmail": "shop@example.com",
                "currencyCode": currency,
                "enabledPresentmentCurrencies": [currency],
                "taxesIncluded": taxes_included,
                "myshopifyDomain": domain,
                "url": f"https://{domain}",
                "primaryDomain": {"id": "gid://shopify/Domain/1", "host": domain, "url": f"https://{domain}"},
                "shopAddress": {"id": "gid://shopify/ShopAddress/1", "coordinatesValidated": False},
                "plan": {
                    "displayName": plan.name,
                    "publicDisplayName": plan.name,
                    "shopifyPlus": plan.plus,
                },
                "features": {"giftCards": plan.gift_cards},
                "ianaTimezone": timezone,
                "timezoneAbbreviation": "CET" if timezone.startswith("Europe/") else "UTC",
                "timezoneOffset": f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}",
                "timezoneOffsetMinutes": minutes,
                "createdAt": at,
                "updatedAt": at,
            }
        )
        self.add_location("Shop")

    # -- its life

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def running(self) -> bool:
        """Whether it listens."""
        return self._server is not None

    @property
    def seen(self) -> list[tuple[str, frozenset[str]]]:
        """Paths and operations of the requests that arrived, in order."""
        return self.desk.seen

    def start(self) -> str:
        """Listens, on the same port as before if it did before; the address."""
        schema()  # its making takes a while: not on somebody's first request
        self._server = Server(self._port, self.desk)
        self._port = self._server.server_address[1]
        self._files = tempfile.TemporaryDirectory(prefix="practice-shop-")
        self._premises = Premises(self.address, Path(self._files.name))
        self._engine = Engine(self.state, self.gate, self.bucket, self._premises)
        self.courier.start()
        self._listener = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="practice-shop", daemon=True
        )
        self._listener.start()
        return self.address

    def close(self) -> None:
        """Gone from the network: connections break, its threads end, its state is kept."""
        self.faults.clear()
        if self._server is None or self._listener is None:
            return
        self._server.shutdown()
        self._listener.join()
        self._server.hang_up()
        self._server.server_close()
        self._server = self._listener = None
        self.courier.stop()
        self._end_work()
        if self._journal is not None:
            with self.state.lock:
                self._journal.snapshot()

    def _end_work(self) -> None:
        if self._premises is not None:
            self._premises.closing.set()
            for worker in self._premises.workers:
                worker.join()
        if self._files is not None:
            self._files.cleanup()
            self._files = None

    def __enter__(self) -> "FakeShopify":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def change_plan(self, plan: Plan) -> None:
        """The merchant changes the plan: another limit, gift cards or none."""
        with self.acting() as state:
            self.bucket = Bucket(plan, self.clock.seconds)
            if self._engine is not None:
                self._engine.bucket = self.bucket
            self.gate.gift_cards = plan.gift_cards
            state.shop["features"] = {"giftCards": plan.gift_cards}
            state.shop["plan"] = {
                "displayName": plan.name,
                "publicDisplayName": plan.name,
                "shopifyPlus": plan.plus,
            }
            state.touch(state.shop)

    def remove_app(self) -> None:
        """The merchant takes the app away: subscribers are told, its tokens end."""
        super().remove_app()
        self.gate.expire()

    def _keep(self) -> None:
        if self._journal is not None:
            self._journal.note()

    # -- answering

    def _operations(self, request: Request) -> frozenset[str]:
        if self._graphql(request):
            asked = request.json()
            return self.engine.operations(asked) if isinstance(asked, dict) else frozenset()
        return frozenset(["oauth" if request.path.startswith("/admin/oauth/") else "bulk"])

    @property
    def engine(self) -> Engine:
        """What runs the queries, once the shop is open."""
        assert self._engine is not None
        return self._engine

    def _graphql(self, request: Request) -> bool:
        return request.method == "POST" and request.path.endswith("/graphql.json")

    def _answer(self, request: Request) -> Result:
        if request.path == "/admin/oauth/access_token" and request.method == "POST":
            return self._oauth(request.form())
        if request.path.startswith("/bulk/") and request.method == "GET":
            return self._file(request.path.rpartition("/")[2])
        version = request.path.removeprefix("/admin/api/").removesuffix("/graphql.json")
        if not self._graphql(request) or version not in VERSIONS:
            return not_found()
        token = self.gate.who(request.token, self.clock.now().astimezone(UTC).timestamp())
        if token is None:
            return no_entry()
        asked = request.json()
        if not isinstance(asked, dict):
            return told({"errors": {"query": "Required parameter missing or invalid"}}, 400)
        with self.state.lock:
            body = self.engine.answer(asked, token)
            self._keep()
        return told(body, 200, ("X-Shopify-API-Version", version))

    def _oauth(self, form: dict[str, str]) -> Result:
        if (
            form.get("client_id") != self.gate.client_id
            or form.get("client_secret") != self.gate.client_secret
        ):
            return told({"error": "invalid_client"}, 400)
        at = self.clock.now().astimezone(UTC).timestamp()
        kind = form.get("grant_type", "")
        if kind == "refresh_token":
            answer = self.gate.renew(form.get("refresh_token", ""), at)
            return told(answer) if answer else told({"error": "invalid_grant"}, 400)
        if kind == "client_credentials":
            answer = self.gate.issue(at)
            return told({name: answer[name] for name in ("access_token", "scope", "expires_in")})
        return told({"error": "unsupported_grant_type"}, 400)

    def _file(self, name: str) -> Result:
        found = Path(self._files.name) / Path(name).name if self._files is not None else None
        if found is None or not found.is_file():
            return not_found()
        return Result(200, found.read_bytes(), "application/jsonl")

    def _refusal(self, plan: FaultPlan) -> Result:
        if plan.fault is Fault.THROTTLED:
            return told(self.engine.throttled())
        if plan.fault is Fault.TOO_MANY:
            body: Record = {"errors": "Exceeded 2 calls per second for api client."}
            return told(body, 429, ("Retry-After", plan.retry_after or "2.0"))
        if plan.fault is Fault.EXPIRED:
            self.gate.expire()
            return no_entry()
        if plan.fault is Fault.INTERNAL:
            wrong: Any = {"message": "Internal error.", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
            return told({"errors": [wrong]})
        return page(plan.status, plan.retry_after)
