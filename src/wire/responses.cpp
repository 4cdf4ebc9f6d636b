#include "wire/responses.hpp"

#include "base/text.hpp"

namespace bot::wire {

std::vector<std::string> ManagedAccounts::accounts() const {
  std::vector<std::string> found;
  for (const auto piece : split(list, ',')) {
    const auto account = trim(piece);
    if (!account.empty()) found.emplace_back(account);
  }
  return found;
}

}  // namespace bot::wire
