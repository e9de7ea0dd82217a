#include "speech.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "auteur/models/exchange.h"
#include "speech_server.h"

namespace auteur::models {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Clock = std::chrono::steady_clock;

constexpr const char* kLine = "Somebody had to keep the lamp, and it was me.";
constexpr const char* kRachel = "21m00Tcm4TlvDq8ikWAM";

SpeechRequest request(const std::string& voice = "", const std::string& text = kLine, const std::string& manner = "", const std::string& reading = "") {
  acting::LineRequest line;
  line.text = text;
  line.manner = manner;
  line.reading = reading;
  SpeechRequest r;
  r.wish = *acting::wish_of(line);
  r.voice = voice;
  r.language = "en";
  r.seed = 7;
  return r;
}
Result<Speech> said(const Service& service, const SpeechRequest& r, const std::string& key = SpeechServer::kKey) {
  Progress progress;
  return speak(service, key, r, progress);
}
std::string why(const Result<Speech>& r) { return r ? "spoke" : r.error().text(); }

// Words with the server's own times are where the server says them, in its sound.
void has_times(const Speech& speech, const acting::LineTake& truth, double within) {
  ASSERT_EQ(speech.words.size(), truth.words.size());
  for (std::size_t i = 0; i < truth.words.size(); ++i) {
    EXPECT_NEAR(speech.words[i].start.value, truth.words[i].start.value, within) << truth.words[i].text;
    EXPECT_NEAR(speech.words[i].end.value, truth.words[i].end.value, within) << truth.words[i].text;
  }
}

TEST(Piper, BothOfItsKindsSpeakAndTheNewerGivesItsTimes) {
  for (const bool newer : {false, true}) {
    SpeechServer server(Kind::kPiper, newer);
    SpeechRequest r = request("en_GB-vctk-medium", kLine, "quickly", "");
    r.settings["speaker"] = "p226";
    const auto speech = said(server.service(), r);
    ASSERT_TRUE(speech) << why(speech);
    EXPECT_EQ(speech->rate, 24000);
    EXPECT_EQ(speech->characters, static_cast<int>(std::string(kLine).size()));
    const Json asked = server.last();
    EXPECT_EQ(asked["text"], kLine);
    EXPECT_EQ(asked["voice"], "en_GB-vctk-medium");
    EXPECT_EQ(asked["speaker"], "p226");
    EXPECT_LT(asked["length_scale"].get<double>(), 0.9);
    EXPECT_NEAR(static_cast<double>(speech->samples.size()) / 24000, server.last_take().length().value, 0.01);
    if (newer) has_times(*speech, server.last_take(), 0.01);
    else EXPECT_THAT(speech->words, IsEmpty());
  }
}

TEST(Piper, AVoiceThatItHasNotIsSaidInsteadOfItsDefault) {
  SpeechServer server(Kind::kPiper);
  EXPECT_THAT(why(said(server.service(), request("en_GB-vctk-mediun"))), AllOf(HasSubstr("has no voice 'en_GB-vctk-mediun'"), HasSubstr("Did you mean 'en_GB-vctk-medium'"), HasSubstr("auteur voices --service house")));
  EXPECT_EQ(server.lines(), 0);
}

TEST(Piper, WhatItCannotDoIsSaid) {
  SpeechServer server(Kind::kPiper);
  const auto speech = said(server.service(), request("", "I never said that. Not once.", "whispering", "I *never* said that. <slow>Not once.</slow>"));
  ASSERT_TRUE(speech) << why(speech);
  EXPECT_THAT(speech->notes, AllOf(Contains(HasSubstr("cannot whisper")), Contains(HasSubstr("stress single words: \"never\"")), Contains(HasSubstr("\"Not once\""))));
}

TEST(OpenAi, IsToldHowToSpeakAndItsStreamedWavIsRead) {
  SpeechServer server(Kind::kOpenAi);
  const auto speech = said(server.service(), request("alloy", "I never said that.", "coldly", "I *never* said that."));
  ASSERT_TRUE(speech) << why(speech);
  EXPECT_EQ(server.last_header("Authorization"), std::string("Bearer ") + SpeechServer::kKey);
  const Json asked = server.last();
  EXPECT_EQ(asked["model"], "gpt-4o-mini-tts");
  EXPECT_EQ(asked["voice"], "alloy");
  EXPECT_EQ(asked["response_format"], "wav");
  EXPECT_THAT(asked["instructions"].get<std::string>(), AllOf(HasSubstr("How: coldly."), HasSubstr("Stress \"never\".")));
  EXPECT_NEAR(static_cast<double>(speech->samples.size()) / 24000, server.last_take().length().value, 0.01);
  EXPECT_THAT(speech->notes, IsEmpty());
  Service pcm = server.service();
  pcm.format = "pcm";
  const auto plain = said(pcm, request("alloy", "I never said that.", "coldly", "I *never* said that."));
  ASSERT_TRUE(plain) << why(plain);
  ASSERT_EQ(plain->samples.size(), speech->samples.size());
  EXPECT_NEAR(plain->samples[9000], speech->samples[9000], 1e-4);
}

TEST(OpenAi, AModelWithoutDirectionSaysSoAndAMadeVoiceGoesById) {
  SpeechServer server(Kind::kOpenAi);
  Service old = server.service();
  old.model = "tts-1";
  const auto speech = said(old, request("voice_1234", kLine, "sadly"));
  ASSERT_TRUE(speech) << why(speech);
  EXPECT_THAT(speech->notes, Contains(HasSubstr("tts-1 takes no direction")));
  EXPECT_FALSE(server.last().contains("instructions"));
  EXPECT_EQ(server.last()["voice"], Json({{"id", "voice_1234"}}));
}

TEST(OpenAi, RefusalsAreToldWithTheWayOut) {
  SpeechServer server(Kind::kOpenAi);
  Service service = server.service();
  const std::string wrong = "sk-wrong-0123456789";
  EXPECT_THAT(why(said(service, request("alloy"), wrong)), AllOf(HasSubstr("refuses (401)"), HasSubstr("Check the key"), Not(HasSubstr("0123456789"))));
  EXPECT_THAT(why(said(service, request("alloy"), "")), HasSubstr("It wants a key: write house = "));
  service.persons_own = false;
  EXPECT_THAT(why(said(service, request("alloy"), "")), HasSubstr("keys go only to servers that you name yourself"));
  EXPECT_THAT(why(said(service, request("nobody"))), AllOf(HasSubstr("refuses (422): \"voice 'nobody' is not supported\""), HasSubstr("auteur voices --service house")));
  service.model = "gpt-9";
  EXPECT_THAT(why(said(service, request("alloy"))), AllOf(HasSubstr("refuses (404)"), HasSubstr("does not exist")));
  const int before = server.lines();
  EXPECT_THAT(why(said(service, request("alloy", std::string(4097, 'a')))), HasSubstr("has 4097 characters; house takes 4096"));
  EXPECT_EQ(server.lines(), before);
}

TEST(ElevenLabs, SpeaksWithTimesContextAndSeed) {
  SpeechServer server(Kind::kElevenLabs);
  SpeechRequest r = request(kRachel, kLine, "slowly");
  r.previous = "Before.", r.next = "After.";
  r.settings["stability"] = 0.8;
  const auto speech = said(server.service(), r);
  ASSERT_TRUE(speech) << why(speech);
  EXPECT_EQ(server.last_header("xi-api-key"), SpeechServer::kKey);
  const Json asked = server.last();
  EXPECT_EQ(asked["text"], kLine);
  EXPECT_EQ(asked["model_id"], "eleven_multilingual_v2");
  EXPECT_EQ(asked["seed"], 7);
  EXPECT_EQ(asked["previous_text"], "Before.");
  EXPECT_EQ(asked["next_text"], "After.");
  EXPECT_FALSE(asked.contains("language_code"));  // that model refuses it
  EXPECT_LT(asked["voice_settings"]["speed"].get<double>(), 0.95);
  EXPECT_GE(asked["voice_settings"]["stability"].get<double>(), 0.7);
  has_times(*speech, server.last_take(), 0.02);
  EXPECT_EQ(speech->words[2].text, "to");
  Service flash = server.service();
  flash.model = "eleven_flash_v2_5";
  ASSERT_TRUE(said(flash, r));
  EXPECT_EQ(server.last()["language_code"], "en");
}

TEST(ElevenLabs, RefusalsAreToldWithTheWayOut) {
  SpeechServer server(Kind::kElevenLabs);
  EXPECT_THAT(why(said(server.service(), request(kRachel), "xi-a-wrong-key")), AllOf(HasSubstr("refuses (401): \"Invalid API key\""), HasSubstr("Check the key")));
  EXPECT_THAT(why(said(server.service(), request("nosuchvoice"))), AllOf(HasSubstr("refuses (404): \"A voice with the voice_id nosuchvoice was not found.\""), HasSubstr("auteur voices")));
  EXPECT_THAT(why(said(server.service(), request("../../user"))), HasSubstr("is no voice of ElevenLabs"));  // no way to another path
  server.be(Fault::kNoCredit);
  EXPECT_THAT(why(said(server.service(), request(kRachel))), AllOf(HasSubstr("(402)"), HasSubstr("no credit left")));
  server.be(Fault::kBusy);
  EXPECT_THAT(why(said(server.service(), request(kRachel))), HasSubstr("429, 3 times): \"Too many concurrent requests"));
}

TEST(Speech, WhatIsNoSoundIsRefusedByEveryConnector) {
  for (const Kind kind : {Kind::kPiper, Kind::kOpenAi, Kind::kElevenLabs}) {
    SpeechServer server(kind);
    const std::string voice = kind == Kind::kElevenLabs ? kRachel : "";
    for (const auto& [fault, words] : {std::pair{Fault::kPage, "Welcome to the router"}, {Fault::kNothing, "sends no"}, {Fault::kHalfWav, "half a sound"}, {Fault::kHuge, "more than 4 MB"}, {Fault::kHalf, "broke off"}, {Fault::kHang, "does not answer within"}, {Fault::kDrip, "too slowly"}, {Fault::kBroken, "fault of its own"}}) {
      server.be(fault);
      const auto r = said(server.service(fault == Fault::kHang || fault == Fault::kDrip ? 0.6 : 20), request(voice));
      ASSERT_FALSE(r) << name_of(kind) << " " << words;
      if (kind == Kind::kElevenLabs && (fault == Fault::kPage || fault == Fault::kHalfWav || fault == Fault::kNothing)) EXPECT_THAT(why(r), HasSubstr("sends no sound"));
      else if (fault == Fault::kNothing) EXPECT_THAT(why(r), HasSubstr("nothing at all"));
      else EXPECT_THAT(why(r), HasSubstr(words)) << name_of(kind);
      EXPECT_THAT(why(r), HasSubstr("house (http://127.0.0.1:"));
    }
  }
}

TEST(Speech, AServerThatEchoesTheKeyDoesNotGiveItAway) {
  for (const Kind kind : {Kind::kOpenAi, Kind::kElevenLabs}) {
    SpeechServer server(kind);
    server.be(Fault::kEchoesKey);
    const auto r = said(server.service(), request(kind == Kind::kElevenLabs ? kRachel : "alloy"));
    ASSERT_FALSE(r);
    EXPECT_THAT(why(r), AllOf(HasSubstr("[key]"), Not(HasSubstr("right-key")), Not(HasSubstr("7f3a9c"))));
  }
}

TEST(Speech, ListsAreReadWithWhatIsThere) {
  Progress progress;
  SpeechServer piper(Kind::kPiper), openai(Kind::kOpenAi), eleven(Kind::kElevenLabs);
  const auto a = voices_of(piper.service(), "", progress);
  ASSERT_TRUE(a);
  ASSERT_EQ(a->size(), 3u);
  EXPECT_EQ((*a)[0].words, "German");
  EXPECT_EQ((*a)[1].id, "en_GB-vctk-medium");
  const auto b = voices_of(openai.service(), SpeechServer::kKey, progress);
  ASSERT_TRUE(b) << b.error().text();
  EXPECT_THAT(*b, IsEmpty());
  EXPECT_FALSE(voices_of(openai.service(), "wrong", progress));
  const auto c = voices_of(eleven.service(), SpeechServer::kKey, progress);
  ASSERT_TRUE(c);
  EXPECT_EQ((*c)[0].words, "Rachel, premade");
}

TEST(Exchange, AServerThatHangsIsAskedOnceAMake) {
  SpeechServer server(Kind::kPiper);
  server.be(Fault::kHang);
  Exchange exchange;
  Progress progress;
  const auto began = Clock::now();
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  for (int i = 0; i < 12; ++i)
    threads.emplace_back([&] {
      const auto r = exchange.speak(server.service(0.6), "make 1", request(), progress);
      failed += !r && r.error().text().find("does not answer within") != std::string::npos;
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(failed, 12);
  EXPECT_EQ(server.lines(), 1);
  EXPECT_LT(std::chrono::duration<double>(Clock::now() - began).count(), 2);
  server.be(Fault::kNone);
  EXPECT_FALSE(exchange.speak(server.service(), "make 1", request(), progress));  // not in this make
  EXPECT_TRUE(exchange.speak(server.service(), "make 2", request(), progress));
}

TEST(Exchange, ALineThatCannotBeSaidStopsNoOther) {
  SpeechServer server(Kind::kPiper);
  Exchange exchange;
  Progress progress;
  EXPECT_FALSE(exchange.speak(server.service(), "make 1", request("no such voice"), progress));
  EXPECT_TRUE(exchange.speak(server.service(), "make 1", request(), progress));
}

TEST(Base64, IsReadAsWrittenAndNothingElse) {
  EXPECT_EQ(from_base64(""), "");
  EXPECT_EQ(from_base64("TWFu"), "Man");
  EXPECT_EQ(from_base64("TWE="), "Ma");
  EXPECT_EQ(from_base64("TQ=="), "M");
  EXPECT_EQ(from_base64("TQ"), "M");
  EXPECT_EQ(from_base64("TW\nFu "), "Man");
  EXPECT_EQ(from_base64("//79"), "\xff\xfe\xfd");
  for (const char* bad : {"T", "TQ=", "TQ===", "TQ=a", "T*Fu", "=", "TWF-"}) EXPECT_FALSE(from_base64(bad)) << bad;
}

TEST(TimedReply, HostileTimesAreLeftOut) {
  const Service service = *service_from("elevenlabs", Json::object(), {});
  const auto words = [&](const std::string& alignment) {
    const auto r = read_timed_reply(R"({"audio_base64":"AAAAAAAAAAA=","alignment":)" + alignment + "}", 24000, service);
    return r ? static_cast<int>(r->words.size()) : -1;
  };
  EXPECT_EQ(words(R"({"characters":["a"," ","b"],"character_start_times_seconds":[0,0.1,0.1],"character_end_times_seconds":[0.1,0.1,0.2]})"), 2);
  EXPECT_EQ(words("null"), 0);
  EXPECT_EQ(words("[]"), 0);
  EXPECT_EQ(words(R"({"characters":["a"],"character_start_times_seconds":[0],"character_end_times_seconds":[99]})"), 0);     // beyond the sound
  EXPECT_EQ(words(R"({"characters":["a"],"character_start_times_seconds":[-1],"character_end_times_seconds":[0]})"), 0);
  EXPECT_EQ(words(R"({"characters":["a"],"character_start_times_seconds":[0.2],"character_end_times_seconds":[0.1]})"), 0);
  EXPECT_EQ(words(R"({"characters":["a","b"],"character_start_times_seconds":[0],"character_end_times_seconds":[0]})"), 0);
  EXPECT_EQ(words(R"({"characters":[7],"character_start_times_seconds":["x"],"character_end_times_seconds":[{}]})"), 0);
  EXPECT_FALSE(read_timed_reply(R"({"audio_base64":7})", 24000, service));
  EXPECT_FALSE(read_timed_reply(R"({"audio_base64":"AAAA"})", 24000, service));  // three bytes: half a sample
}

}  // namespace
}  // namespace auteur::models
