#include "auteur/models/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include "speech_server.h"

namespace auteur::models {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Clock = std::chrono::steady_clock;

double since(Clock::time_point t) { return std::chrono::duration<double>(Clock::now() - t).count(); }

struct StopAfter final : Progress {
  Clock::time_point at;
  explicit StopAfter(double seconds) : at(Clock::now() + std::chrono::milliseconds(static_cast<int>(1000 * seconds))) {}
  bool cancelled() const override { return Clock::now() > at; }
};

// Short deadlines are for those that hang: a busy machine may speak slowly.
HttpLimits quick() {
  HttpLimits l;
  l.connect = Seconds(2), l.whole = Seconds(20), l.tries = 3, l.first_wait = Seconds(0.02), l.longest_wait = Seconds(2), l.body_bytes = 4 << 20;
  return l;
}

// One line asked of a server that is told to misbehave.
Result<HttpAnswer> asked(SpeechServer& server, const HttpLimits& limits = quick(), const std::string& key = SpeechServer::kKey) {
  Progress progress;
  return ask({.server = "house", .method = "POST", .url = server.url() + "/v1/audio/speech", .headers = {{"Authorization", "Bearer " + key}, {"Content-Type", "application/json"}}, .body = R"({"model":"tts-1","input":"Yes.","voice":"alloy"})", .key = key}, limits, progress);
}
std::string why(const Result<HttpAnswer>& r) { return r ? "answered " + std::to_string(r->status) : r.error().text(); }

TEST(Http, AnAnswerComesWithItsStatusAndType) {
  SpeechServer server(Kind::kOpenAi);
  const auto r = asked(server);
  ASSERT_TRUE(r) << why(r);
  EXPECT_EQ(r->status, 200);
  EXPECT_EQ(r->type, "audio/wav");
  EXPECT_EQ(r->tries, 1);
  EXPECT_GT(r->body.size(), 10000u);
  EXPECT_EQ(asked(server, quick(), "another key than the right one")->status, 401);  // no fault of the connection
}

TEST(Http, AHangCostsOneDeadlineAndNoMore) {
  SpeechServer server(Kind::kOpenAi);
  server.be(Fault::kHang);
  HttpLimits limits = quick();
  limits.whole = Seconds(0.6);
  const auto began = Clock::now();
  const auto r = asked(server, limits);
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(why(r), AllOf(HasSubstr("house (http://127.0.0.1:"), HasSubstr("does not answer within 0.6 s"), HasSubstr("answer_s")));
  EXPECT_LT(since(began), 3);
  EXPECT_EQ(server.lines(), 1);
}

TEST(Http, AStopIsHeardWithinATenthOfASecond) {
  SpeechServer server(Kind::kOpenAi);
  server.be(Fault::kHang);
  HttpLimits limits = quick();
  limits.whole = Seconds(60);
  StopAfter stop(0.2);
  const auto began = Clock::now();
  const auto r = ask({.server = "house", .method = "POST", .url = server.url() + "/v1/audio/speech", .body = "{}"}, limits, stop);
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, ErrorCode::kCancelled);
  EXPECT_LT(since(began), 0.5);
}

TEST(Http, BusyAndBrokenServersAreAskedAgainAndNotForever) {
  SpeechServer server(Kind::kOpenAi);
  server.be(Fault::kBusy, 2);
  auto r = asked(server);
  ASSERT_TRUE(r) << why(r);
  EXPECT_EQ(r->status, 200);
  EXPECT_EQ(r->tries, 3);
  server.be(Fault::kBroken, 1);
  r = asked(server);
  ASSERT_TRUE(r) << why(r);
  EXPECT_EQ(r->tries, 2);
  server.be(Fault::kBroken);
  EXPECT_THAT(why(asked(server)), AllOf(HasSubstr("fault of its own (500, 3 times)"), HasSubstr("Internal Server Error"), HasSubstr("log")));
  server.be(Fault::kBusy);
  const int before = server.lines();
  EXPECT_THAT(why(asked(server)), AllOf(HasSubstr("asked too much (429, 3 times): \"Rate limit reached"), HasSubstr("later")));
  EXPECT_EQ(server.lines() - before, 3);
}

