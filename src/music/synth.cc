#include "synth.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <vector>

#include "hall.h"

namespace auteur::music {
namespace {

void quiet_log(int, const char*, void*) {}

// Errors come back as values; the library would print them as well.
void hush() {
  static std::once_flag once;
  std::call_once(once, [] { for (int level = 0; level < LAST_LOG_LEVEL; ++level) fluid_set_log_function(level, quiet_log, nullptr); });
}

// A file that was changed is another font.
std::string version_of(const std::string& path) {
  std::error_code none;
  return path + "\n" + std::to_string(std::filesystem::last_write_time(path, none).time_since_epoch().count()) + "\n" + std::to_string(std::filesystem::file_size(path, none));
}

std::mutex& mutex() {
  static std::mutex kMutex;
  return kMutex;
}

}  // namespace

Player::Player(int channels) : settings_(new_fluid_settings()) {
  if (settings_ == nullptr) return;
  auto* s = settings_;
  fluid_settings_setnum(s, "synth.sample-rate", kRate);
  fluid_settings_setnum(s, "synth.gain", 0.2);
  fluid_settings_setint(s, "synth.reverb.active", 0);
  fluid_settings_setint(s, "synth.chorus.active", 0);
  fluid_settings_setint(s, "synth.polyphony", kPolyphony);
  fluid_settings_setint(s, "synth.cpu-cores", 1);
  fluid_settings_setint(s, "synth.lock-memory", 0);
  fluid_settings_setint(s, "synth.threadsafe-api", 0);
  // A group of outputs for each family: channel c sounds in group c modulo kFamilies. The families of one performance add
  // up to the whole; played one by one they would not, since a voice remembers a little of what it played before.
  fluid_settings_setint(s, "synth.audio-groups", kFamilies);
  fluid_settings_setint(s, "synth.audio-channels", kFamilies);
  fluid_settings_setint(s, "synth.midi-channels", ((channels + 15) / 16) * 16);
  synth_ = new_fluid_synth(s);
}

Player::~Player() {
  if (borrowed_ != nullptr) fluid_synth_remove_sfont(synth_, borrowed_);
  if (synth_ != nullptr) delete_fluid_synth(synth_);
  if (settings_ != nullptr) delete_fluid_settings(settings_);
}

bool Player::load(const std::string& path) {
  if (synth_ == nullptr || fluid_synth_sfload(synth_, path.c_str(), 1) == FLUID_FAILED) return false;
  fluid_sfont_t* font = fluid_synth_get_sfont(synth_, 0);
  if (font == nullptr) return false;
  fluid_sfont_iteration_start(font);
  return fluid_sfont_iteration_next(font) != nullptr;
}

bool Player::borrow(const Player& other) {
  auto* font = fluid_synth_get_sfont(other.synth_, 0);
  if (synth_ == nullptr || fluid_synth_add_sfont(synth_, font) == FLUID_FAILED) return false;
  borrowed_ = font;
  return true;
}

Fall::Fall(const Player& font, int program, int key) {
  db_.fill(0);
  Player player(16);
  if (!player.borrow(font)) return;
  fluid_synth_program_change(player.synth(), 0, program);
  fluid_synth_noteon(player.synth(), 0, key, 90);
  std::array<float, kRate / 20> left, right;
  std::array<double, 30> energy{};
  for (auto& e : energy) {
    fluid_synth_write_float(player.synth(), static_cast<int>(left.size()), left.data(), 0, 1, right.data(), 0, 1);
    for (std::size_t i = 0; i < left.size(); ++i) e += static_cast<double>(left[i] * left[i] + right[i] * right[i]);
  }
  const double first = std::max(energy[0], energy[1]);
  double later = 0;
  for (std::size_t i = energy.size(); i-- > 0;) {
    later = std::max({later, energy[i], 1e-20});
    db_[i] = static_cast<float>(10 * std::log10(std::max(first, 1e-20) / later));
  }
}

float Fall::at(std::int64_t frames) const { return db_[static_cast<std::size_t>(std::clamp<std::int64_t>(frames / (kRate / 20), 0, 29))]; }

std::multimap<std::string, std::unique_ptr<FontLoan::Font>>& FontLoan::free_ones() {
  static std::multimap<std::string, std::unique_ptr<Font>> kFree;
  return kFree;
}

FontLoan::FontLoan(const std::string& path) : path_(version_of(path)) {
  hush();
  {
    const std::lock_guard lock(mutex());
    if (auto found = free_ones().extract(path_)) font_ = std::move(found.mapped());
  }
  if (font_ || fluid_is_soundfont(path.c_str()) == 0) return;
  font_ = std::make_unique<Font>();
  if (!font_->player.load(path)) font_ = nullptr;
}

FontLoan::~FontLoan() {
  const std::lock_guard lock(mutex());
  if (font_) free_ones().emplace(path_, std::move(font_));
}

const Fall& FontLoan::fall(int program, int key) {
  auto found = font_->falls.find({program, key});
  if (found == font_->falls.end()) found = font_->falls.emplace(std::pair(program, key), Fall(font_->player, program, key)).first;
  return found->second;
}

}  // namespace auteur::music
