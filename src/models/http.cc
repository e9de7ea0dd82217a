#include "auteur/models/http.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <memory>
#include <mutex>

#include "auteur/base/text.h"

namespace auteur::models {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMostRedirects = 3;
constexpr long kSlowBytes = 16;  // a second: below this nothing comes that anybody would wait for
constexpr int kPollMs = 50;

struct Easy { void operator()(CURL* c) const { curl_easy_cleanup(c); } };
struct Multi { void operator()(CURLM* m) const { curl_multi_cleanup(m); } };
struct Slist { void operator()(curl_slist* l) const { curl_slist_free_all(l); } };

void start_curl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

// This machine and its own network: loopback, link-local, and what RFC 1918 and RFC 4193 keep private.
bool is_near(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    const std::uint32_t ip = ntohl(reinterpret_cast<const sockaddr_in*>(address)->sin_addr.s_addr);
    return ip >> 24 == 127 || ip >> 24 == 10 || ip >> 20 == 0xAC1 || ip >> 16 == 0xC0A8 || ip >> 16 == 0xA9FE;
  }
  if (address->sa_family != AF_INET6) return false;
  const std::uint8_t* b = reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr.s6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr)) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    std::memcpy(&v4.sin_addr, b + 12, 4);
    return is_near(reinterpret_cast<const sockaddr*>(&v4));
  }
  return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr) || (b[0] & 0xFE) == 0xFC || (b[0] == 0xFE && (b[1] & 0xC0) == 0x80);
}

struct Exchange {
  HttpAnswer answer;
  std::size_t most = 0;
  bool only_near = false, too_large = false, too_far = false;
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& x = *static_cast<Exchange*>(self);
  if (x.answer.body.size() + size * count > x.most) {
    x.too_large = true;
    return 0;
  }
  x.answer.body.append(data, size * count);
  return size * count;
}

