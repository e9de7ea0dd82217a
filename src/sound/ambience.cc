// Beds: what a place sounds like when nobody does anything. data/sound/ambiences.json says which beds a place has.
#include <array>

#include "auteur/base/data_folder.h"
#include "auteur/base/text.h"
#include "auteur/sound/sound.h"
#include "dsp.h"
#include "recipes.h"

namespace auteur::sound {
namespace {

using screenplay::TimeOfDay;
using screenplay::Weather;
constexpr double kLongest = 4 * 3600;

struct Bed {
  std::string gen, recipe, when;
  double level = -50, hz = 0, cut = 0, per_minute = 4, rate = 50, seconds = 8;
};

double number(const Json& j, const char* key, double fallback, double low, double high) {
  const auto it = j.find(key);
  return it != j.end() && it->is_number() ? std::clamp(it->get<double>(), low, high) : fallback;
}
std::vector<Bed> beds_of(const Json& list) {
  std::vector<Bed> out;
  if (!list.is_array()) return out;
  for (const auto& j : list) {
    if (!j.is_object() || out.size() > 16) continue;
    const auto text = [&](const char* key) { const auto it = j.find(key); return it != j.end() && it->is_string() ? it->get<std::string>() : std::string(); };
    out.push_back({text("gen"), text("recipe"), text("when"), number(j, "level", -50, -90, 0), number(j, "hz", 0, 0, 12000), number(j, "cut", 0, 0, 16000),
                   number(j, "per_minute", 4, 0, 200), number(j, "rate", 50, 0.1, 500), number(j, "seconds", 8, 0.3, 60)});
  }
  return out;
}
const Json& member(const Json& j, const char* key) {
  static const Json kNone;
  const auto it = j.is_object() ? j.find(key) : j.end();
  return j.is_object() && it != j.end() ? *it : kNone;
}
const Json& data() {
  static const Json kData = read_data("sound/ambiences.json");
  return kData;
}

bool is_night(TimeOfDay t) { return t == TimeOfDay::kNight || t == TimeOfDay::kEvening || t == TimeOfDay::kDusk; }

const char* name_of(Weather w) {
  switch (w) {
    case Weather::kRain: return "rain";
    case Weather::kStorm: return "storm";
    case Weather::kSnow: return "snow";
    case Weather::kFog: return "fog";
    case Weather::kWind: return "wind";
    case Weather::kNone:
    case Weather::kClear: break;
  }
  return "";
}

bool has_word(const std::string& text, const std::string& word) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool plural = end < text.size() && text[end] == 's' && (end + 1 >= text.size() || !letter(text[end + 1]));
    if ((at == 0 || !letter(text[at - 1])) && (end >= text.size() || !letter(text[end]) || plural)) return true;
  }
  return false;
}

// A stereo noise bed from two decorrelated sides; a side makes the next sample of its index.
template <class Side>
void both(std::vector<float>& out, Random& random, Side make_side) {
  Random own_left(random.next()), own_right(random.next());
  auto left = make_side(own_left), right = make_side(own_right);
  for (std::size_t n = 0; n < out.size() / 2; ++n) {
    out[2 * n] = left(n, own_left);
    out[2 * n + 1] = right(n, own_right);
  }
}

void wind(std::vector<float>& out, double hz, Random& random) {
  Random gusts(random.next());
  const std::uint64_t gust_seed = gusts.next();
  both(out, random, [&](Random& own) {
    Random shared(gust_seed);  // both ears hear the same gusts
    return [gust = Wander(4.2, shared), flutter = Wander(0.7, own), band = Biquad(), howl = Biquad(), pink = Pink(), level = 0.0, hz](std::size_t n, Random& r) mutable {
      if (n % 64 == 0) {
        const double g = gust.next(64), f = flutter.next(64);
        level = 0.25 + g * g * (0.75 + 0.35 * f);
        band.band_pass(hz * (0.55 + 0.8 * g), 0.7);
        howl.band_pass(hz * (1.5 + 0.9 * g + 0.1 * f), 9);
      }
      const float x = pink(r);
      return static_cast<float>(level) * (band(x) + 0.35f * howl(x));
    };
  });
}

