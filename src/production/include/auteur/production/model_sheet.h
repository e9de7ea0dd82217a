// The model sheet of one person: turnaround, expressions, mouths, hands and wardrobe, drawn by the film's own renderer,
// with name, height scale and the digest of the identity vector.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/progress.h"
#include "auteur/media/media.h"
#include "auteur/world/cast.h"

namespace auteur::production {

struct ModelSheetRequest {
  world::Identity who;
  std::string name;    // as a viewer would read it
  std::string remark;  // one line under the name: "nearest to Jonas, 0.93 apart"; may be empty
  double scale = 2.2;  // pixels a point; the sheet is A3 across, 1191 x 842 points
};
struct ModelSheet { media::Picture picture; Bytes pdf; };

// The same person gives the same bytes. Costs some ten seconds of one core at the default scale.
// Errors: kCancelled, and those of the renderer.
Result<ModelSheet> draw_model_sheet(const ModelSheetRequest& request, Progress& progress);

}  // namespace auteur::production