// Asked with the address in hand, so that no name can lead plain http out of the house.
curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& x = *static_cast<Exchange*>(self);
  if (x.only_near && !is_near(&address->addr)) {
    x.too_far = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

struct Ended { CURLcode code = CURLE_OK; bool stopped = false; Seconds retry_after; std::string redirect; };

std::string url_part(const std::string& url, CURLUPart part) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> u(curl_url(), &curl_url_cleanup);
  char* text = nullptr;
  if (!u || curl_url_set(u.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK || curl_url_get(u.get(), part, &text, part == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0) != CURLUE_OK) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

Result<Ended> exchange_once(const HttpRequest& request, const std::string& url, const HttpLimits& limits, Exchange& x, Progress& progress) {
  const std::unique_ptr<CURL, Easy> easy(curl_easy_init());
  const std::unique_ptr<CURLM, Multi> multi(curl_multi_init());
  if (!easy || !multi) return fail(ErrorCode::kUnavailable, "There is not enough memory to ask a server. Close other programs and try again.");
  x = {};
  x.most = limits.body_bytes;
  const bool plain = url_part(url, CURLUPART_SCHEME) == "http";
  x.only_near = plain && !request.plain_http;
  CURL* c = easy.get();
  std::unique_ptr<curl_slist, Slist> headers;
  const auto header = [&](const std::string& line) {
    if (curl_slist* longer = curl_slist_append(headers.get(), line.c_str())) headers.release(), headers.reset(longer);
  };
  for (const auto& [name, value] : request.headers) header(name + ": " + value);
  header("Expect:");
  const auto ms = [](Seconds s) { return static_cast<long>(std::max(1.0, s.value * 1000)); };
  curl_easy_setopt(c, CURLOPT_URL, url.c_str());
  curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(c, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  if (plain) curl_easy_setopt(c, CURLOPT_PROXY, "");
  curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(c, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(c, CURLOPT_USERAGENT, "Auteur");
  curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, ms(limits.connect));
  curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, ms(limits.whole));
  curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, kSlowBytes);
  curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, std::max(1L, static_cast<long>(limits.stall.value + 0.5)));
  curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, &x);
  curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(c, CURLOPT_WRITEDATA, &x);
  if (request.method == "POST") {
    curl_easy_setopt(c, CURLOPT_POST, 1L);
    curl_easy_setopt(c, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  curl_multi_add_handle(multi.get(), c);
  Ended ended;
  for (int running = 1; running > 0;) {
    if (curl_multi_perform(multi.get(), &running) != CURLM_OK) break;
    if (progress.cancelled()) {
      ended.stopped = true;
      break;
    }
    if (running > 0) curl_multi_poll(multi.get(), nullptr, 0, kPollMs, nullptr);
  }
  int left = 0;
  while (const CURLMsg* m = curl_multi_info_read(multi.get(), &left))
    if (m->msg == CURLMSG_DONE) ended.code = m->data.result;
  curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &x.answer.status);
  const char* type = nullptr;
  if (curl_easy_getinfo(c, CURLINFO_CONTENT_TYPE, &type) == CURLE_OK && type) x.answer.type = lower(trim(std::string_view(type).substr(0, std::string_view(type).find(';'))));
  curl_off_t wait = 0;
  if (curl_easy_getinfo(c, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK) ended.retry_after = Seconds(static_cast<double>(wait));
  const char* to = nullptr;
  if (curl_easy_getinfo(c, CURLINFO_REDIRECT_URL, &to) == CURLE_OK && to) ended.redirect = to;
  curl_multi_remove_handle(multi.get(), c);
  return ended;
}

bool worth_another_try(const Ended& e, long status) {
  if (e.code == CURLE_OK) return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
  return e.code == CURLE_PARTIAL_FILE || e.code == CURLE_GOT_NOTHING || e.code == CURLE_RECV_ERROR || e.code == CURLE_SEND_ERROR || e.code == CURLE_HTTP2 || e.code == CURLE_HTTP2_STREAM;
}

std::string seconds_words(Seconds s) { return fmt::format("{:.{}f} s", s.value, s.value < 10 && s.value != std::floor(s.value) ? 1 : 0); }

// Waits in small steps; false: stopped.
bool wait_for(Seconds seconds, Progress& progress) {
  const auto until = Clock::now() + std::chrono::duration<double>(seconds.value);
  while (Clock::now() < until) {
    if (progress.cancelled()) return false;
    ::usleep(20000);
  }
  return !progress.cancelled();
}

Error broken(const HttpRequest& request, const Ended& e, const Exchange& x, const HttpLimits& limits) {
  const std::string where = fmt::format("{} ({})", request.server, origin_of(request.url));
  const auto error = [](ErrorCode code, std::string message) { return Error{code, std::move(message), {}, {}}; };
  if (x.too_far) return error(ErrorCode::kRefused, fmt::format("{} is asked over plain http, and it is not in this house: everybody on the way could read and change what is said (rule: unencrypted only on the own network). Use https, or write plain_http = true for this service.", where));
  if (x.too_large) return error(ErrorCode::kUnavailable, fmt::format("{} sends more than {} MB for one line. That is no speech; check what runs there.", where, limits.body_bytes >> 20));
  switch (e.code) {
    case CURLE_COULDNT_RESOLVE_HOST: return error(ErrorCode::kUnavailable, fmt::format("{} cannot be found: there is no host of that name, or no network. Check the address and the connection.", where));
    case CURLE_COULDNT_CONNECT: return error(ErrorCode::kUnavailable, fmt::format("{} does not answer: nothing listens there. Start the server, or correct its url.", where));
    case CURLE_OPERATION_TIMEDOUT:
      return error(ErrorCode::kUnavailable, x.answer.body.empty() ? fmt::format("{} does not answer within {}. Is it busy, or stuck? Start it anew, or give it longer: answer_s in its service.", where, seconds_words(std::min(limits.whole, x.answer.status ? limits.whole : std::max(limits.connect, limits.stall))))
                                                                  : fmt::format("{} answers too slowly: {} bytes came, and then too little for {}. Give it longer (answer_s, stall_s in its service), or use a faster one.", where, x.answer.body.size(), seconds_words(std::min(limits.stall, limits.whole))));
    case CURLE_PARTIAL_FILE: case CURLE_GOT_NOTHING: case CURLE_RECV_ERROR: case CURLE_SEND_ERROR: case CURLE_HTTP2: case CURLE_HTTP2_STREAM:
      return error(ErrorCode::kUnavailable, fmt::format("{} broke off: {} bytes came, and the answer was not whole. Look into the server's log, and try again.", where, x.answer.body.size()));
    case CURLE_PEER_FAILED_VERIFICATION: case CURLE_SSL_CONNECT_ERROR: case CURLE_SSL_CERTPROBLEM: case CURLE_SSL_CIPHER: case CURLE_SSL_ISSUER_ERROR:
      return error(ErrorCode::kUnavailable, fmt::format("{} cannot prove who it is ({}), so nothing was sent. Check its certificate and this machine's clock.", where, curl_easy_strerror(e.code)));
    case CURLE_UNSUPPORTED_PROTOCOL: case CURLE_WEIRD_SERVER_REPLY: return error(ErrorCode::kUnavailable, fmt::format("What runs at {} does not speak HTTP. Correct the url of the service.", where));
    default: return error(ErrorCode::kUnavailable, fmt::format("{} could not be asked: {}.", where, curl_easy_strerror(e.code)));
  }
}

}  // namespace

