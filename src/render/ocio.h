// OpenColorIO inside this room: its exceptions end here.
#pragma once

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#include <OpenColorIO/OpenColorIO.h>
#pragma GCC diagnostic pop

#include "auteur/render/display.h"

namespace auteur::render {

namespace ocio = OCIO_NAMESPACE;

inline constexpr const char* kLinear709 = "Linear Rec.709";

// The embedded configuration; see display.h.
ocio::ConstConfigRcPtr embedded_configuration();
// shaped() as an operator.
ocio::LogAffineTransformRcPtr shaper();
ocio::Lut3DTransformRcPtr table_of(const ViewTable& table);

// f() with what OpenColorIO throws as an error that begins with `what`.
template <class F>
auto guarded(const std::string& what, F f) -> decltype(f()) {
  try {
    return f();
  } catch (const std::exception& e) {
    return fail(ErrorCode::kInvalidInput, what + ": " + e.what());
  }
}

}  // namespace auteur::render
