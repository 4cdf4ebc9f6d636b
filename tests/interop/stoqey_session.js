// @stoqey/ib (npm) against a TWS socket: account, positions, history, quote, a what-if, one filled and one cancelled
// order. It complains about every surplus or missing field, and every such complaint is a failure here.
//
// Usage: NODE_PATH=node_modules node stoqey_session.js HOST PORT [SYMBOL]      prints one JSON object; exit 1 on a mismatch

const { IBApi, EventName, OrderAction, OrderType, TimeInForce, SecType, BarSizeSetting, WhatToShow } = require("@stoqey/ib");

const [host, port, symbol = "SPY"] = process.argv.slice(2);
if (!host || !port) {
  console.error("usage: stoqey_session.js HOST PORT [SYMBOL]");
  process.exit(2);
}
const ib = new IBApi({ host, port: Number(port), clientId: 44 });
const contract = { symbol, secType: SecType.STK, exchange: "SMART", currency: "USD" };
const complaints = [];
const results = {};

// The first arguments of an event for which `wanted` holds.
function next(event, wanted = () => true, seconds = 10) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`timed out: ${event}`)), seconds * 1000);
    const listener = (...values) => {
      if (!wanted(...values)) return;
      clearTimeout(timer);
      ib.off(event, listener);
      resolve(values);
    };
    ib.on(event, listener);
  });
}
function check(condition, what) {
  if (!condition) throw new Error(what);
}
async function asked(event, request, wanted) {
  const answer = next(event, wanted);
  request();
  return answer;
}

async function session() {
  ib.on(EventName.error, (error, code, id) => {
    const notice = (code >= 2100 && code < 2170) || code === 202 || code === 10243;
    if (!notice) complaints.push([code, id, String(error.message || error)]);
  });
  const [first] = await asked(EventName.nextValidId, () => ib.connect());
  const values = {};
  ib.on(EventName.accountSummary, (id, account, tag, value) => (values[tag] = value));
  await asked(EventName.accountSummaryEnd, () => ib.reqAccountSummary(9001, "All", "NetLiquidation,TotalCashValue,SettledCash"));
  check(Number(values.NetLiquidation) > 0, `summary ${JSON.stringify(values)}`);
  const held = {};
  ib.on(EventName.position, (account, what, quantity) => (held[what.symbol] = Number(quantity)));
  await asked(EventName.positionEnd, () => ib.reqPositions());
  const before = held[symbol] || 0;
  const [, details] = await asked(EventName.contractDetails, () => ib.reqContractDetails(9002, contract));
  check(details.contract.conId > 0 && details.liquidHours.length > 10, "contract details");
  let bars = 0;
  ib.on(EventName.historicalData, (id, time) => (bars += String(time).startsWith("finished") ? 0 : 1));
  await asked(EventName.historicalData,
    () => ib.reqHistoricalData(9003, contract, "", "1 M", BarSizeSetting.DAYS_ONE, WhatToShow.TRADES, 1, 1, false),
    (id, time) => String(time).startsWith("finished"));
  check(bars >= 15, `${bars} bars`);
  const ticks = {};
  ib.on(EventName.tickPrice, (id, type, price) => (ticks[type] = price));
  await asked(EventName.tickSnapshotEnd, () => ib.reqMktData(9004, contract, "", true, false));
  check(ticks[1] > 0 && ticks[1] < ticks[2], `quote ${JSON.stringify(ticks)}`);

  const order = (action, totalQuantity, lmtPrice, orderRef, more = {}) => ({
    action, totalQuantity, orderRef, tif: TimeInForce.DAY, transmit: true,
    orderType: lmtPrice ? OrderType.LMT : OrderType.MKT, ...(lmtPrice ? { lmtPrice } : {}), ...more });
  const cents = (price) => Math.round(price * 100) / 100;
  const [, , , state] = await asked(EventName.openOrder,
    () => ib.placeOrder(first, contract, order(OrderAction.BUY, 2, cents(ticks[2] * 1.001), "what", { whatIf: true })),
    (id) => id === first);
  check(Number(state.initMarginChange) > 0, `what-if ${JSON.stringify(state)}`);
  const commission = next(EventName.commissionReport);
  await asked(EventName.orderStatus, () => ib.placeOrder(first + 1, contract, order(OrderAction.BUY, 2, undefined, "ref-1")),
    (id, status) => id === first + 1 && status === "Filled");
  results.commission = (await commission)[0].commission;
  await asked(EventName.orderStatus, () => ib.placeOrder(first + 2, contract, order(OrderAction.BUY, 1, cents(ticks[1] * 0.9), "ref-2")),
    (id, status) => id === first + 2 && status === "Submitted");
  await asked(EventName.orderStatus, () => ib.cancelOrder(first + 2), (id, status) => id === first + 2 && status === "Cancelled");
  await asked(EventName.error, () => ib.placeOrder(first + 3, contract, order(OrderAction.BUY, 1.5, cents(ticks[2]), "ref-3")),
    (error, code, id) => id === first + 3 && code === 10243);
  let shares = 0;
  ib.on(EventName.execDetails, (id, what, execution) => (shares += id === 9005 ? Number(execution.shares) : 0));
  await asked(EventName.execDetailsEnd, () => ib.reqExecutions(9005, {}));
  check(shares >= 2, `executions of ${shares}`);
  const completed = [];
  ib.on(EventName.completedOrder, (what, done) => completed.push(done.orderRef));
  await asked(EventName.completedOrdersEnd, () => ib.reqCompletedOrders(false));
  check(completed.includes("ref-1") && completed.includes("ref-2"), `completed ${completed}`);
  await asked(EventName.openOrderEnd, () => ib.reqAllOpenOrders());
  await asked(EventName.accountDownloadEnd, () => ib.reqAccountUpdates(true, ""));
  check(held[symbol] === before + 2, `position ${held[symbol]}`);
  check(complaints.length === 0, JSON.stringify(complaints));
  return { ...results, server_version: ib.serverVersion, bars, held, summary: values };
}

session().then(
  (result) => { console.log(JSON.stringify(result)); process.exit(0); },
  (error) => { console.log(JSON.stringify({ error: error.message, complaints })); process.exit(1); });
