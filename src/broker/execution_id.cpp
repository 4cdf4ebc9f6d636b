#include "broker/execution_id.hpp"

#include "base/text.hpp"

namespace bot::broker {

std::string execution_base(const ExecId& id) { return id.value().substr(0, id.value().rfind('.')); }

std::int64_t execution_version(const ExecId& id) {
  const auto dot = id.value().rfind('.');
  if (dot == std::string::npos) return 0;
  return parse_int(std::string_view(id.value()).substr(dot + 1)).value_or(0);
}

}  // namespace bot::broker
