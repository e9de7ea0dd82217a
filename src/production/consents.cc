#include <fmt/format.h>

#include <algorithm>

#include "auteur/base/text.h"
#include "brought.h"

namespace auteur::production {

Status check_voice_consent(const Film& film, const std::string& who, const SourcePlace& place) {
  const Json consents = film.consents.value("consent", Json::array());
  const auto consent = std::find_if(consents.begin(), consents.end(), [&](const Json& c) {
    const auto uses = c.value("uses", std::vector<std::string>{});
    return upper(trim(c.value("person", ""))) == upper(who) && std::any_of(uses.begin(), uses.end(), [](const std::string& u) { return lower(trim(u)) == "voice"; });
  });
  if (consent == consents.end())
    return fail(ErrorCode::kRefused, fmt::format("There is no consent of {0} to use this voice (rule: nobody is heard without it). Write into bible/consents.toml: [[consent]] person = \"{0}\", uses = [\"voice\"], record = \"media/consents/{1}.pdf\"", who, slug(who)), place);
  const SourcePlace at{(film.folder / "bible/consents.toml").string(), consent->value("@line", 0), consent->value("@column", 0)};
  const std::string record = consent->value("record", "");
  if (record.empty()) return fail(ErrorCode::kRefused, fmt::format("The consent of {} names no record (rule: consent is signed). Add: record = \"media/consents/{}.pdf\"", who, slug(who)), at);
  TRY(brought_file(film, record, fmt::format("consent record '{}' of {}", record, who), lower(Path(record).extension().string()), "", at));
  return {};
}

}  // namespace auteur::production