void waves(std::vector<float>& out, double seconds, Random& random) {
  struct Wave { double start, rise, fall, size; };
  std::vector<Wave> all;
  const double length = static_cast<double>(out.size()) / 2 / kRate;
  for (double t = -seconds * random.unit(); t < length; t += seconds * random.range(0.7, 1.3)) {
    const double rise = seconds * random.range(0.25, 0.4);
    all.push_back({t, rise, seconds * random.range(0.5, 0.8), random.range(0.6, 1.0)});
  }
  both(out, random, [&](Random&) {
    return [&all, low = Biquad(), wash = Biquad(), pink = Pink(), deep = 0.f, hiss = 0.f, first = std::size_t{0}](std::size_t n, Random& r) mutable {
      if (n % 96 == 0) {
        const double t = static_cast<double>(n) / kRate;
        double swell = 0.12, spray = 0;
        while (first < all.size() && all[first].start + all[first].rise + 5 * all[first].fall < t) ++first;
        for (std::size_t i = first; i < all.size() && all[i].start < t; ++i) {
          const double x = t - all[i].start;
          const double e = x < all[i].rise ? std::pow(x / all[i].rise, 2.2) : std::exp(-2.2 * (x - all[i].rise) / all[i].fall);
          swell += 0.8 * all[i].size * e;
          if (x > all[i].rise) spray += all[i].size * (1 - std::exp(-5 * (x - all[i].rise))) * std::exp(-1.6 * (x - all[i].rise) / all[i].fall);
        }
        low.low_pass(220 + 750 * swell);
        wash.band_pass(1900 + 700 * spray, 0.6);
        deep = static_cast<float>(swell);
        hiss = static_cast<float>(0.32 * spray);
      }
      const float x = pink(r);
      return deep * low(x) + hiss * wash(x);
    };
  });
}

// Four talkers at once: a buzz through two moving formants each, syllables at speech rate, words never clear.
class Talkers {
 public:
  // In the next free place.
  void add(Random own, bool high) {
    const std::size_t k = count_++;
    Talker& t = talker_[k];
    t.own = own;
    t.pitch = high ? t.own.range(170, 235) : t.own.range(95, 135);
    const double angle = t.own.range(0.1, 0.9) * kTau / 4, near = t.own.range(0.35, 1.0);
    far_.set(k, [&](Biquad& f) { f.low_pass(t.own.range(1400, 3000)); });
    left_[k] = static_cast<float>(std::cos(angle) * near), right_[k] = static_cast<float>(std::sin(angle) * near);
  }
  void speak(std::vector<float>& out) {
    const std::size_t frames = out.size() / 2;
    for (std::size_t n = 0; n < frames;) {
      std::size_t end = frames;
      for (std::size_t k = 0; k < count_; ++k) {
        if (talker_[k].next <= n) begin_syllable(k, n);
        end = std::min(end, talker_[k].next);
      }
      for (; n < end; ++n) {
        Four breath{};
        for (std::size_t k = 0; k < count_; ++k) breath[k] = noise(talker_[k].own);
        level_ += 0.0009f * (target_ - level_);
        phase_ += step_;
        const Four saw = __builtin_convertvector(reinterpret_cast<Turns>(phase_), Four) * -0x1p-31f, buzz = level_ * (saw * 0.7f + 0.25f * breath);
        const Four voice = far_(first_(buzz) + 0.6f * second_(buzz) + 0.06f * buzz), l = left_ * voice, r = right_ * voice;
        out[2 * n] += l[0] + l[1] + l[2] + l[3];
        out[2 * n + 1] += r[0] + r[1] + r[2] + r[3];
      }
    }
  }

 private:
  struct Talker { Random own{0}; double pitch = 100, pause = 0; std::size_t next = 0; };
  using Phases = std::uint32_t __attribute__((vector_size(16)));  // wrap by themselves
  using Turns = std::int32_t __attribute__((vector_size(16)));
  struct Filters {
    Four b0{}, b1{}, b2{}, a1{}, a2{}, z1{}, z2{};
    template <class Shape>
    void set(std::size_t k, Shape shape) {
      Biquad f;
      shape(f);
      b0[k] = static_cast<float>(f.b0), b1[k] = static_cast<float>(f.b1), b2[k] = static_cast<float>(f.b2), a1[k] = static_cast<float>(f.a1), a2[k] = static_cast<float>(f.a2);
    }
    Four operator()(Four x) {
      const Four y = b0 * x + z1;
      z1 = b1 * x - a1 * y + z2;
      z2 = b2 * x - a2 * y;
      return y;
    }
  };

