// FluidSynth with a soundfont. Private to the room.
#pragma once

#include <fluidsynth.h>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace auteur::music {

constexpr int kFamilies = 5, kPolyphony = 192;

// A synthesiser that has played nothing yet.
class Player {
 public:
  explicit Player(int channels);
  ~Player();
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;
  // Errors: false where memory is short, or the font damaged or empty.
  bool load(const std::string& path);
  // Plays with the font of another, which must outlive this.
  bool borrow(const Player& other);
  fluid_synth_t* synth() const { return synth_; }

 private:
  fluid_settings_t* settings_ = nullptr;
  fluid_synth_t* synth_ = nullptr;
  fluid_sfont_t* borrowed_ = nullptr;
};

// How far a note has fallen by itself, in dB, from what it was in its first tenth of a second.
class Fall {
 public:
  Fall(const Player& font, int program, int key);
  float at(std::int64_t frames) const;

 private:
  std::array<float, 30> db_;  // every 50 ms; nothing is known of what comes after, so it stays
};

// A loaded font for one performance at a time: reading it takes as long as playing two seconds of a full orchestra.
class FontLoan {
 public:
  explicit FontLoan(const std::string& path);
  ~FontLoan();
  FontLoan(const FontLoan&) = delete;
  FontLoan& operator=(const FontLoan&) = delete;
  explicit operator bool() const { return font_ != nullptr; }
  const Player& player() const { return font_->player; }
  const Fall& fall(int program, int key);

 private:
  struct Font {
    Player player{16};
    std::map<std::pair<int, int>, Fall> falls;
  };
  static std::multimap<std::string, std::unique_ptr<Font>>& free_ones();
  std::string path_;
  std::unique_ptr<Font> font_;
};

}  // namespace auteur::music
