// The model sheet of one person: turnaround, expressions, mouths, hands and wardrobe, drawn by the film's own renderer,
// with name, height scale and the digest of the identity vector.
#pragma once

#include <string>
#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/base/progress.h"
#include "auteur/media/media.h"
#include "auteur/puppets/puppet.h"
#include "auteur/world/cast.h"

namespace auteur::production {

struct ModelSheetRequest {
  world::Identity who;
  puppets::PuppetPtr figure = nullptr;  // a figure of somebody's own that plays the part (who.model); null for clay
  std::string name;    // as a viewer would read it
  std::string remark;  // one line under the name: "nearest to Jonas, 0.93 apart"; may be empty
  double scale = 2.2;  // pixels a point; the sheet is A3 across, 1191 x 842 points
};
// For a part that somebody's own figure plays: `cast_model` is the document "auteur.cast_model" of it, `glb` its file.
Status played_by(ModelSheetRequest& request, const Json& cast_model, const Path& glb);

struct ModelSheet { media::Picture picture; Bytes pdf; };

// The same person gives the same bytes. Costs some ten seconds of one core at the default scale.
// Errors: kCancelled, and those of the renderer.
Result<ModelSheet> draw_model_sheet(const ModelSheetRequest& request, Progress& progress);

}  // namespace auteur::production