  void begin_syllable(std::size_t k, std::size_t n) {
    Talker& t = talker_[k];
    t.next = n + static_cast<std::size_t>(t.own.range(0.09, 0.26) * kRate);
    first_.set(k, [&](Biquad& f) { f.band_pass(t.own.range(280, 780), 4); });
    second_.set(k, [&](Biquad& f) { f.band_pass(t.own.range(900, 2100), 5); });
    if (t.pause <= 0 && t.own.unit() < 0.06) t.pause = t.own.range(0.5, 3.5);
    t.pause -= 0.17;
    constexpr float kSilent = 1e-9f;  // true silence would be numbers too small to compute with at speed
    target_[k] = t.pause > 0 ? kSilent : t.own.unit() < 0.2 ? 0.1f : static_cast<float>(t.own.range(0.4, 1.0));
    step_[k] = static_cast<std::uint32_t>(std::llround(t.pitch * t.own.range(0.86, 1.18) / kRate * 0x1p32));
  }

  std::array<Talker, 4> talker_;
  std::size_t count_ = 0;
  Filters first_, second_, far_;
  Four left_{}, right_{}, level_{}, target_{};
  Phases phase_ = Phases{} + 0x80000000u, step_{};  // the buzz falls from 1 to -1 over a turn
};

// Many talkers at once.
void murmur(std::vector<float>& out, Random& random) {
  constexpr int kTalkers = 9;
  for (int k = 0; k < kTalkers;) {
    Talkers four;
    for (int i = 0; i < 4 && k < kTalkers; ++i, ++k) four.add(Random(random.next()), k % 2 != 0);
    four.speak(out);
  }
}

void drops(std::vector<float>& out, double hz, double rate, Random& random) {
  const std::size_t frames = out.size() / 2;
  for (double t = 0; t < static_cast<double>(frames);) {
    t += -std::log(1 - random.unit()) * kRate / rate;
    const auto first = static_cast<std::size_t>(t);
    if (first >= frames) break;
    const double f = std::min(9000.0, hz * std::exp2(random.range(-0.9, 0.9))), fall = std::exp(-1 / (random.range(0.0015, 0.006) * kRate)), loud = std::pow(random.unit(), 3) + 0.05;
    const double angle = random.unit() * kTau / 4, w = kTau * f / kRate, c = std::cos(w) * fall, s = std::sin(w) * fall;
    double re = 0, im = loud;
    const auto left = static_cast<float>(std::cos(angle)), right = static_cast<float>(std::sin(angle));
    for (std::size_t n = first; n < std::min(frames, first + 1400); ++n) {
      out[2 * n] += left * static_cast<float>(re);
      out[2 * n + 1] += right * static_cast<float>(re);
      const double r = re * c + im * s;
      im = im * c - re * s;
      re = r;
    }
  }
}

void insects(std::vector<float>& out, Random& random) {
  const std::size_t frames = out.size() / 2;
  for (int k = 0; k < 6; ++k) {
    Random own(random.next());
    const double hz = own.range(3600, 4700), rate = own.range(1.1, 2.3), pulses = own.range(24, 34), angle = own.unit() * kTau / 4, near = own.range(0.2, 1.0);
    Wander mood(6, own);
    double gate = 0;
    const auto left = static_cast<float>(std::cos(angle) * near), right = static_cast<float>(std::sin(angle) * near);
    const double w = kTau * hz / kRate, c = std::cos(w), s = std::sin(w);
    double re = 1, im = 0, envelope = 0;
    for (std::size_t n = 0; n < frames; ++n) {
      if (n % 32 == 0) {
        const double t = static_cast<double>(n) / kRate, chirp = std::fmod(t * rate, 1.0), on = chirp < 0.34 ? 1 : 0;
        gate = std::clamp(mood.next(32) * 2.4 - 0.5, 0.0, 1.0);
        envelope = gate * on * std::pow(std::max(0.0, std::sin(kTau * pulses * t)), 1.5);
        const double norm = 1 / std::sqrt(re * re + im * im);
        re *= norm;
        im *= norm;
      }
      const double r = re * c - im * s;
      im = re * s + im * c;
      re = r;
      const auto x = static_cast<float>(im * envelope);
      out[2 * n] += left * x;
      out[2 * n + 1] += right * x;
    }
  }
  Biquad soft;  // wings do not switch on at once
  soft.band_pass(4100, 1.2);
  filter(out, 2, soft);
}

void hum(std::vector<float>& out, Random& random) {
  for (int k = 1; k <= 6; ++k) {
    const double hz = 50.0 * k * (1 + 0.0004 * random.unit()), gain = (k == 2 ? 1.0 : 0.45) / k, tilt = random.range(0.7, 1.0);
    for (std::size_t n = 0; n < out.size() / 2; ++n) {
      const auto x = static_cast<float>(gain * std::sin(kTau * std::fmod(hz * static_cast<double>(n) / kRate, 1.0)));
      out[2 * n] += x;
      out[2 * n + 1] += x * static_cast<float>(tilt);
    }
  }
}

