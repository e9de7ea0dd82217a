#include "action.h"

#include <algorithm>

#include "auteur/base/text.h"
#include "heading.h"
#include "noun_tables.h"
#include "tag_lexicon.h"

namespace auteur::screenplay {
namespace {

// "Outside, Dev waits.", "Ahead, a man gets out.": what is seen through a window; ahead and behind only from a vehicle.
bool looks_out(const std::vector<Word>& w, bool vehicle) {
  if (w.size() < 3) return false;
  const auto first = [&](std::size_t n) { return n < w.size() && w[n].before == ','; };
  if (w[0].low == "outside" && first(1)) return true;
  if (w[0].low == "through" || (w[0].low == "out" && w[1].low == "of"))
    for (std::size_t i = 1; i < std::min<std::size_t>(w.size(), 6); ++i)
      if (is_one_of(w[i].low, {"window", "windows", "windscreen", "windshield", "glass", "porthole"})) return first(i + 1);
  if (!vehicle) return false;
  if (is_one_of(w[0].low, {"ahead", "behind"}) && first(1)) return true;
  if (w[0].low == "far" && is_one_of(w[1].low, {"ahead", "behind"}) && first(2)) return true;
  if (is_one_of(w[0].low, {"ahead", "behind"}) && is_one_of(w[1].low, {"of", "them", "him", "her"}) && (first(2) || first(3))) return true;
  if ((w[0].low == "in" || w[0].low == "across") && w[1].low == "the" && w.size() > 3 && is_one_of(w[2].low, {"mirror", "street", "road"})) return first(3);
  return false;
}

}  // namespace

void ActionReader::handle(const std::string& prop, const std::string& rule) {
  if (prop.empty()) return;
  memory_.last_prop = prop;
  memory_.last_dressing.clear();
  if (const auto* known = find(lexicon().props, prop); known && (known->type == "vessel" || known->type == "bottle")) memory_.last_vessel = prop;
  for (auto& p : scene_.props) {
    if (p.id != prop) continue;
    if (!p.handled) { p.handled = true; p.rule = rule; }
    return;
  }
  PropUse use;
  use.id = prop;
  use.name = prop;
  for (auto& c : use.name) if (c == '-') c = ' ';
  if (const auto* known = find(lexicon().props, use.name)) use.type = known->type;
  else use.type = "object";
  use.handled = true;
  use.rule = rule;
  use.bytes = bytes_;
  if (scene_.props.size() < 200) scene_.props.push_back(std::move(use));
}

// Every noun of the lists that the paragraph names, in order: what the set and the property master bring.
void ActionReader::note_nouns(const std::vector<Word>& w, const std::vector<Verb>& verbs) {
  const Lexicon& x = lexicon();
  for (std::size_t i = 0; i < w.size();) {
    const Mention m = cast_.at(w, i);
    if (m.person >= 0) { i += m.words; continue; }
    if (std::any_of(verbs.begin(), verbs.end(), [&](const Verb& v) { return v.at == i; })) { ++i; continue; }
    std::size_t taken = 1;
    for (std::size_t n = std::min<std::size_t>(3, w.size() - i); n > 0; --n) {
      std::string phrase;
      bool broken = false;
      for (std::size_t q = i; q < i + n; ++q) {
        broken |= q > i && w[q].before != 0;
        phrase += (phrase.empty() ? "" : " ") + w[q].low + (w[q].possessive && q + 1 < i + n ? "'s" : "");
      }
      if (broken) continue;
      const std::string one = singular(phrase);
      const auto* d = find(x.dressing, phrase);
      if (!d) d = find(x.dressing, one);
      const auto* p = find(x.props, one);
      if (!d && !p) continue;
      taken = n;
      bool compared = i >= 1 && w[i - 1].low == "no";
      for (std::size_t b = i; b > 0 && b + 6 > i && w[b].before == 0; --b) compared |= w[b - 1].low == "like";
      if (n == 1 && i >= 1 && is_one_of(w[i - 1].low, {"his", "her", "their", "my", "your"}) && x.not_props.contains(w[i].low)) compared = true;
      // "lunch break": a word that only colours the next known noun is no thing itself.
      bool colours = false;
      if (i + n < w.size() && w[i + n].before == 0 && std::none_of(verbs.begin(), verbs.end(), [&](const Verb& v) { return v.at == i + n; })) {
        const std::string next = singular(w[i + n].low);
        colours = find(x.props, next) != nullptr || find(x.dressing, next) != nullptr;
      }
      const bool verb = n == 1 && is_verb_here(w, i);
      if (compared || colours || verb || (n == 1 && is_no_thing(w, i, scene_.place.kind)) || (w[i].capital && !w[i].capitals && i > 0 && n == 1)) break;
      const bool street_lamp = d && *d == "lamp" && std::find(scene_.dressing.begin(), scene_.dressing.end(), "streetlamp") != scene_.dressing.end();
      if (d && !street_lamp && std::find(scene_.dressing.begin(), scene_.dressing.end(), *d) == scene_.dressing.end() && scene_.dressing.size() < 100) scene_.dressing.push_back(*d);
      if (p && p->type != "liquid" && (!d || p->type == "light" || p->type == "clock")) {
        const bool known = std::any_of(scene_.props.begin(), scene_.props.end(), [&](const PropUse& u) { return u.id == p->id; });
        if (!known && scene_.props.size() < 200) {
          PropUse use;
          use.id = p->id;
          use.name = p->name;
          use.type = p->type;
          use.rule = "named";
          use.bytes = bytes_;
          scene_.props.push_back(std::move(use));
        }
      }
      break;
    }
    const auto& low = w[i].low;
    const std::string one = singular(low);
    // "Gulls", "the sheep graze": a flock; what is high in the sky or far away is not on the set.
    const auto flock = [&] {
      const std::string kind = noun_lemma(low);
      // "He does not move", "nobody bears it", "she ducks": a verb, whatever it is called in the farmyard.
      const auto subject = [&](const Word& word) { return cast_.find_id(upper(word.low)) >= 0 || is_one_of(word.low, {"he", "she", "it", "who", "that", "which", "what", "nobody", "somebody", "everybody", "someone", "anyone", "everyone", "to"}); };
      if (low == "does" || (i > 0 && subject(w[i - 1]))) return false;
      if ((kind == low && low != "sheep") || w[i].capital || x.not_cast.contains(kind) || x.not_cast.contains(low) || (i + 1 < w.size() && w[i + 1].before == 0 && x.not_props.contains(w[i + 1].low))) return false;
      const auto* noun = find_noun(kind);
      if (!noun || !noun->by_hand || noun->what != NounClass::kAnimal || is_verb_here(w, i)) return false;
      if (kind == low && !(i + 1 < w.size() && is_one_of(w[i + 1].low, {"graze", "stand", "wander", "bleat", "are", "sleep", "lie"}))) return false;
      return std::none_of(w.begin(), w.end(), [&](const Word& word) { return x.animal_heard.contains(word.low) || x.animal_depicted.contains(word.low) || x.animal_eaten.contains(word.low) || is_one_of(word.low, {"sky", "overhead", "above", "horizon", "like"}); });
    };
    const bool crowd = x.groups.contains(low) || (one != low && x.roles.contains(one) && cast_.find_id(upper(low)) < 0) || flock();
    if (crowd && taken == 1 && !(i > 0 && is_one_of(w[i - 1].low, {"his", "her", "their", "like", "no", "two"})) && !w[i].possessive &&
        std::find(scene_.background.begin(), scene_.background.end(), low) == scene_.background.end() && scene_.background.size() < 20)
      scene_.background.push_back(low);
    i += taken;
  }
}

void ActionReader::read_sentence(std::string_view text, Sentence s, std::vector<Beat>& out, int speaker) {
  std::vector<Word> w = words(text, s.begin, s.end);
  if (w.size() > 400) w.resize(400);
  if (w.empty()) return;
  const std::size_t first_beat = out.size();
  if (speaker < 0 && scene_.place.setting != Setting::kExterior && looks_out(w, in_vehicle()))
    for (std::size_t i = 0; i < w.size(); ++i)
      if (const Mention m = cast_.at(w, i); m.person >= 0 && std::find(memory_.seen.begin(), memory_.seen.end(), m.person) == memory_.seen.end()) memory_.away.emplace(m.person, kOutside);
  const bool afar = cast_.has_animals() && heard_from_afar(w);
  const auto verbs = find_verbs(w);
  note_nouns(w, verbs);
  Subject subject;
  if (speaker >= 0) subject.people = {speaker};
  std::size_t clause_begin = s.begin;
  for (std::size_t n = 0; n < verbs.size(); ++n) {
    const Verb& v = verbs[n];
    // A mention on the way sets whom later pronouns mean, in the order of reading.
    subject = speaker >= 0 && n == 0 ? subject : subject_of(w, verbs, n, subject);
    // "A dog barks next door."
    if (afar && subject.people.size() == 1 && cast_.animal(subject.people[0]) && (lexicon().animal_calls.contains(v.lemma) || tag_lexicon().heard.contains(v.lemma))) {
      subject.thing = cast_.members()[static_cast<std::size_t>(subject.people[0])].species;
      subject.people.clear();
      subject.is_thing = true;
    }
    const bool voice = is_one_of(v.lemma, {"laugh", "chuckle", "cough", "sigh", "breathe", "whisper", "shout", "call", "sing", "sob", "groan", "giggle", "hesitate", "pause"});
    for (int p : subject.people) { if (!voice || !memory_.heard.contains(p)) see(p); mention(p); if (cast_.animal(p)) memory_.animal_is_it = true; }
    if (!subject.people.empty()) memory_.subjects = subject.people;
    std::size_t to = w.size();
    if (n + 1 < verbs.size()) {
      to = verbs[n + 1].at;
      for (std::size_t i = v.at + 1; i <= verbs[n + 1].at; ++i) {
        const bool cut = (i > v.at + 1 && w[i].before != 0) || is_one_of(w[i].low, {"then", "but", "as", "while", "who", "when", "where"}) || (w[i].low == "and" && i + 1 <= verbs[n + 1].at);
        if (cut) to = i;
      }
      // The cut nearest the next verb was kept; words between belong to the next clause.
    }
    for (std::size_t i = v.at + 1; i < to; ++i)
      if (i > v.at + 1 && (w[i].before == ';' || w[i].before == ':' || w[i].before == '-' || is_one_of(w[i].low, {"as", "while", "where", "until", "because", "who"}))) { to = i; break; }
    const Arguments a = subject.inverted ? arguments(w, subject.inverted_from, v.at, v.lemma, subject.people)
                                         : arguments(w, v.at + 1, to, v.lemma, subject.people);
    subject.inverted = false;
    for (const auto& phrase : a.phrases) {
      if (phrase.preposition == "of" || phrase.preposition == "like") continue;
      for (const auto& noun : phrase.nouns)
        if (noun.person >= 0) see(noun.person);
    }
    const std::size_t clause_end = n + 1 < verbs.size() ? (to < w.size() ? w[to].begin : s.end) : s.end;
    std::string clause(trim(text.substr(clause_begin, clause_end > clause_begin ? clause_end - clause_begin : 0)));
    clause_begin = clause_end;
    std::vector<Beat> beats;
    bool thing_named = false;
    if (subject.is_thing) {
      beats = thing_frame(v, a, subject);
      const std::string one = singular(subject.thing);
      if (const auto* p = find(lexicon().props, one); p && p->type != "liquid") { memory_.last_prop = p->id; memory_.last_dressing.clear(); thing_named = true; }
      else if (const auto* d = find(lexicon().dressing, one)) { memory_.last_dressing = *d; thing_named = true; }
      // "the kind a passenger pulls": a side remark belongs to the beat before it.
      if (out.size() > first_beat && beats.size() == 1 && beats[0].kind == BeatKind::kDescribe) {
        out.back().text += " " + clause;
        beats.clear();
      }
    }
    if (!subject.is_thing)
      for (int who : subject.people) {
        auto more = frame(v, a, who, subject);
        if (const auto out_there = memory_.away.find(who); out_there != memory_.away.end() && out_there->second == kOutside && std::any_of(more.begin(), more.end(), [](const Beat& b) { return b.kind == BeatKind::kEnter; })) {
          memory_.away.erase(out_there);
          see(who);
        }
        if (!beats.empty() && more.size() == 1 && beats.back().kind == more[0].kind && beats.back().target == more[0].target) more[0].dual = true;
        beats.insert(beats.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
        if (beats.size() > 6) break;
      }
    // "takes the letter out of the bag", "takes a spray from her coat": "it" is what is taken, whether or not a list knows it.
    if (!subject.is_thing && !a.phrases[0].nouns.empty() && !beats.empty() && !beats.back().object.empty() && beats.back().object == memory_.last_prop) thing_named = true;
    for (auto& b : beats) {
      b.text = clause;
      for (auto& c : b.text) if (c == '\n') c = ' ';
      if (b.manner.empty()) b.manner = a.adverb;
      out.push_back(std::move(b));
    }
    for (const auto& phrase : a.phrases)
      for (const auto& noun : phrase.nouns) {
        if (noun.person >= 0) { mention(noun.person); if (cast_.animal(noun.person)) memory_.animal_is_it = true; }
        else if (!noun.prop.empty() && !thing_named) { memory_.last_prop = noun.prop; memory_.last_dressing.clear(); thing_named = true; memory_.animal_is_it = false; }
      }
    if (thing_named) memory_.animal_is_it = false;
    // After "Ana looks at Tom", "she" is still Ana.
    for (int p : subject.people) {
      const auto& g = cast_.gender(p);
      if (g == "female") memory_.last_female = p;
      if (g == "male") memory_.last_male = p;
    }
  }
  // "a rifle in his hands": held already when the sentence begins.
  if (speaker < 0 && !memory_.subjects.empty() && out.size() > first_beat && !out[first_beat].who.empty()) {
    for (std::size_t i = 1; i + 2 < w.size(); ++i) {
      if (w[i].low != "in" || !is_one_of(w[i + 1].low, {"his", "her", "their"}) || !is_one_of(w[i + 2].low, {"hand", "hands", "arms", "fist", "fingers"})) continue;
      std::size_t from = i - 1;
      const auto* p = find(lexicon().props, singular(w[from].low));
      if (p && from > 0)
        if (const auto* longer = find(lexicon().props, w[from - 1].low + " " + singular(w[from].low))) { p = longer; --from; }
      const bool introduced = p && (from == 0 || is_one_of(w[from - 1].low, {"a", "an"}) || w[from - 1].before == ',' || (from > 1 && is_one_of(w[from - 2].low, {"a", "an", "with"})));
      const int who = cast_.find_id(out[first_beat].who);
      if (!introduced || p->type == "liquid" || who < 0 || memory_.held[who] == p->id) continue;
      handle(p->id, "held");
      memory_.held[who] = p->id;
      Beat b;
      b.kind = BeatKind::kPickUp;
      b.who = out[first_beat].who;
      b.object = p->id;
      b.manner = "holding";
      b.text = std::string(text.substr(w[from].begin, w[i + 2].end - w[from].begin));
      const bool arrives = out[first_beat].kind == BeatKind::kEnter;
      out.insert(out.begin() + static_cast<std::ptrdiff_t>(first_beat + (arrives ? 1 : 0)), std::move(b));
      break;
    }
  }
  if (speaker >= 0) return;
  if (verbs.empty()) {
    for (std::size_t i = 0; i < w.size();) {
      const Mention m = cast_.at(w, i);
      const std::size_t next = i + std::max<std::size_t>(1, m.words);
      // A voice that has only been heard goes on: "Sam speaks to somebody else."
      const bool voice = m.person >= 0 && memory_.heard.contains(m.person) && next < w.size() && is_one_of(w[next].low, {"speaks", "talks", "says", "goes", "continues", "answers", "sings", "calls", "tells", "asks", "whispers", "shouts", "mutters", "murmurs", "chuckles", "laughs", "coughs", "sighs", "breathes", "hums", "is", "sounds"});
      const bool elsewhere = voice || (i > 0 && is_one_of(w[i - 1].low, {"of", "like", "without", "no", "not"}));
      if (m.person >= 0 && !w[i + m.words - 1].possessive) { if (!elsewhere) see(m.person); mention(m.person); }
      i += std::max<std::size_t>(1, m.words);
    }
    for (const auto& word : w)
      if (const auto* p = find(lexicon().props, singular(word.low)); p && p->type != "liquid") memory_.last_prop = p->id;
  }
  if (out.size() == first_beat) {
    Beat b;
    b.text = std::string(text.substr(s.begin, s.end - s.begin));
    for (auto& c : b.text) if (c == '\n') c = ' ';
    const std::string low = lower(b.text);
    bool pause = false, effect = false;
    for (const std::string_view p : {"silence", "a beat", "beat.", "beat", "pause", "a pause", "long pause", "a moment", "a long moment", "nobody moves", "no answer", "a long silence", "nothing", "stillness", "quiet"})
      pause |= low == p || low == std::string(p) + "." || (low.starts_with(p) && w.size() <= 4);
    for (const auto& word : w) {
      if (word.low == "thunder" || word.low == "lightning" || word.low == "knock" || word.low == "crash" || word.low == "bang" || word.low == "explosion" || word.low == "gunshot" || word.low == "scream") effect = true;
      if (const auto* v = find(lexicon().verbs, word.low); v && word.capitals && !effect)
        for (const auto& r : *v)
          if (const auto* kinds = find(lexicon().frames, r.lemma); kinds && std::find(kinds->begin(), kinds->end(), BeatKind::kEffect) != kinds->end()) effect = true;
    }
    if (pause) b.kind = BeatKind::kPause;
    else if (effect && w.size() <= 12) {
      b.kind = BeatKind::kEffect;
      for (const auto& word : w)
        if (const auto* d = find(lexicon().dressing, word.low)) b.object = *d;
      if (b.object.empty())
        for (const auto& word : w)
          if (is_one_of(word.low, {"thunder", "lightning", "knock", "crash", "bang", "explosion", "gunshot", "scream"})) b.object = word.low;
      for (const auto& word : w)
        if (word.low == "knock") { b.target = b.object == "knock" ? "door" : b.object; b.object = "knock"; }
    } else {
      for (std::size_t i = 0; i < w.size() && b.who.empty(); ++i)
        if (const auto m = cast_.at(w, i); m.person >= 0 && !(i > 0 && is_one_of(w[i - 1].low, {"no", "of", "like", "without"}))) b.who = id_of(m.person);
      if (b.who.empty() && is_one_of(w[0].low, {"he", "she"})) b.who = id_of(pronoun(w[0].low, {}));
      for (const auto& word : w)
        if (const auto* d = find(lexicon().dressing, word.low); d && b.object.empty()) b.object = *d;
    }
    out.push_back(std::move(b));
  }
}

void ActionReader::read(const Element& e, int element_index) {
  std::size_t told = 0;
  const bool exact = e.bytes.end - e.bytes.begin == e.text.size();
  for (const auto& s : sentences(e.text)) {
    bytes_ = exact ? ByteRange{e.bytes.begin + s.begin, e.bytes.begin + s.end} : e.bytes;
    std::vector<Beat> beats;
    const std::size_t props = scene_.props.size(), dressing = scene_.dressing.size(), background = scene_.background.size();
    read_sentence(e.text, s, beats, -1);
    bool far = !beats.empty();  // what happens elsewhere brings nothing into this place
    for (auto& b : beats) {
      b.bytes = bytes_;
      b.element = element_index;
      const auto out_there = memory_.away.find(cast_.find_id(b.who));
      if (out_there != memory_.away.end() && !b.who.empty()) b.away = out_there->second;
      far &= !b.away.empty();
    }
    if (far) {
      scene_.props.resize(std::min(props, scene_.props.size()));
      scene_.dressing.resize(std::min(dressing, scene_.dressing.size()));
      scene_.background.resize(std::min(background, scene_.background.size()));
    }
    told += beats.size();
    scene_.beats.insert(scene_.beats.end(), std::make_move_iterator(beats.begin()), std::make_move_iterator(beats.end()));
    if (told > 2000) break;
  }
}

std::vector<Beat> ActionReader::read_manner(std::string_view text, int speaker) {
  std::vector<Beat> beats;
  if (speaker < 0) return beats;
  for (const auto& s : sentences(text)) read_sentence(text, s, beats, speaker);
  // Only what can be seen: "(smiling)" stays a manner of speaking.
  std::erase_if(beats, [](const Beat& b) {
    return b.kind == BeatKind::kDescribe || b.kind == BeatKind::kEmotion || b.kind == BeatKind::kEffect || b.kind == BeatKind::kPause || b.kind == BeatKind::kEnter || b.kind == BeatKind::kExit;
  });
  return beats;
}

}  // namespace auteur::screenplay
