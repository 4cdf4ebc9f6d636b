// What single values cannot show: combinations that are impossible (errors) or without effect (warnings). Pure.
#pragma once

#include "config/origin.hpp"
#include "config/settings.hpp"

namespace bot::config {

void check_combinations(const Settings& settings, const Origins& origins, Remarks& remarks);

}  // namespace bot::config
