// What goes with the sound of a film to a mixing room: names of tracks (iXML), an audio definition model (ITU-R BS.2076),
// a session for Ardour. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "auteur/edit/timeline.h"

namespace auteur::edit {

// "dialogue, left" and the like, one a channel. 24 frames a second, 48 kHz.
std::string ixml_of(const std::string& title, const std::string& what, const std::vector<std::string>& channels);

// One programme of a film in 5.1: dialogue, music and effects as contents of their own. Voices are an object of one channel in
// front; what their room adds, the music and the effects are beds of the common definition AP_00010003 (BS.2094).
//
//   1       dialogue, the voices                 object
//   2..7    dialogue, its room (L R C LFE Ls Rs)  bed; C is silent
//   8..13   music                                bed
//   14..19  effects                              bed
struct AdmChannel { std::string uid, track_format, pack_format, stem; int channel = 0; bool silent = false; };
struct AdmDocument { std::vector<AdmChannel> channels; std::string xml; };
AdmDocument adm_of_film(const std::string& title, const std::string& language, std::int64_t samples, double loudness_lufs, double true_peak_dbtp);

// A session of Ardour 7 (version 7002), to lie in a folder FOLDER/NAME.ardour with its sounds in interchange/NAME/audiofiles:
// one track a stem into the master bus at 0 dB, so that its export is the mix; a marker a scene.
struct ArdourTrack { std::string name; std::vector<std::string> files; /* one a channel, mono */ };
std::string to_ardour(const std::string& name, const Timeline& timeline, const std::vector<ArdourTrack>& tracks, std::int64_t samples);

}  // namespace auteur::edit
