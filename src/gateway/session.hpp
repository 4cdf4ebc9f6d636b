// One client's connection: the handshake, frames in and out at the negotiated version, and what it subscribed to.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/quote.hpp"
#include "model/symbol.hpp"
#include "ports/network.hpp"
#include "wire/codec.hpp"
#include "wire/frame.hpp"
#include "wire/handshake.hpp"

namespace bot::gateway {

enum class Stage { kHello, kStartApi, kReady, kSilent, kClosed };

struct QuoteStream {
  Symbol symbol;
  MarketDataType type = MarketDataType::kLive;  // as answered by MARKET_DATA_TYPE
  std::map<int, std::string> sent;              // by tick type, encoded: only changes are sent again
};

struct BarStream {  // keepUpToDate of daily bars
  Symbol symbol;
};

struct PnlStream {
  std::optional<Symbol> symbol{};  // of this position; nothing: of the account
  std::string sent{};              // encoded: only changes are sent again
};

enum class MultiContent { kEverything, kLedger };  // of ACCOUNT_UPDATE_MULTI: ledgerAndNLV

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(std::unique_ptr<ports::Connection> connection, std::int64_t number);

  // Whole requests among the bytes; also does the handshake. kProtocol: close this client.
  // `greeting`: the connection time as the handshake reports it.
  [[nodiscard]] Result<std::vector<wire::Request>> take(std::string_view bytes, const std::string& greeting);
  // Frames and sends, where the message exists at this version. Nothing once closed.
  void send(const wire::Response& response);
  void close();

  [[nodiscard]] bool is_ready() const { return stage == Stage::kReady; }
  [[nodiscard]] ports::Connection& connection() { return *connection_; }
  [[nodiscard]] int version() const { return version_; }

  const std::int64_t number;  // of all connections, from 1
  Stage stage = Stage::kHello;
  std::int64_t client_id = -1;
  bool wants_account = false;
  bool wants_positions = false;
  std::map<std::int64_t, std::string> summaries;  // request id → tags
  std::map<std::int64_t, MultiContent> multis;
  std::map<std::int64_t, QuoteStream> quotes;
  std::map<std::int64_t, BarStream> bars;
  std::map<std::int64_t, PnlStream> pnls;
  MarketDataType market_data_type = MarketDataType::kLive;

 private:
  std::unique_ptr<ports::Connection> connection_;
  wire::HelloReader hello_;
  wire::FrameSplitter frames_;
  int version_ = 0;
};

}  // namespace bot::gateway