TEST(Http, AWaitThatIsTooLongIsNotWaited) {
  SpeechServer server(Kind::kOpenAi);
  server.be(Fault::kBusyForLong);
  const auto began = Clock::now();
  EXPECT_THAT(why(asked(server)), HasSubstr("It asks to wait 3600 s"));
  EXPECT_LT(since(began), 1);
  EXPECT_EQ(server.lines(), 1);
}

TEST(Http, HalfAnAnswerIsNone) {
  SpeechServer server(Kind::kOpenAi);
  for (const Fault half : {Fault::kHalf, Fault::kHalfChunked}) {
    server.be(half, 1);
    const auto again = asked(server);
    ASSERT_TRUE(again) << why(again);
    EXPECT_EQ(again->tries, 2);
    server.be(half);
    EXPECT_THAT(why(asked(server)), AllOf(HasSubstr("broke off"), HasSubstr("90000 bytes came")));
  }
}

TEST(Http, TooMuchAndTooSlowAreCutOff) {
  SpeechServer server(Kind::kOpenAi);
  server.be(Fault::kHuge);
  EXPECT_THAT(why(asked(server)), HasSubstr("sends more than 4 MB for one line"));
  server.be(Fault::kDrip);
  HttpLimits limits = quick();
  limits.whole = Seconds(0.6);
  const auto began = Clock::now();
  EXPECT_THAT(why(asked(server, limits)), AllOf(HasSubstr("answers too slowly"), HasSubstr("bytes came")));
  EXPECT_LT(since(began), 3);
}

TEST(Http, RedirectsStayInTheHouse) {
  SpeechServer server(Kind::kOpenAi), other(Kind::kOpenAi);
  server.send_to(other.url());
  server.be(Fault::kElsewhere);
  const auto r = asked(server);
  EXPECT_THAT(why(r), AllOf(HasSubstr("sends us on to " + other.url()), HasSubstr("nothing is sent to a server that was not named")));
  EXPECT_EQ(other.requests(), 0);
  server.be(Fault::kHere, 1);  // 308 to itself keeps what was asked
  EXPECT_EQ(asked(server)->status, 200);
  server.be(Fault::kHere);
  EXPECT_THAT(why(asked(server)), HasSubstr("sends us on and on"));
}

TEST(Http, NobodyThereIsSaidAtOnce) {
  std::string url;
  { url = SpeechServer(Kind::kPiper).url(); }
  Progress progress;
  const auto began = Clock::now();
  auto r = ask({.server = "piper", .url = url + "/voices"}, quick(), progress);
  EXPECT_THAT(why(r), AllOf(HasSubstr("piper (" + url + ") does not answer: nothing listens there"), HasSubstr("Start the server")));
  EXPECT_LT(since(began), 1);
  r = ask({.server = "piper", .url = "http://no-such-host.invalid/voices"}, quick(), progress);
  EXPECT_THAT(why(r), AllOf(HasSubstr("piper (http://no-such-host.invalid)"), HasSubstr("cannot be found")));
}

TEST(Http, WhatDoesNotSpeakHttpIsToldApart) {
  const int listening = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof here;
  ASSERT_EQ(::bind(listening, reinterpret_cast<sockaddr*>(&here), size), 0);
  ASSERT_EQ(::listen(listening, 4), 0);
  ::getsockname(listening, reinterpret_cast<sockaddr*>(&here), &size);
  std::thread other([listening] {
    const int c = ::accept(listening, nullptr, nullptr);
    const char hello[] = "SSH-2.0-OpenSSH_9.2\r\n";
    if (::write(c, hello, sizeof hello - 1) > 0) std::this_thread::sleep_for(std::chrono::milliseconds(100));
    ::close(c);
  });
  Progress progress;
  EXPECT_THAT(why(ask({.server = "piper", .url = "http://127.0.0.1:" + std::to_string(ntohs(here.sin_port))}, quick(), progress)), HasSubstr("does not speak HTTP"));
  other.join();
  ::close(listening);
}

