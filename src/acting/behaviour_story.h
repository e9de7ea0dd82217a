// The film's people while their story is gone through, scene by scene.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "behaviour_tables.h"

namespace auteur::acting {

struct Goal { std::string text, kind; std::vector<std::string> things; /* words, or a cast id */ };

struct Character {
  std::string id, name;
  Course* course = nullptr;
  MoodPoint now;
  std::map<std::string, Relation> towards, by_nature;
  std::vector<Goal> goals;
  std::map<std::string, std::string> grudges;   // whom -> "slammed the door on Ana in sc. 4"
  std::map<std::string, double> last_met;       // hours of the story
};

class BehaviourStory {
 public:
  explicit BehaviourStory(const BehaviourRequest& request);
  Result<Behaviour> run();

 private:
  using Beat = screenplay::Beat;
  using BeatKind = screenplay::BeatKind;

  void add_people();
  Traits traits_of(const screenplay::CastMember& member, const Persona* decided, std::string& why) const;
  Status check_wishes() const;
  void pass_time(double hours);
  void play(const screenplay::Scene& scene);
  void wishes(int beat, const std::string& line);
  void meet(Character& one, Character& other, int beat);
  void comes(const std::string& id, int beat);

  void say(std::size_t index);
  void do_something(std::size_t index);
  void act(const Act& what, Character& agent, Character* patient, int beat, const std::string& quoted);
  void tell(std::size_t index, const std::vector<Token>& words, Character& speaker, Character* to, bool& any);
  void learn(Character& listener, const Act& what, const std::string& agent, const std::string& patient, Character& teller, int beat);
  void goals_in(std::size_t index, const std::vector<Token>& words);
  void step(Character& who, const std::string& emotion, double strength, const std::string& by, std::string cause, int beat);
  void turn(Character& who, const Act& what, const std::string& agent, double share);
  void remember(Character& who, const Act& what, const std::string& agent, const std::string& patient, const char* how, int beat, const std::string& told_by = {});

  Character* person(const std::string& id);
  Character* here(const std::string& id);
  Character* named(const std::vector<Token>& words, const std::string& not_this, std::size_t from = 0);
  Character* addressee(std::size_t index, const std::vector<Token>& words);
  Character* partner(const std::string& of);

  const BehaviourRequest& request_;
  const BehaviourTables& tables_;
  Behaviour out_;
  std::map<std::string, Character> people_;
  std::map<std::string, std::string> by_name_;  // lower-case word -> cast id
  const screenplay::Scene* scene_ = nullptr;
  std::set<std::string> present_, said_;        // said_: what of a sentence has counted already
  std::string last_speaker_;
  double clock_ = 0;                            // hours
};

}  // namespace auteur::acting
