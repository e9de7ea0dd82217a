// Names of joints and shapes, however their programs spell them.
#include <cstdlib>
#include <set>

#include "auteur/base/data_folder.h"
#include "auteur/base/file_system.h"
#include "auteur/base/text.h"
#include "rig.h"

namespace auteur::puppets {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_word(char c) { return is_digit(c) || is_small(c) || is_capital(c) || static_cast<unsigned char>(c) >= 0x80; }

int side_of(const std::string& word) {
  if (word == "l" || word == "left" || word == "lft" || word == "lf" || word == "左") return 1;
  if (word == "r" || word == "right" || word == "rgt" || word == "rt" || word == "右") return 2;
  return 0;
}

struct Spelling { Role role; bool is_sided = false; std::size_t rank = 0; };

struct BoneWords {
  std::set<std::string> noise, never;
  std::map<std::string, std::vector<Spelling>> spellings;
  std::map<std::string, Role> vrm;  // name in small letters

  BoneWords() {
    static const std::map<std::string, Role> kRolesByName = {{"hips", Role::kHips}, {"neck", Role::kNeck}, {"head", Role::kHead}, {"jaw", Role::kJaw}, {"eye", Role::kEyeL}, {"shoulder", Role::kShoulderL}, {"upper_arm", Role::kUpperArmL}, {"lower_arm", Role::kLowerArmL}, {"hand", Role::kHandL}, {"upper_leg", Role::kUpperLegL}, {"lower_leg", Role::kLowerLegL}, {"foot", Role::kFootL}, {"toes", Role::kToesL}};
    const Json& t = bone_table();
    for (const auto& w : t.value("noise", Json::array())) if (w.is_string()) noise.insert(w.get<std::string>());
    for (const auto& w : t.value("never", Json::array())) if (w.is_string()) never.insert(w.get<std::string>());
    const Json bones = t.value("bones", Json::object());
    for (const auto& [name, about] : bones.items()) {
      const auto role = kRolesByName.find(name);
      if (role == kRolesByName.end() || !about.is_object()) continue;
      const bool two = about.value("sided", false);
      std::size_t rank = 0;
      for (const auto& s : about.value("names", Json::array()))
        if (s.is_string()) spellings[s.get<std::string>()].push_back({role->second, two, rank++});
      const std::string vrm_name = about.value("vrm", "");
      if (!two) vrm[lower(vrm_name)] = role->second;
      for (std::size_t side = 0; two && side < 2; ++side) vrm[lower((side == 0 ? "left" : "right") + vrm_name)] = sided(role->second, side);
    }
  }
};
const BoneWords& bone_words() {
  static const BoneWords words;
  return words;
}

}  // namespace

const Json& bone_table() {
  static const Json t = read_data("puppets/bones.json");
  return t;
}
const Json& shape_table() {
  static const Json t = read_data("puppets/shapes.json");
  return t;
}

std::string name_of(Role role) {
  static const std::array<const char*, kRoles> kNames = {"hips", "neck", "head", "jaw", "left_eye", "right_eye", "left_shoulder", "right_shoulder", "left_upper_arm", "right_upper_arm", "left_lower_arm", "right_lower_arm", "left_hand", "right_hand", "left_upper_leg", "right_upper_leg", "left_lower_leg", "right_lower_leg", "left_foot", "right_foot", "left_toes", "right_toes"};
  return kNames[static_cast<std::size_t>(role)];
}
std::vector<std::string> bone_names() {
  std::vector<std::string> out;
  for (std::size_t r = 0; r < kRoles; ++r) out.push_back(name_of(static_cast<Role>(r)));
  return out;
}

std::string Words::joined() const {
  std::string all;
  for (const auto& w : words) all += w;
  return all;
}

