#include "auteur/base/data_folder.h"
#include "auteur/edit/captions.h"

#include <algorithm>
#include <cmath>

#include "auteur/base/text.h"
#include "auteur/sound/sound.h"
#include "caption_text.h"
#include "caption_timing.h"

namespace auteur::edit {
namespace {

constexpr std::int64_t kFps = 24;

struct Draft { std::int64_t from = 0, to = 0; std::vector<std::string> lines; bool sound = false; };

std::string clean(std::string_view text) {
  std::string out;
  for (char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (space && (out.empty() || out.back() == ' ')) continue;
    if (c == '<' || c == '>') continue;  // would be read as a tag
    if (!space && static_cast<unsigned char>(c) < 0x20) continue;
    out += space ? ' ' : c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return is_valid_utf8(out) ? out : utf8_from_latin1(out);
}

double columns_of(const Draft& d, const CaptionRules& rules) {
  double out = 0;
  for (std::size_t i = 0; i < d.lines.size(); ++i) out += columns(d.lines[i], rules) + (i > 0 ? columns(" ", rules) : 0);
  return out;
}
std::int64_t least_of(const Draft& d, const CaptionRules& rules) {
  return std::max(static_cast<std::int64_t>(std::ceil(rules.shortest * kFps - 1e-6)), static_cast<std::int64_t>(std::ceil(columns_of(d, rules) / rules.speed * kFps - 1e-6)));
}

class Maker {
 public:
  explicit Maker(const CaptionRequest& request) : request_(request), rules_(caption_rules(request.language, request.audience)) {
    const Json data = read_data("edit/caption_sounds.json"), all = data.value("words", Json::object());
    sounds_ = all.value("en", Json::object());
    const std::string own = request.language.substr(0, 2);
    if (all.contains(own)) sounds_.update(all[own]);
    door_strength_ = data.value("least_door_strength", 0.9);
    again_ = static_cast<std::int64_t>(data.value("again_after_seconds", 8.0) * kFps);
  }

  std::vector<CaptionCue> make() {
    for (const auto& scene : request_.scenes)
      if (scene.staging) speech_of(scene);
    std::stable_sort(drafts_.begin(), drafts_.end(), [](const Draft& a, const Draft& b) { return a.from < b.from; });
    together();
    if (request_.sdh)
      for (const auto& scene : request_.scenes)
        if (scene.staging) sounds_of(scene);
    std::vector<WantedTime> wanted;
    std::int64_t frames = request_.timeline.frames();
    for (const auto& d : drafts_) {
      wanted.push_back({d.from, d.to, least_of(d, rules_)});
      if (request_.timeline.clips.empty()) frames = std::max(frames, d.to + 240 * static_cast<std::int64_t>(drafts_.size()));
    }
    const auto given = place_in_time(wanted, cut_frames(request_.timeline), frames, rules_);
    std::vector<CaptionCue> out;
    for (std::size_t i = 0; i < drafts_.size(); ++i) out.push_back({given[i].first, given[i].end, std::move(drafts_[i].lines)});
    return out;
  }

 private:
  // Seen while the line begins?
  static bool is_seen(const CaptionScene& scene, const staging::Line& line) {
    if (line.off_screen || line.filtered) return false;
    if (scene.shots == nullptr) return true;
    for (const auto& shot : scene.shots->shots)
      if (shot.start.value <= line.start.value + 0.25 && line.start.value + 0.25 < shot.end.value) return std::find(shot.subjects.begin(), shot.subjects.end(), line.who) != shot.subjects.end();
    return true;
  }

  void speech_of(const CaptionScene& scene) {
    for (const auto& line : scene.staging->lines) {
      const std::string text = clean(line.text);
      if (text.empty()) continue;
      std::string name;
      if (request_.sdh && !is_seen(scene, line)) {
        const auto it = scene.names.find(line.who);
        name = clean(it == scene.names.end() ? line.who : it->second);
        if (columns(name, rules_) > 0.6 * rules_.line) name.clear();  // would leave no room for words
        if (!name.empty()) name = "[" + name + "]";
      }
      const double seconds = std::max(0.1, line.end.value - line.start.value);
      auto pieces = in_pieces(text, name, seconds, rules_, request_.language);
      double total = 0, before = 0;
      for (const auto& p : pieces) total += columns(p.text(), rules_) + 1;
      const std::int64_t base = scene.first_frame;
      for (auto& p : pieces) {
        const double share = columns(p.text(), rules_) + 1;
        const auto at = [&](double part) { return base + std::llround((line.start.value + seconds * part / total) * kFps); };
        Draft d{at(before), std::max(at(before) + 1, at(before + share)), std::move(p.lines)};
        before += share;
        if (line.off_screen || line.filtered)
          for (auto& l : d.lines) l = "<i>" + l + "</i>";
        drafts_.push_back(std::move(d));
      }
    }
  }

  // Two people at once, or two words right after each other, share a caption: a line each.
  void together() {
    const auto least = static_cast<std::int64_t>(std::ceil(rules_.shortest * kFps));
    std::vector<Draft> out;
    for (auto& d : drafts_) {
      if (!out.empty() && out.back().lines.size() == 1 && d.lines.size() == 1 && (d.from - out.back().from < least + rules_.gap || d.from < out.back().to - 6) &&
          !out.back().lines[0].starts_with("- ") && std::max(columns(out.back().lines[0], rules_), columns(d.lines[0], rules_)) + 2 <= rules_.line) {
        out.back().lines = {"- " + out.back().lines[0], "- " + d.lines[0]};
        out.back().to = std::max(out.back().to, d.to);
      } else {
        out.push_back(std::move(d));
      }
    }
    drafts_ = std::move(out);
  }

  std::string words_for(const std::string& sound, const std::string& who = "") const {
    std::string text = sounds_.value(sound, "");
    if (const auto at = text.find("{who}"); at != std::string::npos) {
      if (who.empty()) return "";
      text.replace(at, 5, lower(who));
    }
    return clean(text);
  }

  void sounds_of(const CaptionScene& scene) {
    std::string opening;
    if (scene.weather != weather_) opening = words_for("weather/" + scene.weather);
    weather_ = scene.weather;
    if (!scene.music.empty() && scene.music != music_) {
      const std::string music = words_for("music/" + scene.music);
      if (!music.empty()) opening += (opening.empty() ? "" : ", ") + music;
    }
    music_ = scene.music;
    if (!opening.empty()) insert(scene, scene.first_frame + 12, opening, 96);
    for (const auto& e : scene.staging->sounds) {
      using Kind = staging::SoundEventKind;
      const bool door = e.kind == Kind::kDoorOpen || e.kind == Kind::kDoorClose;
      if (!(e.kind == Kind::kEffect || e.kind == Kind::kCall || (door && e.strength >= door_strength_))) continue;
      if (!(e.at.value >= 0 && e.at.value < 1e6)) continue;
      const std::string words = words_for(sound::name_of_sound(e), e.material);
      if (words.empty()) continue;
      const std::int64_t at = scene.first_frame + std::llround(e.at.value * kFps);
      const auto last = said_.find(words);
      if (last != said_.end() && at - last->second < again_) continue;
      if (insert(scene, at, words, 36)) said_[words] = at;
    }
  }

  // Between what is said, as near to `at` as it can stand, at most `late` frames after; else above a caption of one line.
  bool insert(const CaptionScene& scene, std::int64_t at, const std::string& words, std::int64_t late) {
    Draft d{at, at, {"[" + words + "]"}, true};
    if (columns(d.lines[0], rules_) > rules_.line) return false;
    const std::int64_t least = least_of(d, rules_);
    d.to = at + least;
    std::size_t i = 0;
    while (i < drafts_.size() && drafts_[i].from <= at) ++i;
    const std::int64_t early = 12;
    for (std::size_t k = i > 0 ? i - 1 : 0; k <= std::min(i + 1, drafts_.size()); ++k) {  // the gap before draft k
      const std::int64_t open = k == 0 ? 0 : std::max(drafts_[k - 1].to, drafts_[k - 1].from + least_of(drafts_[k - 1], rules_)) + rules_.gap;
      const std::int64_t shut = k == drafts_.size() ? std::max(request_.timeline.frames(), scene.first_frame + scene.frames) : drafts_[k].from - rules_.gap;
      const std::int64_t start = std::max(at, open);
      const std::int64_t from = start + least <= shut ? start : shut - least;
      if (from < open || from < at - early || from > at + late) continue;
      d.from = from, d.to = from + least;
      drafts_.insert(drafts_.begin() + static_cast<std::ptrdiff_t>(k), d);
      return true;
    }
    for (Draft& s : drafts_) {
      if (s.from > at + 12 || s.to < at || s.sound || s.lines.size() != 1) continue;
      if ((columns_of(s, rules_) + columns(d.lines[0], rules_) + 1) / rules_.speed * kFps > static_cast<double>(s.to - s.from) + 12) continue;
      s.lines.insert(s.lines.begin(), d.lines[0]);
      return true;
    }
    return false;
  }

  const CaptionRequest& request_;
  CaptionRules rules_;
  Json sounds_;
  double door_strength_ = 0.9;
  std::int64_t again_ = 192;
  std::vector<Draft> drafts_;
  std::map<std::string, std::int64_t> said_;
  std::string weather_, music_;
};

}  // namespace

CaptionRules caption_rules(const std::string& language, Audience audience) {
  static const Json kData = read_data("edit/captions.json");
  CaptionRules r;
  const auto take = [&](const Json& j) {
    r.lines = j.value("lines", r.lines);
    r.line = j.value("line", r.line);
    r.speed = j.value(audience == Audience::kChildren && j.contains("speed_children") ? "speed_children" : "speed", r.speed);
    r.shortest = j.value("shortest_seconds", r.shortest);
    r.longest = j.value("longest_seconds", r.longest);
    r.gap = j.value("gap_frames", r.gap);
    r.after_speech = j.value("after_speech_frames", r.after_speech);
    const Json cut = j.value("cut", Json::object());
    r.cut.in_after = cut.value("in_after", r.cut.in_after), r.cut.in_before = cut.value("in_before", r.cut.in_before);
    r.cut.out_after = cut.value("out_after", r.cut.out_after), r.cut.out_at = cut.value("out_at", r.cut.out_at), r.cut.out_before = cut.value("out_before", r.cut.out_before);
    r.blanks = j.value("blanks", r.blanks);
    r.full_width = j.value("full_width", !r.blanks);
    r.right_to_left = j.value("right_to_left", r.right_to_left);
  };
  take(kData.value("rules", Json::object()));
  const Json languages = kData.value("languages", Json::object());
  if (const auto it = languages.find(lower(language.substr(0, 2))); it != languages.end()) take(*it);
  r.lines = std::clamp(r.lines, 1, 2);
  r.line = std::max(8.0, r.line), r.speed = std::max(1.0, r.speed), r.longest = std::max(r.longest, r.lines * r.line / r.speed);
  return r;
}

std::vector<CaptionCue> make_captions(const CaptionRequest& request) { return Maker(request).make(); }

std::string music_character(const screenplay::Mood& mood) {
  if (mood.tension > 0.55) return "tense";
  if (mood.valence < -0.25) return mood.arousal > 0.2 ? "agitated" : "sad";
  if (mood.valence > 0.3) return mood.arousal > 0.2 ? "joyful" : "gentle";
  return "calm";
}

std::vector<std::int64_t> cut_frames(const Timeline& timeline) {
  std::vector<std::int64_t> out;
  for (const auto& c : timeline.clips)
    if (c.start > 0) out.push_back(c.start);
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<media::Caption> on_the_clock(const std::vector<CaptionCue>& captions) {
  std::vector<media::Caption> out;
  for (const auto& c : captions) {
    std::string text;
    for (const auto& l : c.lines) text += (text.empty() ? "" : "\n") + l;
    out.push_back({Seconds(static_cast<double>(c.first) / kFps), Seconds(static_cast<double>(c.end) / kFps), text});
  }
  return out;
}

}  // namespace auteur::edit
