// Cleaning a recording of speech: what is wrong with it is found and measured, a plan says what is done about it and how
// strongly, and only that is done. A recording with nothing wrong comes back as it was, sample by sample.
//
//   analyse() ──> Analysis (figures) ──> plan_for(wish) ──> Plan (steps, strengths, what cannot be helped) ──> apply()
//
//   clipping  tops that the recorder cut off      autoregressive interpolation, never below the cut (Janssen 1986)
//   clicks    single ones, of a few samples       found in the residual of linear prediction, interpolated
//   hum       the mains and its harmonics         found, followed and subtracted as sinusoids
//   noise     what stays while nobody speaks      MMSE-LSA (Ephraim and Malah 1985), unbiased noise tracking (Gerkmann 2012)
//   reverb    the room                            weighted prediction error (Nakatani 2010), then its late tail as noise
//   sibilance hisses louder than the speech       a gain on the band that hisses, while it does
//   match     the colour of another take          a long-term spectrum, bounded
//
// All of it is mono, of any rate from 8 kHz, pure and thread-safe. Long files go through in pieces: file.h.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auteur/base/json.h"
#include "auteur/base/result.h"
#include "auteur/base/units.h"

namespace auteur::cleanup {

enum class Step { kClipping, kClicks, kHum, kNoise, kReverb, kSibilance, kMatch, kCount };  // in the order they are done
std::string_view name_of(Step step);                  // "clipping", "clicks" ...
std::optional<Step> step_named(std::string_view name);

// What is wrong with a recording. Decibels are against full scale unless they say otherwise.
struct Analysis {
  Seconds length;
  int rate = 48000;                           // hertz
  double speech_db = -120, noise_db = -120;   // RMS while somebody speaks; of what is there while nobody does
  double snr_db = 0;                          // between them
  double noise_sway_db = 0;                   // how far the noise goes up and down from one fifth of a second to the next
  double hum_hz = 0, hum_db = -120;           // 0: there is none; the level of all its harmonics together
  int hum_harmonics = 0;
  int clicks = 0;
  int clipped_places = 0, clipped_samples = 0;
  double clip_top = 0;                        // where it was cut off, 0..1
  double reverb_seconds = 0;                  // RT60 as far as speech tells it; 0: too little to tell
  double sibilance_db = -40;                  // the loudest hisses against the speech
  double band_hz = 0;                         // above this there is nothing
  int gaps = 0;                               // dead silence inside speech: lost
  double gap_seconds = 0;
};
Json to_json(const Analysis& analysis);

// The long-term spectrum of speech in thirds of an octave from 80 Hz, dB against its whole.
inline constexpr std::size_t kThirds = 25;
using Colour = std::array<double, kThirds>;

// How strongly a step is wished for: 1 as found fit, 0 not at all, between them in part. Noise, reverb's tail, sibilance and match
// take up to 2; clipping, clicks and hum do above 1 what they do at 1. `reference`: the colour to match, if any.
struct Wish {
  std::array<double, static_cast<std::size_t>(Step::kCount)> strength{1, 1, 1, 1, 1, 1, 1};
  std::optional<Colour> reference;
  double& of(Step s) { return strength[static_cast<std::size_t>(s)]; }
  double of(Step s) const { return strength[static_cast<std::size_t>(s)]; }
};

struct Plan {
  std::array<double, static_cast<std::size_t>(Step::kCount)> strength{};  // 0: not done
  Analysis found;
  double noise_down_db = 0;                 // how far noise is brought down, and reverb
  Colour gain{};                            // dB, of kMatch
  std::vector<std::string> cannot;          // sentences: what no such method can do about this recording
  bool does(Step s) const { return strength[static_cast<std::size_t>(s)] > 0; }
  bool nothing() const;
};

Analysis analyse(std::span<const float> samples, int rate);
// Fewer are chance.
inline constexpr int kLeastClips = 3;
int clipped_places(std::span<const float> samples);
// One analysis of what was analysed in pieces of `a` and `b`; a piece where nobody speaks says nothing about the speech.
Analysis together(const Analysis& a, const Analysis& b);
Colour colour_of(std::span<const float> samples, int rate);
// `colour`: of the recording itself; needed for a match alone.
Plan plan_for(const Analysis& found, const Wish& wish, const Colour& colour = {});
std::vector<float> apply(std::span<const float> samples, int rate, const Plan& plan);

// What was done, in sentences with figures before and after: "Noise: 14 dB below the voice, now 31."
std::vector<std::string> told(const Plan& plan, const Analysis& after);
// A report for programs: both analyses, the steps with their strengths, what cannot be done, the sentences.
Json report(const Plan& plan, const Analysis& after);

struct Cleaned { std::vector<float> samples; Plan plan; Analysis after; };
Cleaned clean(std::span<const float> samples, int rate, const Wish& wish = {});

}  // namespace auteur::cleanup