void engine(std::vector<float>& out, double hz, Random& random) {
  Wander load(5, random);
  Biquad body, pipe;
  body.band_pass(hz * 3, 1.2);
  pipe.band_pass(hz * 7, 1.5);
  double phase = 0, pace = hz;
  for (std::size_t n = 0; n < out.size() / 2; ++n) {
    if (n % 64 == 0) pace = hz * (0.92 + 0.16 * load.next(64));
    phase += pace / kRate;
    phase -= std::floor(phase);
    const float x = static_cast<float>(phase < 0.2 ? 1 - phase / 0.1 : 0) + 0.15f * noise(random);
    out[2 * n] = body(x) + 0.5f * pipe(x);
    out[2 * n + 1] = 0.9f * out[2 * n];
  }
}

// A bed that is a filtered noise with a slow breath.
void steady(std::vector<float>& out, double low_cut, double high_cut, double breath_seconds, double depth, Random& random) {
  both(out, random, [&](Random& own) {
    return [low = [&] { Biquad b; b.high_pass(low_cut); return b; }(), high = [&] { Biquad b; b.low_pass(high_cut, 0.6); return b; }(), breath = Wander(breath_seconds, own),
            pink = Pink(), level = 1.0, depth](std::size_t n, Random& r) mutable {
      if (n % 128 == 0) level = 1 - depth + depth * 2 * breath.next(128);
      return static_cast<float>(level) * high(low(pink(r)));
    };
  });
}

void sparse(std::vector<float>& out, const Bed& bed, Random& random) {
  const Recipe* recipe = recipes().find(bed.recipe);
  if (recipe == nullptr || bed.per_minute <= 0) return;
  const std::size_t frames = out.size() / 2;
  const double length = static_cast<double>(frames) / kRate, mean = 60 / bed.per_minute;
  for (double t = mean * random.unit() * 0.8; t < length; t += mean * random.range(0.35, 1.65)) {
    const auto sound = render(*recipe, random.range(0.35, 1.0), random);
    const double angle = random.range(0.08, 0.92) * kTau / 4;
    const auto left = static_cast<float>(std::cos(angle)), right = static_cast<float>(std::sin(angle));
    const auto first = static_cast<std::size_t>(t * kRate);
    for (std::size_t i = 0; i < sound.size() && first + i < frames; ++i) {
      out[2 * (first + i)] += left * sound[i];
      out[2 * (first + i) + 1] += right * sound[i];
    }
  }
}

void clacks(std::vector<float>& out, double seconds, Random& random) {
  const Recipe* recipe = recipes().find("ambient/clack");
  if (recipe == nullptr) return;
  for (double t = 0.3; t < static_cast<double>(out.size()) / 2 / kRate; t += seconds * random.range(0.97, 1.03)) {
    const auto sound = render(*recipe, random.range(0.7, 1.0), random);
    const auto first = static_cast<std::size_t>(t * kRate);
    for (std::size_t i = 0; i < sound.size() && 2 * (first + i) + 1 < out.size(); ++i) {
      out[2 * (first + i)] += 0.7f * sound[i];
      out[2 * (first + i) + 1] += 0.7f * sound[i];
    }
  }
}

