#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>

#include "base/text.hpp"
#include "base/web_address.hpp"
#include "notify/http.hpp"

namespace bot::notify {
namespace {

constexpr std::size_t kMaxAnswer = std::size_t{256} * 1024;
constexpr std::size_t kMaxHeaders = 128;

struct Received {
  HttpAnswer answer;
  bool too_large = false;
};

std::size_t receive_body(char* bytes, std::size_t size, std::size_t count, void* target) {
  auto& received = *static_cast<Received*>(target);
  if (received.answer.body.size() + size * count > kMaxAnswer) {
    received.too_large = true;
    return 0;
  }
  received.answer.body.append(bytes, size * count);
  return size * count;
}

std::size_t receive_header(char* bytes, std::size_t size, std::size_t count, void* target) {
  auto& received = *static_cast<Received*>(target);
  const std::string_view line = trim(std::string_view(bytes, size * count));
  if (line.starts_with("HTTP/")) received.answer.headers.clear();  // an interim answer came before
  const auto colon = line.find(':');
  if (colon != std::string_view::npos && received.answer.headers.size() < kMaxHeaders)
    received.answer.headers[lower(trim(line.substr(0, colon)))] = std::string(trim(line.substr(colon + 1)));
  return size * count;
}

struct HandleCloser {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListCloser {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

class CurlPoster final : public HttpPoster {
 public:
  Result<HttpAnswer> post(const HttpPost& post) override {
    if (!is_allowed_address(post.url.reveal()))
      return fail(ErrorCode::kConfig, "the address is not https", "",
                  "Only https is allowed; http to a loopback address is the exception.");
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    const std::unique_ptr<CURL, HandleCloser> handle(curl_easy_init());
    if (!handle) return fail(ErrorCode::kNetwork, "libcurl cannot start");
    CURL* curl = handle.get();
    const bool loopback = is_loopback_address(post.url.reveal());
    const auto milliseconds = static_cast<long>(std::max<std::int64_t>(1, post.timeout.count()));
    Received received;
    std::unique_ptr<curl_slist, ListCloser> headers(
        curl_slist_append(nullptr, fmt::format("Content-Type: {}", post.content_type).c_str()));
    headers.reset(curl_slist_append(headers.release(), "Expect:"));
    curl_easy_setopt(curl, CURLOPT_URL, post.url.reveal().c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, loopback ? "http,https" : "https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    // As OpenSSL's own programs do: somebody's own certificate authority, named by its usual variables.
    if (const char* file = std::getenv("SSL_CERT_FILE"); file != nullptr && *file != '\0')
      curl_easy_setopt(curl, CURLOPT_CAINFO, file);
    if (const char* folder = std::getenv("SSL_CERT_DIR"); folder != nullptr && *folder != '\0')
      curl_easy_setopt(curl, CURLOPT_CAPATH, folder);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, milliseconds);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, milliseconds);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (loopback) curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "bot/" BOT_VERSION);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, post.body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(post.body.size()));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &received);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, receive_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &received);
    const CURLcode code = curl_easy_perform(curl);
    if (code == CURLE_OPERATION_TIMEDOUT)
      return fail(ErrorCode::kTimeout,
                  fmt::format("no complete answer in {:.1f} s", static_cast<double>(milliseconds) / 1000));
    if (received.too_large)
      return fail(ErrorCode::kNetwork, fmt::format("the answer is larger than {} KiB", kMaxAnswer / 1024));
    // The generic text: libcurl's detailed one may name the address.
    if (code != CURLE_OK)
      return fail(ErrorCode::kNetwork, fmt::format("the post did not get through ({})", curl_easy_strerror(code)));
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    received.answer.status = static_cast<int>(status);
    return std::move(received.answer);
  }
};

}  // namespace

std::unique_ptr<HttpPoster> make_curl_poster() { return std::make_unique<CurlPoster>(); }

}  // namespace bot::notify
