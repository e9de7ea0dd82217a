#include "auteur/models/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace auteur::models {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class OwnFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("auteur-own-" + std::to_string(::getpid()) + "-" + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
    ::unsetenv("ELEVENLABS_API_KEY");
    ::unsetenv("OPENAI_API_KEY");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& text, int mode = 0600) {
    ASSERT_TRUE(write_atomically(folder_ / name, text));
    ::chmod((folder_ / name).c_str(), static_cast<mode_t>(mode));
  }
  Path folder_;
};

Result<Service> service(const Json& j, const std::string& name = "studio") { return service_from(name, j, {"film.toml", 4, 1}); }
std::string why(const Result<Service>& s) { return s ? "taken" : s.error().text(); }

TEST(Service, WhatIsLeftOutIsAsUsualForItsKind) {
  const auto p = service({{"kind", "piper"}, {"url", "http://127.0.0.1:5000/"}});
  ASSERT_TRUE(p) << why(p);
  EXPECT_EQ(p->url, "http://127.0.0.1:5000");
  EXPECT_EQ(p->format, "wav");
  const auto e = service(Json::object(), "elevenlabs");
  ASSERT_TRUE(e) << why(e);
  EXPECT_EQ(e->url, "https://api.elevenlabs.io");
  EXPECT_EQ(e->rate, 24000);
  EXPECT_EQ(service({{"kind", "elevenlabs"}, {"format", "pcm_44100"}})->rate, 44100);
  EXPECT_EQ(service({{"kind", "openai"}, {"url", "http://localhost:8880/v1"}})->url, "http://localhost:8880");
}

TEST(Service, IsWrittenAndReadBackWhole) {
  Service s = *service({{"kind", "openai"}, {"url", "http://127.0.0.1:8880"}, {"format", "pcm"}, {"rate", 22050}, {"at_once", 3}, {"plain_http", true}, {"answer_s", 7.5}, {"tries", 2}});
  s.persons_own = true;
  const auto back = from_json(to_json(s));
  ASSERT_TRUE(back) << why(back);
  EXPECT_EQ(to_json(*back), to_json(s));
  EXPECT_FALSE(back->persons_own);  // nobody becomes somebody's own by saying so
}

TEST(Service, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_THAT(why(service({{"url", "http://x"}})), AllOf(HasSubstr("film.toml:4:1"), HasSubstr("needs its kind: piper, openai, elevenlabs")));
  EXPECT_THAT(why(service({{"kind", "pipper"}})), HasSubstr("Did you mean kind = \"piper\"?"));
  EXPECT_THAT(why(service({{"kind", "piper"}, {"url", "ftp://x"}})), HasSubstr("no address of a server"));
  EXPECT_THAT(why(service({{"kind", "piper"}, {"url", "http://ana:secret@x"}})), AllOf(HasSubstr("without a name, a password"), Not(HasSubstr("secret"))));
  EXPECT_THAT(why(service({{"kind", "openai"}, {"format", "mp3"}})), HasSubstr("'mp3' is no format that is taken"));
  EXPECT_THAT(why(service({{"kind", "piper"}, {"answer_s", 1e9}})), HasSubstr("'answer_s' of the service 'studio' must be a number"));
}

TEST(Service, AKeyInAFilmIsRefusedAndNotRepeated) {
  for (const Json& j : {Json{{"api_key", "hush-hush"}}, Json{{"key", "hush-hush"}}, Json{{"token", "hush-hush"}}, Json{{"xi-api-key", "hush-hush"}}, Json{{"model", "sk-hush-hush"}}}) {
    Json with = j;
    with["kind"] = "openai";
    const auto s = service(with);
    ASSERT_FALSE(s);
    EXPECT_EQ(s.error().code, ErrorCode::kRefused);
    EXPECT_THAT(why(s), AllOf(HasSubstr("keys.toml"), HasSubstr("chmod 600"), Not(HasSubstr("hush"))));
  }
}

