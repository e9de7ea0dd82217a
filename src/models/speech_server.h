// For tests: a speech server of each kind, in this process, on a port of its own. It answers as the real ones do (paths,
// status codes, headers, bodies of errors) with real speech, and it can be told to misbehave.
#pragma once

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#include <httplib.h>
#pragma GCC diagnostic pop

#include <atomic>
#include <chrono>
#include <cmath>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "auteur/acting/voice.h"
#include "auteur/base/json.h"
#include "auteur/media/media.h"
#include "auteur/models/service.h"

namespace auteur::models {

// How it misbehaves; kMany: for good.
enum class Fault { kNone, kHang, kBusy, kBusyForLong, kBroken, kHalf, kHalfChunked, kPage, kHuge, kDrip, kElsewhere, kHere, kSilence, kNothing, kHalfWav, kEchoesKey, kNoCredit };
inline constexpr int kMany = 1 << 20;

class SpeechServer {
 public:
  static constexpr const char* kKey = "xi-7f3a9c-the-right-key-of-ana";

  // `newer`: a Piper that speaks at /synthesize.
  explicit SpeechServer(Kind kind, bool newer = true) : kind_(kind), newer_(newer) {
    server_.set_keep_alive_max_count(1);
    server_.new_task_queue = [] { return new httplib::ThreadPool(8); };
    routes();
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~SpeechServer() {
    release_ = true;
    server_.stop();
    thread_.join();
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  void be(Fault fault, int times = kMany) { fault_ = fault, faults_left_ = times; }
  void send_to(std::string other) { elsewhere_ = std::move(other); }
  int lines() const { return lines_; }       // that it was asked to speak, however that ended
  int requests() const { return requests_; }
  Json last() {                              // the last line that was asked for
    const std::lock_guard lock(mutex_);
    return last_;
  }
  std::string last_header(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return last_headers_.contains(name) ? last_headers_.at(name) : "";
  }
  acting::LineTake last_take() {
    const std::lock_guard lock(mutex_);
    return take_;
  }

  // What a person's services.toml has for it. `answer_s`: short where it hangs.
  Service service(double answer_s = 20, const std::string& name = "house") const {
    Service s = *service_from(name, {{"kind", name_of(kind_)}, {"url", url()}, {"connect_s", 2}, {"answer_s", answer_s}, {"tries", 3}}, {});
    s.limits.first_wait = Seconds(0.02);
    s.limits.longest_wait = Seconds(2);
    s.limits.body_bytes = 4 << 20;
    s.persons_own = true;
    return s;
  }

 private:
  using Request = httplib::Request;
  using Response = httplib::Response;

  static void json(Response& res, int status, const Json& body) {
    res.status = status;
    res.set_content(body.dump(), "application/json");
  }
  // As Flask has it.
  static void page(Response& res, int status, const std::string& title) {
    res.status = status;
    res.set_content("<!doctype html>\n<html lang=en>\n<title>" + std::to_string(status) + " " + title + "</title>\n<h1>" + title + "</h1>\n<p>See the server's log.</p>\n", "text/html; charset=utf-8");
  }

  void routes() {
    const auto listed = [this](auto handler) {
      return [this, handler](const Request& req, Response& res) {
        ++requests_;
        handler(req, res);
      };
    };
    if (kind_ == Kind::kPiper) {
      server_.Get("/voices", listed([](const Request&, Response& res) { json(res, 200, {{"en_US-lessac-medium", {{"language", {{"code", "en_US"}, {"name_english", "English"}}}, {"num_speakers", 1}}}, {"en_GB-vctk-medium", {{"num_speakers", 109}}}, {"de_DE-kerstin-low", {{"language", {{"code", "de_DE"}, {"name_english", "German"}}}, {"num_speakers", 1}}}}); }));
      if (newer_) {
        server_.Get("/", listed([](const Request&, Response& res) { res.set_content("<html><title>Piper</title></html>", "text/html"); }));
        server_.Get("/info", listed([this](const Request&, Response& res) { json(res, 200, {{"voice", {{"name", "en_US-lessac-medium"}, {"language", "en-us"}, {"num_speakers", 1}}}, {"last", info()}}); }));
      }
      server_.Post(newer_ ? "/synthesize" : "/", listed([this](const Request& req, Response& res) { piper(req, res); }));
      server_.set_error_handler([this](const Request& req, Response& res) {
        if (!res.body.empty()) return;
        if (newer_ && req.path == "/" && req.method == "POST") page(res, 405, "Method Not Allowed");
        else page(res, res.status, "Not Found");
      });
    } else if (kind_ == Kind::kOpenAi) {
      server_.Get("/v1/models", listed([this](const Request& req, Response& res) {
        if (openai_key(req, res)) json(res, 200, {{"object", "list"}, {"data", {{{"id", "gpt-4o-mini-tts"}, {"object", "model"}}}}});
      }));
      server_.Post("/v1/audio/speech", listed([this](const Request& req, Response& res) { openai(req, res); }));
      server_.set_error_handler([](const Request& req, Response& res) {
        if (res.body.empty()) json(res, res.status, {{"error", {{"message", "Invalid URL (" + req.method + " " + req.path + ")"}, {"type", "invalid_request_error"}, {"param", nullptr}, {"code", nullptr}}}});
      });
    } else {
      server_.Get("/v1/voices", listed([this](const Request& req, Response& res) {
        if (eleven_key(req, res)) json(res, 200, {{"voices", {{{"voice_id", "21m00Tcm4TlvDq8ikWAM"}, {"name", "Rachel"}, {"category", "premade"}}, {{"voice_id", "c10n3d0fMariaLopez00"}, {"name", "Maria"}, {"category", "cloned"}}}}});
      }));
      server_.Post(R"(/v1/text-to-speech/([^/]+)/with-timestamps)", listed([this](const Request& req, Response& res) { eleven(req, res); }));
      server_.set_error_handler([](const Request&, Response& res) {
        if (res.body.empty()) json(res, res.status, {{"detail", "Not Found"}});
      });
    }
  }

  bool openai_key(const Request& req, Response& res) {
    if (req.get_header_value("Authorization") == std::string("Bearer ") + kKey) return true;
    json(res, 401, {{"error", {{"message", "Incorrect API key provided: " + req.get_header_value("Authorization").substr(0, 20) + ". You can find your API key at https://platform.openai.com/account/api-keys."}, {"type", "invalid_request_error"}, {"param", nullptr}, {"code", "invalid_api_key"}}}});
    return false;
  }
  bool eleven_key(const Request& req, Response& res) {
    if (req.get_header_value("xi-api-key") == kKey) return true;
    json(res, 401, {{"detail", {{"status", req.has_header("xi-api-key") ? "invalid_api_key" : "needs_authorization"}, {"message", req.has_header("xi-api-key") ? "Invalid API key" : "Neither authorization header nor xi-api-key received, please provide one."}}}});
    return false;
  }

  // Every kind of server can do these; true: the answer is done.
  bool misbehaves(const Request& req, Response& res) {
    ++lines_;
    if (fault_ == Fault::kNone || faults_left_-- <= 0) return false;
    const auto busy = [&](const char* wait) {
      res.set_header("Retry-After", wait);
      if (kind_ == Kind::kElevenLabs) json(res, 429, {{"detail", {{"status", "too_many_concurrent_requests"}, {"message", "Too many concurrent requests. Your current subscription is associated with a maximum of 2 concurrent requests."}}}});
      else json(res, 429, {{"error", {{"message", "Rate limit reached for requests"}, {"type", "requests"}, {"param", nullptr}, {"code", "rate_limit_exceeded"}}}});
      return true;
    };
    switch (fault_.load()) {
      case Fault::kHang:
        for (int i = 0; i < 2000 && !release_; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return true;
      case Fault::kBusy: return busy("0");
      case Fault::kBusyForLong: return busy("3600");
      case Fault::kBroken: return page(res, 500, "Internal Server Error"), true;
      case Fault::kNoCredit: return json(res, 402, {{"detail", {{"status", "quota_exceeded"}, {"message", "This request exceeds your quota of 10000."}}}}), true;
      case Fault::kHalf:
        res.set_content_provider(200000, "audio/wav", [](std::size_t at, std::size_t, httplib::DataSink& sink) {
          if (at > 0) return false;
          const std::string some(90000, 'x');
          return sink.write(some.data(), some.size());
        });
        return true;
      case Fault::kHalfChunked:
        res.set_chunked_content_provider("audio/wav", [](std::size_t at, httplib::DataSink& sink) {
          if (at > 0) return false;
          const std::string some(90000, 'x');
          return sink.write(some.data(), some.size());
        });
        return true;
      case Fault::kPage: return page(res, 200, "Welcome to the router"), true;
      case Fault::kHuge:
        res.set_chunked_content_provider("audio/wav", [](std::size_t, httplib::DataSink& sink) {
          static const std::string lot(1 << 16, 'x');
          return sink.write(lot.data(), lot.size());
        });
        return true;
      case Fault::kDrip:
        res.set_content_provider(200000, "audio/wav", [this](std::size_t, std::size_t, httplib::DataSink& sink) {
          std::this_thread::sleep_for(std::chrono::milliseconds(20));
          return !release_ && sink.write("x", 1);
        });
        return true;
      case Fault::kElsewhere: return res.set_redirect(elsewhere_ + req.path, 307), true;
      case Fault::kHere: return res.set_redirect(url() + req.path, 308), true;
      case Fault::kNothing: return res.set_content("", "audio/wav"), true;
      case Fault::kSilence: {
        const auto wav = media::write_wav(std::vector<float>(24000, 0.f), 1, 24000, false);
        return res.set_content(std::string(wav.begin(), wav.end()), "audio/wav"), true;
      }
      case Fault::kHalfWav: {
        const auto wav = media::write_wav(std::vector<float>(24000, 0.1f), 1, 24000, false);
        return res.set_content(std::string(wav.begin(), wav.begin() + static_cast<std::ptrdiff_t>(wav.size() / 2)), "audio/wav"), true;
      }
      case Fault::kEchoesKey: {
        std::string seen;
        for (const auto& [name, value] : req.headers)
          if (name == "Authorization" || name == "xi-api-key") seen += name + ": " + value + "; ";
        return json(res, 400, {{"error", {{"message", "I was asked with " + seen}}}}), true;
      }
      case Fault::kNone: break;
    }
    return false;
  }

  void remember(const Request& req, const Json& body, acting::LineTake take) {
    const std::lock_guard lock(mutex_);
    last_ = body;
    last_headers_.clear();
    for (const auto& [name, value] : req.headers) last_headers_[name] = value;
    take_ = std::move(take);
  }

  static acting::LineTake spoken(const std::string& text, const char* voice, double pace) {
    acting::LineRequest line;
    line.text = text;
    line.voice = acting::find_voice(voice)->casting;
    line.voice.pace *= pace;
    return *acting::speak(line);
  }
  static std::string wav_of(const acting::LineTake& take, int rate) {
    // Every second or third sample of a filtered take; 48 kHz is a multiple of what is asked for.
    const auto step = static_cast<std::size_t>(48000 / rate);
    std::vector<float> s;
    for (std::size_t i = 0; i + step <= take.samples.size(); i += step) {
      float v = 0;
      for (std::size_t k = 0; k < step; ++k) v += take.samples[i + k];
      s.push_back(v / static_cast<float>(step));
    }
    std::string pcm;
    for (const float v : s) {
      const int x = static_cast<int>(std::lround(std::clamp(v, -1.f, 1.f) * 32767));
      pcm += static_cast<char>(x & 0xFF);
      pcm += static_cast<char>(x >> 8 & 0xFF);
    }
    return pcm;
  }
  static std::string as_wav(const std::string& pcm, int rate, bool streamed) {
    const auto four = [](std::uint32_t v) { return std::string{static_cast<char>(v & 0xFF), static_cast<char>(v >> 8 & 0xFF), static_cast<char>(v >> 16 & 0xFF), static_cast<char>(v >> 24)}; };
    const auto size = static_cast<std::uint32_t>(pcm.size());
    return "RIFF" + four(streamed ? 0xFFFFFFFFu : 36 + size) + "WAVEfmt " + four(16) + std::string("\1\0\1\0", 4) + four(static_cast<std::uint32_t>(rate)) + four(static_cast<std::uint32_t>(2 * rate)) + std::string("\2\0\x10\0", 4) + "data" + four(streamed ? 0xFFFFFFFFu : size) + pcm;
  }

  void piper(const Request& req, Response& res) {
    if (misbehaves(req, res)) return;
    const Json body = Json::parse(req.body, nullptr, false);
    if (!body.is_object() || body.value("text", "").empty()) return page(res, 500, "Internal Server Error");
    const auto take = spoken(body["text"], "headmistress", 1 / body.value("length_scale", 1.0));
    remember(req, body, take);
    res.set_content(as_wav(wav_of(take, 24000), 24000, false), "text/html; charset=utf-8");  // as Flask calls what it is not told
  }
  Json info() {
    const std::lock_guard lock(mutex_);
    if (last_.is_null()) return nullptr;
    Json alignments = Json::array();
    double at = 0;
    const auto add = [&](const char* phoneme, double to) {
      alignments.push_back({{"phoneme", phoneme}, {"seconds", std::max(0.0, to - at)}});
      at = std::max(at, to);
    };
    add("^", 0.02);
    for (const auto& w : take_.words) {
      add(" ", w.start.value);
      const double middle = 0.5 * (w.start + w.end).value;
      add("ə", middle);
      add("_", middle + 0.001);
      add("t", w.end.value);
    }
    add("$", take_.length().value);
    return {{"text", last_["text"]}, {"synthesize_seconds", 0.05}, {"phonemes", Json::array()}, {"alignments", alignments}};
  }

  void openai(const Request& req, Response& res) {
    if (misbehaves(req, res) || !openai_key(req, res)) return;
    const Json body = Json::parse(req.body, nullptr, false);
    const auto refuse = [&](int status, const std::string& message, const Json& param, const Json& code) { json(res, status, {{"error", {{"message", message}, {"type", "invalid_request_error"}, {"param", param}, {"code", code}}}}); };
    if (!body.is_object()) return refuse(400, "We could not parse the JSON body of your request.", nullptr, nullptr);
    if (body.value("model", "") != "gpt-4o-mini-tts" && body.value("model", "") != "tts-1") return refuse(404, "The model `" + body.value("model", "") + "` does not exist or you do not have access to it.", nullptr, "model_not_found");
    if (body["voice"] == "nobody") return json(res, 422, {{"detail", {{{"loc", {"body", "voice"}}, {"msg", "voice 'nobody' is not supported"}, {"type", "value_error"}}}}});
    if (body.value("input", "").size() > 4096) return refuse(400, "Invalid 'input': string too long.", "input", "string_above_max_length");
    const auto take = spoken(body["input"], "gravel", body.value("speed", 1.0));
    remember(req, body, take);
    const std::string pcm = wav_of(take, 24000);
    if (body.value("response_format", "mp3") == "pcm") res.set_content(pcm, "audio/pcm");
    else res.set_content(as_wav(pcm, 24000, true), "audio/wav");  // streamed: its header does not know its end
  }

  static std::string base64(const std::string& bytes) {
    static const char* letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
      std::uint32_t v = 0;
      for (std::size_t k = 0; k < 3; ++k) v = v << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
      for (std::size_t k = 0; k < 4; ++k) out += i + k > bytes.size() ? '=' : letters[v >> (18 - 6 * k) & 63];
    }
    return out;
  }
  void eleven(const Request& req, Response& res) {
    if (misbehaves(req, res) || !eleven_key(req, res)) return;
    const std::string voice = req.matches[1];
    if (voice != "21m00Tcm4TlvDq8ikWAM" && voice != "c10n3d0fMariaLopez00") return json(res, 404, {{"detail", {{"status", "voice_not_found"}, {"message", "A voice with the voice_id " + voice + " was not found."}}}});
    const Json body = Json::parse(req.body, nullptr, false);
    if (!body.is_object() || !body.contains("text")) return json(res, 422, {{"detail", {{{"loc", {"body", "text"}}, {"msg", "field required"}, {"type", "value_error.missing"}}}}});
    const int rate = std::atoi(req.get_param_value("output_format").substr(4).c_str());
    const std::string text = body["text"];
    const auto take = spoken(text, "girl", body["voice_settings"].value("speed", 1.0));
    remember(req, body, take);
    Json characters = Json::array(), starts = Json::array(), ends = Json::array();
    std::size_t word = 0, at = 0;
    double now = take.words.empty() ? 0 : take.words[0].start.value;
    while (at < text.size()) {
      if (text[at] == ' ') {
        const double next = word < take.words.size() ? take.words[word].start.value : now;
        characters.push_back(" "), starts.push_back(now), ends.push_back(std::max(now, next));
        now = std::max(now, next);
        ++at;
        continue;
      }
      const std::size_t end = std::min(text.find(' ', at), text.size());
      const double from = word < take.words.size() ? take.words[word].start.value : now, to = word < take.words.size() ? take.words[word].end.value : now;
      for (std::size_t i = at; i < end; ++i) {
        const double n = static_cast<double>(end - at), k = static_cast<double>(i - at);
        characters.push_back(std::string(1, text[i])), starts.push_back(from + (to - from) * k / n), ends.push_back(from + (to - from) * (k + 1) / n);
      }
      now = to;
      at = end;
      ++word;
    }
    const Json alignment{{"characters", characters}, {"character_start_times_seconds", starts}, {"character_end_times_seconds", ends}};
    json(res, 200, {{"audio_base64", base64(wav_of(take, rate))}, {"alignment", alignment}, {"normalized_alignment", alignment}});
  }

  Kind kind_;
  bool newer_;
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
  std::atomic<bool> release_ = false;
  std::atomic<Fault> fault_ = Fault::kNone;
  std::atomic<int> faults_left_ = 0, lines_ = 0, requests_ = 0;
  std::string elsewhere_;
  std::mutex mutex_;
  Json last_;
  std::map<std::string, std::string> last_headers_;
  acting::LineTake take_;
};

}  // namespace auteur::models
