// `bot doctor` as text and JSON.
#pragma once

#include <string>

#include "monitor/check.hpp"
#include "report/json.hpp"
#include "report/table.hpp"

namespace bot::report {

struct DoctorFrame {
  std::string account;
  bool simulated = false;  // else what the gateway's own settings should be is listed as well
};

// 0, or that of a configuration that has to be mended first.
[[nodiscard]] int doctor_exit_code(const monitor::CheckList& checks);
[[nodiscard]] Json doctor_json(const monitor::CheckList& checks, const DoctorFrame& frame);
[[nodiscard]] std::string doctor_text(const monitor::CheckList& checks, const DoctorFrame& frame,
                                      const TextStyle& style);

}  // namespace bot::report
