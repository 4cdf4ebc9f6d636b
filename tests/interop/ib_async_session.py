"""A stock ib_async client against a TWS socket: account, positions, history, one filled and one cancelled order.

Usage: ib_async_session.py HOST PORT [SYMBOL]

Needs ib_async (PyPI) and an account that may trade now. Prints one JSON object; exits 1 on any mismatch.
"""

import asyncio
import json
import math
import sys

from ib_async import IB, LimitOrder, MarketOrder, Stock


class Mismatch(Exception):
    pass


def check(condition, what):
    if not condition:
        raise Mismatch(what)


def usd(values, tag):
    found = [v.value for v in values if v.tag == tag and v.currency == "USD"]
    check(found, f"no {tag} in USD")
    return float(found[0])


async def until(done, what, seconds=10):
    for _ in range(int(seconds * 20)):
        if done():
            return
        await asyncio.sleep(0.05)
    raise Mismatch(f"timed out: {what}")


async def session(host, port, symbol):
    ib = IB()
    ib.RaiseRequestErrors = True
    errors = []
    ib.errorEvent += lambda req_id, code, text, contract: errors.append([req_id, code, text])
    await ib.connectAsync(host, port, clientId=41, timeout=10)
    account = ib.managedAccounts()[0]
    summary = await ib.accountSummaryAsync(account)
    cash_before, net_before = usd(summary, "TotalCashValue"), usd(summary, "NetLiquidation")
    check(net_before > 0, "NetLiquidation is not positive")
    held_before = {p.contract.symbol: p.position for p in ib.positions(account)}

    contract = Stock(symbol, "SMART", "USD")
    details = await ib.reqContractDetailsAsync(contract)
    check(len(details) == 1 and details[0].contract.conId > 0, "one contract")
    await ib.qualifyContractsAsync(contract)
    bars = await ib.reqHistoricalDataAsync(contract, "", "1 M", "1 day", "TRADES", True)
    check(len(bars) >= 15, f"only {len(bars)} daily bars in a month")
    check(all(b.low <= min(b.open, b.close) and b.high >= max(b.open, b.close) for b in bars), "a bar out of its range")
    adjusted = await ib.reqHistoricalDataAsync(contract, "", "1 M", "1 day", "ADJUSTED_LAST", True)
    check([b.date for b in adjusted] == [b.date for b in bars], "TRADES and ADJUSTED_LAST have different dates")
    check(math.isclose(adjusted[-1].close, bars[-1].close, rel_tol=2e-3), "ADJUSTED_LAST ends elsewhere")

    ib.reqMarketDataType(3)
    [ticker] = await ib.reqTickersAsync(contract)
    check(0 < ticker.bid < ticker.ask, f"quote {ticker.bid} / {ticker.ask}")
    check(ticker.close > 0, "no previous close")

    what_if = await ib.whatIfOrderAsync(contract, LimitOrder("BUY", 1, round(ticker.ask * 1.001, 2), account=account))
    check(float(what_if.initMarginChange) > 0, "what-if without a margin change")

    market = MarketOrder("BUY", 3, account=account, tif="DAY", orderRef="interop-1")
    bought = ib.placeOrder(contract, market)
    await until(bought.isDone, "market order")
    check(bought.orderStatus.status == "Filled" and bought.orderStatus.remaining == 0, bought.orderStatus.status)
    await until(lambda: bought.fills and bought.fills[0].commissionReport.commission > 0, "commission report")
    price = bought.orderStatus.avgFillPrice
    check(abs(price / ticker.ask - 1) < 0.01, f"filled at {price}, ask {ticker.ask}")

    resting = LimitOrder("BUY", 1, round(ticker.bid * 0.9, 2), account=account, tif="DAY", orderRef="interop-2")
    waiting = ib.placeOrder(contract, resting)
    await until(lambda: waiting.orderStatus.status == "Submitted", "limit order working")
    check(len(await ib.reqAllOpenOrdersAsync()) == 1, "one open order")
    ib.cancelOrder(resting)
    await until(waiting.isDone, "cancel")
    check(waiting.orderStatus.status == "Cancelled", waiting.orderStatus.status)

    executions = await ib.reqExecutionsAsync()
    mine = [f for f in executions if f.execution.permId == bought.orderStatus.permId]
    check(sum(f.execution.shares for f in mine) == 3, "executions do not add up")
    completed = await ib.reqCompletedOrdersAsync(False)
    check({"interop-1", "interop-2"} <= {t.order.orderRef for t in completed}, "completed orders")
    held = {p.contract.symbol: p.position for p in await ib.reqPositionsAsync()}
    check(held.get(symbol, 0) == held_before.get(symbol, 0) + 3, f"position {held.get(symbol)}")
    commission = sum(f.commissionReport.commission for f in bought.fills)
    await until(lambda: abs(usd(ib.accountValues(account), "TotalCashValue") - (cash_before - 3 * price - commission)) < 0.011,
                "cash after the fill")

    server_version = ib.client.serverVersion()
    ib.disconnect()
    return {
        "account": account,
        "bars": len(bars),
        "cash_before": cash_before,
        "commission": commission,
        "errors": errors,
        "held": held,
        "net_before": net_before,
        "price": price,
        "server_version": server_version,
    }


def main():
    if len(sys.argv) not in (3, 4):
        print(__doc__, file=sys.stderr)
        return 2
    symbol = sys.argv[3] if len(sys.argv) == 4 else "SPY"
    try:
        result = asyncio.run(session(sys.argv[1], int(sys.argv[2]), symbol))
    except (Mismatch, asyncio.TimeoutError, ConnectionError) as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}))
        return 1
    print(json.dumps(result, sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
