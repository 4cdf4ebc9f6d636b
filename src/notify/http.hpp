// The port to HTTP, so that delivery can be tested without a network.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

namespace bot::notify {

struct HttpPost {
  Secret url{};
  std::string body{};
  std::string content_type = "application/json";
  Duration timeout = std::chrono::seconds(10);  // for everything together
};
struct HttpAnswer {
  int status = 0;
  std::map<std::string, std::string> headers{};  // names in lower case
  std::string body;                              // bounded
};

class HttpPoster {
 public:
  virtual ~HttpPoster() = default;
  // An answer of any status is a value. kTimeout; kNetwork for everything else; kConfig for an address that may not be
  // used (neither https nor loopback). No error names the address.
  virtual Result<HttpAnswer> post(const HttpPost& post) = 0;
};

// libcurl: https only (http to loopback excepted), TLS 1.2 at least and verified, no redirects, bounded answers.
// Initialises libcurl on the first post.
[[nodiscard]] std::unique_ptr<HttpPoster> make_curl_poster();

}  // namespace bot::notify
