// The ledger's tables and the views people read. The table `events` is the truth; a view is only a way to look at it.
#pragma once

#include <string_view>

namespace bot::sqlite {

inline constexpr int kApplicationId = 0x52423131;  // "RB11", in the file's header: this is no other program's file
inline constexpr int kSchemaVersion = 1;

// Append-only: the triggers keep a well-meant UPDATE out; the chain of hashes finds any other.
inline constexpr std::string_view kSchema = R"sql(
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  run_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE VIEW runs AS
  SELECT s.run_id, s.at AS started, s.body->>'mode' AS mode, s.body->>'session' AS session,
         e.at AS ended, e.body->>'$.result.outcome' AS outcome, e.body->>'$.result.exit_code' AS exit_code,
         e.body->>'$.result.message' AS message
  FROM events s LEFT JOIN events e ON e.run_id = s.run_id AND e.kind = 'run_ended'
  WHERE s.kind = 'run_started';
CREATE VIEW inputs AS
  SELECT seq, at, run_id, kind, coalesce(body->>'what', body->>'symbol') AS what, body->>'sha256' AS sha256
  FROM events WHERE kind IN ('inputs', 'bars');
CREATE VIEW decisions AS
  SELECT run_id, at, body->>'session' AS session, w.key AS symbol, w.value AS weight, body->>'sha256' AS sha256
  FROM events, json_each(body, '$.targets') w WHERE kind = 'decision';
CREATE VIEW orders AS
  SELECT p.run_id, p.at AS planned, p.body->>'session' AS session, i.value->>'key' AS order_key,
         i.value->>'symbol' AS symbol, i.value->>'side' AS side, i.value->>'quantity' AS intended,
         s.body->>'quantity' AS sent, s.body->>'limit' AS limit_price, s.body->>'order_id' AS order_id, s.at AS sent_at,
         (SELECT e.body->>'fact' FROM events e WHERE e.kind = 'order_evidence' AND e.body->>'key' = i.value->>'key'
          ORDER BY e.seq DESC LIMIT 1) AS last_fact,
         (SELECT sum(CAST(f.body->>'$.execution.quantity' AS REAL)) FROM events f
          WHERE f.kind = 'fill' AND f.body->>'$.execution.key' = i.value->>'key') AS filled
  FROM events p, json_each(p.body, '$.intents') i
  LEFT JOIN events s ON s.kind = 'order_sending' AND s.body->>'key' = i.value->>'key'
  WHERE p.kind = 'plan';
CREATE VIEW fills AS
  SELECT f.run_id, f.at, f.body->>'$.execution.exec_id' AS exec_id, f.body->>'$.execution.key' AS order_key,
         f.body->>'$.execution.symbol' AS symbol, f.body->>'$.execution.side' AS side,
         f.body->>'$.execution.quantity' AS quantity, f.body->>'$.execution.price' AS price,
         f.body->>'settles' AS settles,
         coalesce((SELECT c.body->>'commission' FROM events c WHERE c.kind = 'commission'
                   AND c.body->>'exec_id' = f.body->>'$.execution.exec_id' ORDER BY c.seq DESC LIMIT 1),
                  f.body->>'$.execution.commission') AS commission
  FROM events f WHERE f.kind = 'fill';
CREATE VIEW lots AS
  SELECT f.body->>'session' AS traded, f.body->>'$.execution.symbol' AS symbol,
         f.body->>'$.execution.quantity' AS quantity, f.body->>'settles' AS settles,
         (SELECT b.body->>('$.free_from."' || (f.body->>'$.execution.symbol') || '"') FROM events b
          WHERE b.kind = 'buys_settled' AND b.body->>'session' = f.body->>'session' ORDER BY b.seq DESC LIMIT 1) AS free_from
  FROM events f WHERE f.kind = 'fill' AND f.body->>'$.execution.side' = 'BUY';
CREATE VIEW cash AS
  SELECT at, run_id, kind, body->>'session' AS session, body->>'amount' AS movement, body->>'explanation' AS explanation,
         body->>'cash' AS cash, body->>'net_liquidation' AS net_liquidation
  FROM events WHERE kind IN ('cash_movement', 'nav');
)sql";

}  // namespace bot::sqlite