// A server whose certificate nobody signed but itself.
TEST(Http, NothingIsSentToAServerThatCannotProveWhoItIs) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  ASSERT_GT(X509_sign(certificate, key, EVP_sha256()), 0);
  httplib::SSLServer server(certificate, key);
  std::atomic<int> heard = 0;
  server.Post("/v1/audio/speech", [&](const httplib::Request&, httplib::Response&) { ++heard; });
  const int port = server.bind_to_any_port("127.0.0.1");
  std::thread thread([&] { server.listen_after_bind(); });
  while (!server.is_running()) std::this_thread::yield();
  Progress progress;
  const auto r = ask({.server = "openai", .method = "POST", .url = "https://127.0.0.1:" + std::to_string(port) + "/v1/audio/speech", .headers = {{"Authorization", "Bearer x"}}, .body = "{}"}, quick(), progress);
  EXPECT_THAT(why(r), AllOf(HasSubstr("cannot prove who it is"), HasSubstr("nothing was sent")));
  EXPECT_EQ(heard, 0);
  server.stop();
  thread.join();
  X509_free(certificate);
  EVP_PKEY_free(key);
}

TEST(Http, PlainHttpStaysOnTheOwnNetwork) {
  Progress progress;
  const auto began = Clock::now();
  const auto r = ask({.server = "far", .url = "http://192.0.2.7/voices"}, quick(), progress);  // reserved for documents: nobody is there
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, ErrorCode::kRefused);
  EXPECT_THAT(why(r), AllOf(HasSubstr("not in this house"), HasSubstr("https"), HasSubstr("plain_http")));
  EXPECT_LT(since(began), 0.5);
}

TEST(Http, AddressesArePlain) {
  EXPECT_EQ(origin_of("https://API.elevenlabs.io/v1/voices?x=1"), "https://api.elevenlabs.io");
  EXPECT_EQ(origin_of("http://127.0.0.1:5000/"), "http://127.0.0.1:5000");
  EXPECT_EQ(origin_of("file:///etc/passwd"), "");
  for (const char* good : {"http://127.0.0.1:5000", "https://example.com/speech", "http://[::1]:8080"}) EXPECT_TRUE(check_url(good)) << good;
  for (const char* bad : {"", "piper", "ftp://x", "file:///etc/passwd", "http://", "http://me:secret@x", "https://x/?key=abc", "https://x/#y", "javascript:alert(1)"}) EXPECT_FALSE(check_url(bad)) << bad;
}

TEST(Http, NoPieceOfAKeyIsEverShown) {
  const std::string key = SpeechServer::kKey;
  EXPECT_EQ(without_key("x " + key + " y", key), "x [key] y");
  EXPECT_EQ(without_key("Bearer " + key.substr(3, 12) + "***" + key.substr(20), key), "Bearer [key]***[key]");
  EXPECT_EQ(without_key("nothing of it", key), "nothing of it");
  EXPECT_EQ(without_key("abc", "abc"), "[key]");
  EXPECT_EQ(words_of_server(R"({"error":{"message":"Incorrect API key provided: )" + key + R"(.","code":"x"}})", key), "Incorrect API key provided: [key].");
  EXPECT_EQ(words_of_server(R"({"detail":{"status":"quota_exceeded","message":"No credits."}})", ""), "No credits.");
  EXPECT_EQ(words_of_server(R"({"detail":[{"loc":["body"],"msg":"field required","type":"x"}]})", ""), "field required");
  EXPECT_EQ(words_of_server("<html><h1>Bad\nGateway</h1></html>", ""), "Bad Gateway");
  EXPECT_EQ(words_of_server("\xff\xfe\x00", ""), "");
  EXPECT_LE(words_of_server(std::string(5000, 'x'), "").size(), 203u);
}

}  // namespace
}  // namespace auteur::models
