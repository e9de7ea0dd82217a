// Lips for other programs, from the phones of a line: Rhubarb's shapes, Preston Blair's, the 15 visemes of OpenXR, and ARKit's
// blend shapes as curves. Sets and targets are data/acting/visemes.json.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "auteur/acting/voice.h"

namespace auteur::acting {

enum class VisemeSet { kOpenXr, kRhubarb, kBlair };
struct VisemeCue { Seconds start, end; std::string shape; };

// Without gap or overlap from 0 to `length`; neighbours differ. Silences shorter than 0.16 s keep the shape before them.
std::vector<VisemeCue> viseme_cues(std::span<const Phone> phones, Seconds length, VisemeSet set);

// Rhubarb Lip Sync's three outputs ("t<TAB>shape", mouthCues) and Moho's switch file (frames of `per_second`, from 1).
std::string rhubarb_tsv(const std::vector<VisemeCue>& cues);
std::string rhubarb_xml(const std::vector<VisemeCue>& cues, const std::string& sound_file);
Json rhubarb_json(const std::vector<VisemeCue>& cues, const std::string& sound_file);
std::string moho_switch(const std::vector<VisemeCue>& blair, int per_second);

// ARKit's blend shapes, coarticulated: each phone claims the lips around its middle, more or less by its kind (Cohen and
// Massaro's dominance); then the rules that no blend may break: in every P, B and M one frame at least is closed
// (mouthClose >= 0.95, jawOpen 0), F and V keep the lower lip in, sibilants keep the jaw narrow.
struct LipCurves { std::vector<std::string> names; /* 52 */ int per_second = 60; std::vector<std::vector<float>> frames; /* 0..1 */ };
LipCurves lip_curves(std::span<const Phone> phones, Seconds length, int per_second);
// A table as face capture on a telephone writes it: Timecode, BlendShapeCount, one column a shape (names with a capital).
std::string arkit_csv(const LipCurves& curves);

// The lips of each of our mouths (puppets::Viseme, in its order) in these shapes: 15 rows of 52.
std::vector<std::vector<float>> viseme_targets();

// What the drawn mouths of a line (`per_second` a second, the first at its start) make of its phones.
struct LipMeasure {
  int closures = 0, closed = 0;   // P, B and M; those with a closed drawing
  int false_closures = 0;         // closed drawings without one
  int touches = 0, touched = 0;   // F and V; those with lip on teeth
  double covered = 0;             // of the first 70 % of the closures' time, by closed drawings
};
LipMeasure measure_lips(std::span<const Phone> phones, Seconds length, int per_second);
LipMeasure measure_curves(std::span<const Phone> phones, const LipCurves& curves);

}  // namespace auteur::acting