TEST_F(OwnFiles, KeysGoOnlyWhereThePersonSays) {
  write("keys.toml", "elevenlabs = \"the-key-itself\"\nstudio = \"another-key\"\n");
  write("services.toml", "[studio]\nkind = \"openai\"\nurl = \"https://speech.example.com\"\n");
  const auto own = own_services(folder_);
  ASSERT_TRUE(own);
  EXPECT_EQ(*key_of(own->at("studio"), folder_), "another-key");
  write("keys.toml", "elevenlabs = \"the-key-itself\"\nopenai = \"the-makers-key\"\n");
  EXPECT_EQ(*key_of(own->at("studio"), folder_), "");  // the maker's key goes to the maker alone
  write("keys.toml", "elevenlabs = \"the-key-itself\"\nstudio = \"another-key\"\n");
  EXPECT_EQ(*key_of(*service(Json::object(), "elevenlabs"), folder_), "the-key-itself");
  // A film that calls its own server by those names gets nothing.
  EXPECT_EQ(*key_of(*service({{"url", "https://evil.example.com"}}, "elevenlabs"), folder_), "");
  EXPECT_EQ(*key_of(*service({{"kind", "openai"}, {"url", "https://evil.example.com"}}), folder_), "");
  EXPECT_EQ(*key_of(*service({{"url", "http://api.elevenlabs.io"}}, "elevenlabs"), folder_), "");  // not in the clear
  EXPECT_EQ(*key_of(*service({{"url", "https://api.elevenlabs.io.evil.example.com"}}, "elevenlabs"), folder_), "");
}

TEST_F(OwnFiles, TheEnvironmentHasKeysToo) {
  ::setenv("ELEVENLABS_API_KEY", " from-outside ", 1);
  EXPECT_EQ(*key_of(*service(Json::object(), "elevenlabs"), folder_), "from-outside");
  EXPECT_EQ(*key_of(*service({{"url", "https://evil.example.com"}}, "elevenlabs"), folder_), "");
  write("keys.toml", "elevenlabs = \"of-the-file\"\n");
  EXPECT_EQ(*key_of(*service(Json::object(), "elevenlabs"), folder_), "of-the-file");
  ::unsetenv("ELEVENLABS_API_KEY");
}

TEST_F(OwnFiles, KeysThatOthersCanReadAreNotUsed) {
  write("keys.toml", "elevenlabs = \"the-key-itself\"\n", 0644);
  const auto key = key_of(*service(Json::object(), "elevenlabs"), folder_);
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, ErrorCode::kRefused);
  EXPECT_THAT(key.error().text(), AllOf(HasSubstr("chmod 600"), HasSubstr("keys.toml"), Not(HasSubstr("the-key-itself"))));
}

TEST_F(OwnFiles, BrokenFilesAreToldWithoutTheirWords) {
  write("keys.toml", "elevenlabs = \"the-key-itself\n");
  const auto key = key_of(*service(Json::object(), "elevenlabs"), folder_);
  ASSERT_FALSE(key);
  EXPECT_THAT(key.error().text(), AllOf(HasSubstr("keys.toml:"), Not(HasSubstr("the-key"))));
  write("services.toml", "[studio]\nkind = \"openai\"\nurl = \"https://x.example.com\"\napi_key = \"hush\"\n");
  const auto own = own_services(folder_);
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().code, ErrorCode::kRefused);
  EXPECT_THAT(own.error().text(), Not(HasSubstr("hush")));
}

TEST(StockVoices, AreTheServicesOwn) {
  EXPECT_TRUE(is_stock_voice(*service({{"kind", "openai"}, {"url", "http://127.0.0.1:1"}}), "alloy"));
  EXPECT_FALSE(is_stock_voice(*service({{"kind", "openai"}, {"url", "http://127.0.0.1:1"}}), "voice_1234"));
  EXPECT_FALSE(is_stock_voice(*service(Json::object(), "elevenlabs"), "21m00Tcm4TlvDq8ikWAM"));
  EXPECT_TRUE(is_stock_voice(*service(Json::object(), "piper"), "en_US-lessac-medium"));
}

}  // namespace
}  // namespace auteur::models
