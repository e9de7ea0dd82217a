// The lined script: which words of the screenplay each shot covers, and where its people are heard but not seen.
#pragma once

#include <vector>

#include "auteur/camera/shot_list.h"
#include "auteur/camera/shot_sheet.h"
#include "auteur/screenplay/page_pdf.h"

namespace auteur::camera {

// The shots of one scene for screenplay::write_pdf(). `scene` is a scene of that script's breakdown, `rows` the shot list of
// `list`. Shots that cover nothing on paper (a breath between two lines) stand at the nearest words.
std::vector<screenplay::LinedShot> lined_shots(const screenplay::Screenplay& script, const screenplay::Scene& scene, const staging::Staging& staging, const ShotList& list, const std::vector<ShotRow>& rows);

}  // namespace auteur::camera
