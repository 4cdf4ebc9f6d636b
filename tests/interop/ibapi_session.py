"""The official Python client against a TWS socket: the same walk as ib_async_session.py, at the newest text version.

Usage: ibapi_session.py HOST PORT [SYMBOL]

Needs ibapi (PyPI: nautilus-ibapi, protobuf) and an account that may trade now. Prints one JSON object; exits 1 on any mismatch.
"""

import json
import sys
import threading
import time
from decimal import Decimal

from ibapi.client import EClient
from ibapi.contract import Contract
from ibapi.execution import ExecutionFilter
from ibapi.order import Order
from ibapi.order_cancel import OrderCancel
from ibapi.wrapper import EWrapper


class Mismatch(Exception):
    pass


class App(EWrapper, EClient):
    def __init__(self):
        EClient.__init__(self, self)
        self.seen = []
        self.next_id = None

    def note(self, kind, *values):
        self.seen.append((kind, *values))

    def of(self, kind):
        return [entry[1:] for entry in list(self.seen) if entry[0] == kind]

    def nextValidId(self, orderId):
        self.next_id = orderId

    def error(self, reqId, *rest):
        code = rest[1] if isinstance(rest[1], int) else rest[0]
        self.note("error", reqId, code)

    def accountSummary(self, reqId, account, tag, value, currency):
        self.note("summary", account, tag, value)

    def accountSummaryEnd(self, reqId):
        self.note("summary_end")

    def position(self, account, contract, position, avgCost):
        self.note("position", contract.symbol, position, avgCost)

    def positionEnd(self):
        self.note("position_end")

    def contractDetails(self, reqId, details):
        self.note("details", details.contract.conId, details.liquidHours)

    def contractDetailsEnd(self, reqId):
        self.note("details_end")

    def historicalData(self, reqId, bar):
        self.note("bar", bar.date, bar.open, bar.high, bar.low, bar.close)

    def historicalDataEnd(self, reqId, start, end):
        self.note("bars_end", start, end)

    def tickPrice(self, reqId, tickType, price, attrib):
        self.note("tick", tickType, price)

    def tickSnapshotEnd(self, reqId):
        self.note("ticks_end")

    def openOrder(self, orderId, contract, order, state):
        self.note("open", orderId, order.orderRef, state.status, state.initMarginChange, order.whatIf)

    def openOrderEnd(self):
        self.note("open_end")

    def orderStatus(self, orderId, status, filled, remaining, avgFillPrice, *rest):
        self.note("status", orderId, status, filled, avgFillPrice)

    def execDetails(self, reqId, contract, execution):
        self.note("execution", execution.orderId, execution.execId, execution.shares, execution.orderRef)

    def execDetailsEnd(self, reqId):
        self.note("executions_end")

    def commissionReport(self, report):
        # Newer versions of the library call it commissionAndFees.
        amount = report.commissionAndFees if hasattr(report, "commissionAndFees") else report.commission
        self.note("commission", report.execId, amount)

    commissionAndFeesReport = commissionReport

    def completedOrder(self, contract, order, state):
        self.note("completed", order.orderRef, state.status)

    def completedOrdersEnd(self):
        self.note("completed_end")


def check(condition, what):
    if not condition:
        raise Mismatch(what)


