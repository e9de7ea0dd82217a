// The display transform: from light to what a screen is sent, through OpenColorIO.
//
//   scene-linear Rec.709 -> [saturation] -> view -> [contrast, warmth] -> [print table] -> display values 0 .. 1
//
// The embedded configuration knows the colour spaces "Linear Rec.709" (what everything is drawn in), "ACEScg",
// "ACES2065-1" and "Raw", the displays "Gamma 2.2" (the default), "sRGB" and "Rec.1886", and for each the views "Film"
// (filmic curve with highlights that roll off and run to white) and "Plain" (clipped). A person's own configuration or
// .cube table is baked into tables first, so that drawing never touches a file. Values are immutable and thread safe; the
// same bytes on any number of threads.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/base/geometry.h"
#include "auteur/base/result.h"

namespace auteur::render {

struct Look;

// edge x edge x edge colours, red fastest.
struct ViewTable {
  int edge = 0;
  std::vector<float> rgb;
};

struct View {
  std::string display = "Gamma 2.2", name = "Film";
  std::shared_ptr<const ViewTable> scene = {};  // in place of display and name: over shaped() light, display values
  std::shared_ptr<const ViewTable> print = {};  // over display values 0 .. 1, display values
};

// Where light stands in a scene table, 0 .. 1: a logarithm with a soft toe, black at 0, 72 at 1. And back.
float shaped(float light);
float unshaped(float position);

class DisplayTransform {
 public:
  // Errors: kInvalidInput (a display or view that the embedded configuration does not know), kUnavailable (OpenColorIO).
  static Result<std::shared_ptr<const DisplayTransform>> make(const Look& look, const View& view = {});
  ~DisplayTransform();
  // In place; four floats a pixel, the fourth stays.
  void apply(std::span<float> rgba) const;

 private:
  DisplayTransform();
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

// What a person's own OpenColorIO configuration shows: the named display and view (empty: its defaults), as a table over
// shaped(). `within` bounds what it may read: the configuration and every table it names lie in that folder, at most 64 MiB
// each. `working`: its name for linear Rec.709; may be empty where the configuration has the role aces_interchange or one
// of the usual names. Errors: kInvalidInput, kNotFound, each with what to do.
struct OwnConfiguration { Path file, within; std::string display, view, working; };
Result<ViewTable> bake_configuration(const OwnConfiguration& own);

// A .cube table, 3D (2 to 129 a side) or 1D (2 to 65536; becomes 3D), over 0 .. 1. At most 32 MiB of text.
// Errors: kInvalidInput with file and line.
Result<ViewTable> read_cube(std::string_view text, const std::string& file);

// A view's tables as stored bytes, and back. Errors: kInvalidInput.
std::vector<std::uint8_t> pack_view(const View& view);
Result<View> unpack_view(std::span<const std::uint8_t> bytes);

// Linear Rec.709 to ACEScg, in place.
Status to_acescg(std::span<Vec3> colours);

}  // namespace auteur::render
