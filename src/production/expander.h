// The film as a graph being built: expand.cc writes and plans, expand_shooting.cc shoots, expand_boards.cc draws storyboards and animatics.
#pragma once

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "auteur/camera/shot_list.h"
#include "auteur/production/dubbing.h"
#include "auteur/production/looks.h"
#include "auteur/screenplay/intercut.h"
#include "expand.h"
#include "line_notes.h"
#include "line_places.h"
#include "outside_voices.h"
#include "score_plan.h"
#include "story.h"

namespace auteur::production {

// The line is what somebody brought: heard as theirs, or only followed.
void use_recording(Node& line, const BroughtRecording& recording);
// The parameters of a line that a server speaks: whom it asks, for which voice.
void ask(const OutsideVoice& voice, Json& params);

class Expander {
 public:
  Expander(const Film& film, const Ref& script, const Json& dictionary, const MakeOptions& options, const ReadOutcome& read) : film_(film), script_(script), dictionary_(dictionary), options_(options), read_(read) {}
  Result<Plan> run();

 private:
  Status add(Node node) { return plan_.graph.add(std::move(node)); }
  // The scenes of the film, after each the other end of its call.
  std::vector<const screenplay::Scene*> filmed() const;
  const screenplay::Scene* far_of(const screenplay::Scene& s) const;
  // The scene of the story that it is told in.
  static const std::string& told_in(const screenplay::Scene& s) { return screenplay::is_far_end(s) ? s.part_of : s.number; }
  Status writing();
  // A person is a short stack of layers, each with takes of its own.
  Status casting(const Json& bible);
  Status planning();
  // In a dub's language, or the film's own; null: the house speaks for them.
  const OutsideVoice* outside_voice_of(const std::string& cast_id, const std::string& language = "") const;
  // Has a server speak the lines of the dub in `base` for whom [dubbed.de] says so. Their nodes by line.
  Result<std::map<std::string, NodeId>> add_spoken(const std::string& base, const std::string& language, const Dub& dub, const LinePlaces& places);
  // A line's voice: the house's, somebody's recording, or a speech server's.
  Node line_node(const screenplay::Scene& scene, const screenplay::Beat& beat, const std::map<std::string, LineNote>& notes) const;
  Json frame_params(const LevelSettings& settings) const { return {{"width", settings.width}, {"height", settings.height}, {"aspect", film_.aspect}}; }
  static Json clip_params(const LevelSettings& settings) { return {{"crf", settings.crf}, {"preset", settings.preset}}; }
  Status shooting();
  // What is heard is where the picture is: their voice in the room, the other one's on the line.
  Result<NodeId> hear_both_ends(const screenplay::Scene& near, const screenplay::Scene& far, std::int64_t frames);
  // Frames of its shots. Of the far end of a call there is no music: the near end has it.
  Result<std::int64_t> shoot_scene(const screenplay::Scene& s, const LevelSettings& settings, Node& join, Node& sheet, Node& check, Node& style);
  bool with_surround() const { return film_.targets.value("sound", "stereo") == "5.1"; }
  bool boards_wanted() const { return options_.boards.has_value(); }
  // Storyboards show more than one moment of a shot, so they are rehearsed as previz is.
  Status plan_panels(const screenplay::Scene& s, const camera::ShotList& list, const Node& performance, double seconds);
  // What somebody drew takes the place of what we would.
  Status draw_board(const camera::Shot& shot, const screenplay::Scene& s, Node board);
  bool with_animatic() const { return options_.animatic || options_.level == Level::kBoards; }
  // A clip of the animatic: the clip with what it is in a band below.
  Status add_burn_in(const Upstream& clip, const std::string& id, std::int64_t start, Json words, std::int64_t frames, const LevelSettings& settings);
  // "medium close-up of ANA, 50 mm, push-in".
  static std::string what_of(const camera::Shot& shot);
  // The files of those who do not play in clay, for who poses them.
  void connect_models(Node& node, const screenplay::Scene& scene) const;
  // Captured motion of this scene's people; the same file twice is one input.
  void connect_motion(Node& node, const screenplay::Scene& scene) const;
  // Which of the wanted shots the film does not have, and the nearest that it has.
  std::string no_such_shot() const;
  // The film in another language: its captions, and unless only those are wanted its lines, lips, sound and pictures with mouths.
  // Nothing of what it shares with the original is made again. The nodes that are wanted of it are added to `wanted`.
  Status add_language(const std::string& language, std::vector<NodeId>& wanted);
  // All of its languages that are asked for; then they, with the film, are what is wanted.
  Status add_languages();
  Status add_clip_check(const NodeId& clip, const std::string& id, double seconds, Node& check);
  static std::int64_t frames_of(const camera::Shot& shot) { return std::llround(shot.end.value * 24) - std::llround(shot.start.value * 24); }
  static std::string iso_language(const std::string& two);

  const Film& film_;
  const Ref& script_;
  const Json& dictionary_;
  const MakeOptions& options_;
  const ReadOutcome& read_;
  Plan plan_;
  Story story_;
  std::set<std::string> known_;
  std::map<std::string, OutsideVoice> outside_;
  std::map<std::string, Ref> models_of_;  // cast id -> GLB
  std::vector<NodeId> exrs_, models_, scores_;
  ScorePlan score_;
  Node boards_{"deliver/boards", "film.boards", {{"scenes", Json::array()}, {"own", Json::object()}, {"per_page", options_.boards ? options_.boards->per_page : BoardOptions{}.per_page}}, {}};
  Node animatic_;                  // joins what is burnt in
  std::int64_t frames_before_ = 0;
};

}  // namespace auteur::production