def until(done, what, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = done()
        if value:
            return value
        time.sleep(0.02)
    raise Mismatch(f"timed out: {what}")


def order_of(action, shares, limit, ref, **more):
    order = Order()
    order.action = action
    order.totalQuantity = Decimal(shares)
    order.orderType = "LMT" if limit else "MKT"
    if limit:
        order.lmtPrice = limit
    order.tif = "DAY"
    order.orderRef = ref
    for name, value in more.items():
        setattr(order, name, value)
    return order


def session(host, port, symbol):
    app = App()
    app.connect(host, port, 43)
    threading.Thread(target=app.run, daemon=True).start()
    until(lambda: app.next_id is not None, "nextValidId")
    contract = Contract()
    contract.symbol, contract.secType, contract.exchange, contract.currency = symbol, "STK", "SMART", "USD"

    app.reqAccountSummary(9001, "All", "NetLiquidation,TotalCashValue,SettledCash,AccountType")
    until(lambda: app.of("summary_end"), "account summary")
    values = {tag: value for _, tag, value in app.of("summary")}
    check(float(values["NetLiquidation"]) > 0 and values["AccountType"] == "INDIVIDUAL", f"summary {values}")
    app.reqPositions()
    until(lambda: app.of("position_end"), "positions")
    held_before = dict((s, p) for s, p, _ in app.of("position")).get(symbol, 0)
    app.reqContractDetails(9002, contract)
    until(lambda: app.of("details_end"), "contract details")
    check(len(app.of("details")) == 1, "one contract")
    app.reqHistoricalData(9003, contract, "", "1 M", "1 day", "TRADES", 1, 1, False, [])
    until(lambda: app.of("bars_end"), "history")
    check(len(app.of("bar")) >= 15, f"{len(app.of('bar'))} bars")
    app.reqMarketDataType(3)
    app.reqMktData(9004, contract, "", True, False, [])
    until(lambda: app.of("ticks_end"), "snapshot")
    ticks = dict(app.of("tick"))
    bid, ask = (ticks.get(1) or ticks.get(66)), (ticks.get(2) or ticks.get(67))
    check(0 < bid < ask, f"quote {bid} / {ask}")

    first = app.next_id
    app.placeOrder(first, contract, order_of("BUY", 2, round(ask * 1.001, 2), "what", whatIf=True))
    answer = until(lambda: [o for o in app.of("open") if o[0] == first], "what-if")[0]
    check(float(answer[3]) > 0 and answer[4], f"what-if {answer}")
    app.placeOrder(first + 1, contract, order_of("BUY", 2, None, "ref-1"))
    until(lambda: [s for s in app.of("status") if s[0] == first + 1 and s[1] == "Filled"], "fill")
    until(lambda: app.of("commission"), "commission")
    app.placeOrder(first + 2, contract, order_of("BUY", 1, round(bid * 0.9, 2), "ref-2"))
    until(lambda: [s for s in app.of("status") if s[0] == first + 2 and s[1] == "Submitted"], "working")
    app.cancelOrder(first + 2, OrderCancel())
    until(lambda: [s for s in app.of("status") if s[0] == first + 2 and s[1] == "Cancelled"], "cancelled")
    until(lambda: [e for e in app.of("error") if e == (first + 2, 202)], "202")
    app.placeOrder(first + 3, contract, order_of("BUY", "1.5", round(ask, 2), "ref-3"))
    refused = until(lambda: [e for e in app.of("error") if e[0] == first + 3], "an answer to a fraction")
    check(refused[0][1] == 10243, f"fraction {refused}")
    app.placeOrder(first + 3, contract, order_of("BUY", 1, round(ask, 2), "ref-4"))
    until(lambda: [e for e in app.of("error") if e == (first + 3, 103)], "103")

    app.reqExecutions(9005, ExecutionFilter())
    until(lambda: app.of("executions_end"), "executions")
    mine = {e[1]: e[2] for e in app.of("execution") if e[0] == first + 1}
    check(sum(mine.values()) == 2, f"executions {mine}")
    app.reqCompletedOrders(False)
    until(lambda: app.of("completed_end"), "completed orders")
    check({"ref-1", "ref-2"} <= {ref for ref, _ in app.of("completed")}, "completed orders")
    until(lambda: [p for p in app.of("position") if p[0] == symbol and p[1] == held_before + 2], "position after the fill")
    version = app.serverVersion()
    app.disconnect()
    return {"server_version": version, "bars": len(app.of("bar")), "errors": app.of("error"), "summary": values}


def main():
    if len(sys.argv) not in (3, 4):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        result = session(sys.argv[1], int(sys.argv[2]), sys.argv[3] if len(sys.argv) == 4 else "SPY")
    except Mismatch as error:
        print(json.dumps({"error": str(error)}))
        return 1
    print(json.dumps(result, default=str))
    return 0


if __name__ == "__main__":
    sys.exit(main())