std::string origin_of(std::string_view url) {
  start_curl();
  const std::string text(url), scheme = url_part(text, CURLUPART_SCHEME), host = url_part(text, CURLUPART_HOST), port = url_part(text, CURLUPART_PORT);
  if ((scheme != "http" && scheme != "https") || host.empty()) return {};
  const bool usual = port == (scheme == "http" ? "80" : "443");
  return scheme + "://" + lower(host) + (usual ? "" : ":" + port);
}

Status check_url(const std::string& url) {
  if (origin_of(url).empty() || url.size() > 2000) return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is no address of a server. Write it as \"http://127.0.0.1:5000\" or \"https://api.example.com\".", url.substr(0, 100)));
  if (!url_part(url, CURLUPART_USER).empty() || !url_part(url, CURLUPART_PASSWORD).empty() || !url_part(url, CURLUPART_QUERY).empty() || !url_part(url, CURLUPART_FRAGMENT).empty())
    return fail(ErrorCode::kInvalidInput, "The url of a service is its plain address, without a name, a password or anything after '?': keys are kept elsewhere (docs/voices.md).");
  return {};
}

Result<HttpAnswer> ask(const HttpRequest& request, const HttpLimits& limits, Progress& progress) {
  start_curl();
  TRY(check_url(request.url.substr(0, request.url.find('?'))));
  std::string url = request.url;
  Exchange x;
  int redirects = 0;
  for (int attempt = 1;; ++attempt) {
    const Ended e = TRY(exchange_once(request, url, limits, x, progress));
    if (e.stopped || progress.cancelled()) return fail(ErrorCode::kCancelled, "Stopped.");
    const std::string where = fmt::format("{} ({})", request.server, origin_of(url));
    if (e.code == CURLE_OK && x.answer.status >= 300 && x.answer.status < 400) {
      const std::string to = origin_of(e.redirect);
      const bool again = x.answer.status == 307 || x.answer.status == 308 || request.method == "GET";
      if (to != origin_of(request.url)) return fail(ErrorCode::kUnavailable, fmt::format("{} sends us on to {}, and nothing is sent to a server that was not named. If that is right, write it as the url of this service.", where, to.empty() ? "nowhere" : to));
      if (!again || ++redirects > kMostRedirects) return fail(ErrorCode::kUnavailable, fmt::format("{} sends us on and on without an answer (status {}). Correct the url of the service.", where, x.answer.status));
      url = e.redirect;
      --attempt;
      continue;
    }
    const bool transient = worth_another_try(e, x.answer.status);
    if (!transient && e.code == CURLE_OK && !x.too_large) {
      x.answer.tries = attempt;
      return std::move(x.answer);
    }
    const Seconds wait = std::max(e.retry_after, limits.first_wait * static_cast<double>(1u << std::min(attempt - 1, 10)));
    const bool too_long = e.retry_after > limits.longest_wait;
    if (!transient || attempt >= std::max(1, limits.tries) || too_long) {
      if (e.code != CURLE_OK) return std::unexpected(broken(request, e, x, limits));
      const std::string says = words_of_server(x.answer.body, request.key), asked = attempt > 1 ? fmt::format(", {} times", attempt) : "";
      const std::string why = says.empty() ? "" : fmt::format(": \"{}\"", says);
      if (x.answer.status == 429) return fail(ErrorCode::kUnavailable, fmt::format("{} is asked too much (429{}){}.{} Try again later, or look at the limits of your account.", where, asked, why, too_long ? fmt::format(" It asks to wait {}.", seconds_words(e.retry_after)) : ""));
      return fail(ErrorCode::kUnavailable, fmt::format("{} has a fault of its own ({}{}){}.{} Look into its log, and try again.", where, x.answer.status, asked, why, too_long ? fmt::format(" It asks to wait {}.", seconds_words(e.retry_after)) : ""));
    }
    if (!wait_for(std::min(wait, limits.longest_wait), progress)) return fail(ErrorCode::kCancelled, "Stopped.");
  }
}

}  // namespace auteur::models
