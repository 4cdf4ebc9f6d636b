#include "simulate/killer.hpp"

namespace bot::simulate {
namespace {

class KillableConnection final : public ports::Connection {
 public:
  KillableConnection(std::unique_ptr<ports::Connection> inner, Killer& killer)
      : inner_(std::move(inner)), killer_(killer) {}
  void set_handler(Handler handler) override { inner_->set_handler(std::move(handler)); }
  void send(std::string_view bytes) override {
    if (killer_.dead) return;
    killer_.step("before a frame");
    inner_->send(bytes);
    killer_.step("after a frame");
  }
  void close() override { inner_->close(); }
  [[nodiscard]] bool is_open() const override { return inner_->is_open(); }

 private:
  std::unique_ptr<ports::Connection> inner_;
  Killer& killer_;
};

}  // namespace

Result<std::unique_ptr<ports::Connection>> KillableNetwork::connect(const ports::Endpoint& to, UtcTime deadline) {
  BOT_TRY(auto connection, inner_.connect(to, deadline));
  return std::make_unique<KillableConnection>(std::move(connection), killer_);
}

}  // namespace bot::simulate