Words words_of(const std::string& name) {
  std::vector<std::string> cut;
  std::string word;
  const auto end = [&] {
    if (!word.empty()) cut.push_back(word);
    word.clear();
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_word(c)) { end(); continue; }
    const char before = i > 0 ? name[i - 1] : ' ', after = i + 1 < name.size() ? name[i + 1] : ' ';
    // "LeftArm", "lShldr", "ARMUpper": a capital begins a word after a small letter, or before one.
    if (is_capital(c) && (is_small(before) || is_digit(before) || (is_capital(before) && is_small(after)))) end();
    if (is_digit(c) != is_digit(before) && is_word(before) && !word.empty() && is_digit(c) == false) end();
    word += is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  end();
  Words out;
  for (auto& w : cut) {
    for (const char* side : {"左", "右"})
      if (w.starts_with(side) && w.size() > std::string_view(side).size() && out.side == 0) {
        out.side = side_of(side);
        w.erase(0, std::string_view(side).size());
      }
    if (const int s = side_of(w); s != 0 && out.side == 0 && cut.size() > 1) { out.side = s; continue; }
    out.words.push_back(w);
  }
  return out;
}

std::string shape_key(const std::string& name) {
  const Words w = words_of(name);
  return w.joined() + (w.side == 1 ? "left" : w.side == 2 ? "right" : "");
}

void rig_by_name(const scene::Character& character, const JointFacts& facts, Rig& rig) {
  const BoneWords& table = bone_words();
  for (const auto& [bone, joint] : character.humanoid)
    if (const auto role = table.vrm.find(lower(bone)); role != table.vrm.end() && joint >= 0 && joint < static_cast<int>(character.joints.size()))
      if (auto& at = rig.joint[static_cast<std::size_t>(role->second)]; at < 0) at = joint;
  std::array<std::size_t, kRoles> best;
  best.fill(~std::size_t{0});
  const auto taken = rig.joint;
  for (std::size_t j = 0; j < character.joints.size(); ++j) {
    if (character.skinned && facts.held_below[j] <= 0) continue;  // it holds nothing: a control, or the object of a mesh
    Words w = words_of(character.joints[j].name);
    bool never = false;
    for (const auto& word : w.words) never = never || table.never.contains(word);
    if (never) continue;
    // Words that say nothing go, but not the last one that could say something.
    std::vector<std::string> kept;
    for (const auto& word : w.words)
      if (!table.noise.contains(word)) kept.push_back(word);
    if (kept.empty()) continue;
    w.words = kept;
    const auto look = [&](const std::string& key, int side) {
      const auto found = table.spellings.find(key);
      if (found == table.spellings.end()) return false;
      bool any = false;
      for (const Spelling& s : found->second) {
        if (s.is_sided != (side != 0)) continue;
        const auto role = static_cast<std::size_t>(sided(s.role, s.is_sided && side == 2 ? 1 : 0));
        any = true;
        // The better spelling; of equals the one nearer to the root, which comes first.
        if (taken[role] < 0 && s.rank < best[role]) best[role] = s.rank, rig.joint[role] = static_cast<int>(j);
      }
      return any;
    };
    std::string key = w.joined();
    if (look(key, w.side)) continue;
    // "hand001", "head2": a number at the end says nothing; sides may be glued on.
    std::string bare = key;
    while (!bare.empty() && is_digit(bare.back())) bare.pop_back();
    if (bare != key && key.size() - bare.size() >= 3 && look(bare, w.side)) continue;
    if (w.side == 0)
      for (const auto& [mark, side] : {std::pair{"left", 1}, std::pair{"right", 2}}) {
        if (key.starts_with(mark) && look(key.substr(std::string_view(mark).size()), side)) break;
        if (key.ends_with(mark) && look(key.substr(0, key.size() - std::string_view(mark).size()), side)) break;
      }
    if (w.side == 0 && key.size() > 3 && (key.back() == 'l' || key.back() == 'r')) look(key.substr(0, key.size() - 1), key.back() == 'l' ? 1 : 2);
  }
}

}  // namespace auteur::puppets
