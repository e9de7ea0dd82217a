// A film is a folder: film.toml, the screenplay, the bible. This reads it and checks it.
//
// Every key is known (data/production/documents.json); an unknown one, a wrong type or a number out of range is an
// error with file, line and column and, where there is one, a suggestion.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "auteur/base/file_system.h"
#include "auteur/base/json.h"
#include "auteur/base/result.h"
#include "auteur/store/types.h"

namespace auteur::production {

// A stretch of captured motion that a person brought: whose, and what cast/NAME.toml says of it ([[motion]]).
struct BroughtMotion { std::string who; Json cue; Path file; Ref ref; };

// A line as somebody said it: the file, and whose voice it is ([[line]] of lines.toml; consented to in consents.toml).
struct BroughtRecording {
  Path file;
  Ref ref;
  std::string voice_of;           // empty: it is only followed, not heard
  bool clean = true;
  Json cleanup = Json::object();  // how strongly, step by step
  Path match = {};                // a take that it should sound like; empty: none
  Ref match_ref = {};
};

// A GLB of the person's own.
struct BroughtModel {
  Path file;  // whole path
  Ref ref;    // its bytes when the film was opened
};

// A storyboard panel that a person drew, from media/boards/: 12A.png for a shot of one, 12A-1.png, 12A-2.png for one of
// several; what 12A-1.txt beside it says is written under it.
struct OwnBoard { Path file; Ref ref; std::string shot, note; };

struct Film {
  Path folder;
  std::string title, author, language;
  std::string script_name;            // relative to the folder
  Path script_path;                   // as it was given: for messages
  std::string script_bytes;
  std::uint64_t seed = 0;
  double aspect = 2.39;
  int final_width = 1280, final_height = 720;
  Json look = Json::object();         // preset and bible/look.toml over film.toml
  std::vector<Json> readings;         // the film's own ([[reading]] of bible/look.toml), each whole (camera::whole_reading)
  std::vector<std::uint8_t> view;     // the look's own configuration and table, baked (render::pack_view); empty: none
  Ref view_ref;                       // of these bytes
  std::map<std::string, std::string> people;  // role -> name
  std::map<std::string, Json> cast_bible;     // upper-case name -> cast/NAME.toml
  std::map<std::string, Json> place_bible;    // slug -> places/NAME.toml
  Json cut = Json::object();
  Json targets = Json::object();      // what is delivered: loudness, sound, audience
  std::vector<std::string> languages; // other languages that every make delivers ([dubbing] of film.toml): "de", "pt-br"
  std::map<std::string, BroughtModel> prop_models;  // by prop id
  std::map<std::string, BroughtModel> cast_models;  // by upper-case name: who plays the part instead of a clay person
  std::vector<BroughtMotion> motions;         // `who` in upper case; by person, in the order they were written
  std::map<std::string, OwnBoard> boards;     // by name: "12A", "12A-1"
  Json world = Json::object();        // bible/world.toml; "@line" and "@column" say where its tables stand
  Json ledger = Json::object();       // bible/ledger.toml, likewise
  Json music = Json::object();        // bible/music.toml, likewise
  Json lines = Json::object();        // bible/lines.toml, likewise: how single lines are said
  std::map<std::string, Json> dubs;   // bible/dub/LANGUAGE.toml, likewise, by language
  Json consents = Json::object();     // bible/consents.toml, likewise
  std::map<std::string, BroughtRecording> recordings;  // by line id
};

// `path`: a film folder, or a screenplay of any format (then a film around it: store and out lie beside it in NAME.film).
// The screenplay is there and is one. Errors: kNotFound, kInvalidInput with a place.
Result<Film> open_film(const Path& path);

// A TOML text as JSON, checked against the keys of `document` ("film", "look", "cast", "place", "cut", "lines", "consents", "world", "ledger", "music").
Result<Json> read_document(std::string_view toml, const std::string& file, const std::string& document);


}  // namespace auteur::production