void lay(std::vector<float>& mix, const Bed& bed, const Ambience& ambience, Random& random) {
  std::vector<float> out(mix.size());
  const double volume = std::max(4.0, static_cast<double>(ambience.size.x) * static_cast<double>(ambience.size.y) * static_cast<double>(ambience.size.z));
  bool absolute = true;  // level is the bed's RMS; sparse sounds carry their own level
  if (bed.gen == "room") steady(out, 32, std::clamp(900 / std::cbrt(volume / 40), 160.0, 1400.0), 5, 0.15, random);
  else if (bed.gen == "wind") wind(out, bed.hz > 0 ? bed.hz : 350, random);
  else if (bed.gen == "leaves") steady(out, 1800, 5200, 2.6, 0.85, random);
  else if (bed.gen == "rain") steady(out, std::max(120.0, 0.25 * bed.hz), std::max(500.0, 1.6 * bed.hz), 6, 0.2, random);
  else if (bed.gen == "drops") drops(out, bed.hz > 0 ? bed.hz : 2400, bed.rate, random);
  else if (bed.gen == "waves") waves(out, bed.seconds, random);
  else if (bed.gen == "water") { steady(out, 300, 2600, 1.2, 0.25, random); std::vector<float> bubbles(out.size()); drops(bubbles, 750, 160, random); const double a = rms_of(out), b = rms_of(bubbles); for (std::size_t i = 0; i < out.size() && b > 0; ++i) out[i] += static_cast<float>(0.9 * a / b) * bubbles[i]; }
  else if (bed.gen == "murmur") murmur(out, random);
  else if (bed.gen == "insects") insects(out, random);
  else if (bed.gen == "hum") hum(out, random);
  else if (bed.gen == "engine") engine(out, bed.hz > 0 ? bed.hz : 40, random);
  else if (bed.gen == "fan") steady(out, 90, 850, 9, 0.05, random);
  else if (bed.gen == "traffic") steady(out, 38, 420, 7, 0.35, random);
  else if (bed.gen == "rumble") steady(out, 28, 190, 3, 0.3, random);
  else if (bed.gen == "fire") { steady(out, 60, 420, 0.6, 0.6, random); std::vector<float> crackle(out.size()); drops(crackle, 2300, 14, random); const double a = rms_of(out), b = rms_of(crackle); for (std::size_t i = 0; i < out.size() && b > 0; ++i) out[i] += static_cast<float>(0.9 * a / b) * crackle[i]; }
  else if (bed.gen == "clacks") { clacks(out, bed.seconds, random); absolute = false; }
  else if (bed.gen == "sparse") { sparse(out, bed, random); absolute = false; }
  else return;
  if (bed.cut > 0) {
    Biquad wall;
    wall.low_pass(bed.cut);
    filter(out, 2, wall);
  }
  remove_offset(out, 2);
  double scale = from_db(bed.level);
  if (absolute) {
    const double rms = rms_of(out), peak = peak_of(out);
    if (rms < 1e-9) return;
    scale = std::min(scale / rms, 0.4 / peak);
  }
  for (std::size_t i = 0; i < mix.size(); ++i) mix[i] += static_cast<float>(scale) * out[i];
}

}  // namespace

std::vector<float> make_ambience(const Ambience& ambience, Seconds length, std::uint64_t seed) {
  if (!(length.value > 0 && length.value <= kLongest)) return {};
  std::vector<float> mix(static_cast<std::size_t>(std::llround(length.value * kRate)) * 2);
  const std::string text = lower(ambience.character.substr(0, 400));
  const bool night = is_night(ambience.time);
  std::vector<Bed> beds;
  const Json& characters = member(data(), "characters");
  if (characters.is_array())
    for (const auto& c : characters) {
      const Json& words = member(c, "words");
      const bool here = words.is_array() && std::any_of(words.begin(), words.end(), [&](const Json& w) { return w.is_string() && has_word(text, w.get<std::string>()); });
      if (here) { beds = beds_of(member(c, "layers")); break; }
    }
  if (beds.empty()) beds = beds_of(member(member(data(), "fallback"), ambience.interior ? "interior" : "exterior"));
  std::string weather = name_of(ambience.weather);
  if (weather.empty()) {
    const Json& words = member(data(), "weather_words");
    if (words.is_object())
      for (const auto& [word, name] : words.items()) if (has_word(text, word) && name.is_string()) weather = name.get<std::string>();
  }
  const bool birds_silent = weather == "rain" || weather == "storm" || weather == "snow";
  for (const auto& b : beds_of(member(member(member(data(), "weather"), weather.c_str()), ambience.interior ? "interior" : "exterior"))) beds.push_back(b);
  if (beds.empty()) beds.push_back({ambience.interior ? "room" : "wind", "", "", -56, 300, 0, 4, 50, 8});
  std::uint64_t index = 0;
  for (const auto& bed : beds) {
    Random random(auteur::mix(seed, seed_of(text), index++));
    if ((bed.when == "day" && night) || (bed.when == "night" && !night)) continue;
    if (birds_silent && (bed.gen == "insects" || bed.recipe.starts_with("ambient/bird"))) continue;
    lay(mix, bed, ambience, random);
  }
  const Json& muffle = member(member(data(), "muffles"), weather.c_str());
  if (!ambience.interior && muffle.is_number()) {
    Biquad hush;
    hush.low_pass(std::clamp(muffle.get<double>(), 300.0, 16000.0));
    filter(mix, 2, hush);
  }
  const double peak = peak_of(mix);
  if (peak > 0.7) for (auto& x : mix) x *= static_cast<float>(0.7 / peak);
  const std::size_t fade = std::min<std::size_t>(mix.size() / 2, kRate / 100);  // no clicks where scenes meet
  for (std::size_t i = 0; i < fade; ++i)
    for (std::size_t c = 0; c < 2; ++c) {
      const float g = static_cast<float>(i) / static_cast<float>(fade);
      mix[2 * i + c] *= g;
      mix[mix.size() - 2 - 2 * i + c] *= g;
    }
  return mix;
}

}  // namespace auteur::sound
