// Captured faces come from anywhere: any bytes are refused with a place, or give a face within its bounds.
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "auteur/acting/face_capture.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace auteur::acting;
  const auto read = FaceCapture::read({reinterpret_cast<const char*>(data), size}, "face.csv");
  if (!read) {
    if (read.error().message.empty() || read.error().place.file.empty()) std::abort();
    return 0;
  }
  for (const double t : {-1.0, 0.0, 0.5 * read->length(), read->length(), 1e12}) {
    const FaceFrame f = read->at(t, 1.0 / 12);
    for (const float v : f.shape)
      if (!(v >= 0 && v <= 1.0001f)) std::abort();
    auteur::puppets::Face face;
    wear(face, f, true);
    for (const float v : {face.smile, face.brow_raise, face.brow_worry, face.lids, face.open, face.gaze_yaw, face.gaze_pitch, f.head_yaw, f.head_pitch, f.head_roll})
      if (!(std::abs(v) <= 1.7f)) std::abort();
  }
  return 0;
}
