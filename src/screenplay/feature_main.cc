// Writes a synthetic but valid feature to stdout: about 120 pages, 190 scenes, 60 speaking parts. For load tests.
//   screenplay_feature_main [seed] [scenes] [parts]
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "auteur/base/random.h"

namespace {

using auteur::Random;

const std::vector<std::string> kFirst = {"ANA", "JONAS", "MIRA", "BRUNO", "CLARA", "OTTO", "LENA", "HUGO", "NADIA", "VIKTOR", "PAULA", "FELIX", "INGRID", "OSCAR", "TESSA", "MARCO", "HELENA", "EMIL", "ROSA", "ANTON", "GRETA", "LUCA", "IRINA", "PAVEL", "SOFIA", "DIEGO", "EDITH", "SAMUEL", "MARTHA", "ELIAS"};
const std::vector<std::string> kRoles = {"WAITER", "GUARD", "NURSE", "CLERK", "DRIVER", "BARTENDER", "TEACHER", "JUDGE", "SAILOR", "PRIEST", "COOK", "DOCTOR", "CASHIER", "PORTER", "MECHANIC"};
const std::vector<std::string> kLooks = {"grey, a patient face", "thin, quick hands", "heavy, a red scarf", "small, upright, silent", "tall, tired eyes", "a worn coat, loud", "careful, polished shoes"};
const std::vector<std::string> kPlaces = {"INT. KITCHEN", "INT. LIVING ROOM", "EXT. STREET", "INT. CAFE", "INT. OFFICE", "EXT. HARBOUR", "INT. HOSPITAL - CORRIDOR", "EXT. PARK", "INT. BAR", "INT. CAR", "EXT. BRIDGE", "INT. CHURCH", "INT. COURTROOM", "EXT. ROOFTOP", "INT. BEDROOM", "INT. TRAIN", "EXT. FOREST", "INT. LIBRARY", "EXT. BEACH", "INT. WORKSHOP", "INT. POLICE STATION", "EXT. MARKET", "INT. STAIRWELL", "INT. SCHOOL - CLASSROOM", "EXT. CEMETERY"};
const std::vector<std::string> kTimes = {"MORNING", "DAY", "DAY", "AFTERNOON", "EVENING", "NIGHT", "NIGHT", "CONTINUOUS", "LATER"};
const std::vector<std::string> kProps = {"cup", "letter", "key", "photograph", "book", "bottle", "phone", "watch", "bag", "lamp", "knife", "newspaper"};
const std::vector<std::string> kFurniture = {"table", "chair", "window", "door", "bench", "desk", "counter"};
const std::vector<std::string> kSentences = {
    "You said you would be here before the rain.", "I counted every one of them, twice.", "Nobody told me that the house was sold.",
    "It is a small thing, but it is mine.", "Then tell him yourself. I am done carrying it.", "What did the letter say?", "I was afraid you would ask.",
    "My mother used to stand right there and laugh at us.", "There is still time, if we leave now.", "No.", "Do you remember the summer with the broken boat?",
    "They will come back, and they will bring the others.", "Sit down. You look terrible.", "I never wanted the money. I wanted you to call.",
    "That is the worst plan I have ever heard, and I love it.", "Keep your voice down.", "Half the town knows. The other half is lying.", "Thank you. I mean it."};
const std::vector<std::string> kManners = {"quietly", "angry", "smiling", "whispering", "beat", "cold", "laughing", "after a pause"};

template <class T>
const T& pick(Random& r, const std::vector<T>& v) { return v[static_cast<std::size_t>(r.below(static_cast<int>(v.size())))]; }

std::string reading(const std::string& id) {
  std::string out;
  bool start = true;
  for (char c : id) {
    out += start ? c : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    start = c == ' ';
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const auto seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const int scenes = argc > 2 ? std::atoi(argv[2]) : 190;
  const int parts = argc > 3 ? std::atoi(argv[3]) : 60;
  Random r(seed);
  std::vector<std::string> people;
  for (int i = 0; i < parts; ++i) {
    const auto n = static_cast<std::size_t>(i);
    if (n < kFirst.size()) people.push_back(kFirst[n]);
    else people.push_back(kRoles[n % kRoles.size()] + (n - kFirst.size() < kRoles.size() ? "" : " " + std::to_string(1 + (n - kFirst.size()) / kRoles.size())));
  }
  std::vector<bool> introduced(people.size(), false);
  std::string out = "Title: A Synthetic Feature\nCredit: written by\nAuthor: feature_main\n\nFADE IN:\n\n";
  std::size_t next_part = 0;
  for (int s = 0; s < scenes; ++s) {
    out += pick(r, kPlaces) + " - " + pick(r, kTimes) + "\n\n";
    std::vector<std::size_t> here;
    const int count = 2 + r.below(3);
    for (int k = 0; k < count; ++k) {
      // Leading parts come often; every part speaks at least once.
      std::size_t p = static_cast<std::size_t>(r.below(r.unit() < 0.7 ? 8 : static_cast<int>(people.size()))) % people.size();
      if (k == 0 && next_part < people.size() && s * parts >= static_cast<int>(next_part) * scenes) p = next_part++;
      bool twice = false;
      for (auto h : here) twice |= h == p;
      if (!twice) here.push_back(p);
    }
    for (auto p : here) {
      if (!introduced[p]) {
        out += people[p] + " (" + std::to_string(20 + 10 * r.below(6)) + "s), " + pick(r, kLooks) + ", enters.\n\n";
        introduced[p] = true;
      } else {
        out += reading(people[p]) + (r.unit() < 0.5 ? " stands at the " : " sits at the ") + pick(r, kFurniture) + ".\n\n";
      }
    }
    const int blocks = 2 + r.below(6);
    for (int b = 0; b < blocks; ++b) {
      const std::string& who = people[here[static_cast<std::size_t>(b) % here.size()]];
      if (r.unit() < 0.4) {
        const std::string& prop = pick(r, kProps);
        const std::string& place = pick(r, kFurniture);
        const int act = r.below(4);
        const std::string name = reading(who);
        if (act == 0) out += name + " picks up the " + prop + ". The light on the wall moves a little, and somewhere a door falls shut.\n\n";
        if (act == 1) out += name + " puts the " + prop + " on the " + place + " and walks to the window.\n\n";
        if (act == 2) out += name + " looks at the " + prop + ". Silence. Outside a car passes, slowly, as if it were looking for a number.\n\n";
        if (act == 3) out += name + " gives the " + prop + " to " + reading(people[here[(static_cast<std::size_t>(b) + 1) % here.size()]]) + ".\n\n";
      }
      out += who + "\n";
      if (r.unit() < 0.2) out += "(" + pick(r, kManners) + ")\n";
      const int sentences = 1 + r.below(3);
      for (int k = 0; k < sentences; ++k) out += pick(r, kSentences) + (k + 1 < sentences ? " " : "");
      out += "\n\n";
    }
    if (r.unit() < 0.1) out += "CUT TO:\n\n";
  }
  out += "> FADE OUT.\n";
  std::fwrite(out.data(), 1, out.size(), stdout);
  return 0;
}
