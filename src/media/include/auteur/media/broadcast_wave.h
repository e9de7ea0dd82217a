// Broadcast Wave: 24-bit sound with what an editing room wants to know about it.
//
//   RIFF (RF64 above 4 GiB; BW64 with an audio definition model)
//     JUNK | ds64   28 bytes: room for 64-bit sizes, or they themselves
//     bext          EBU Tech 3285 version 2: description, time reference in samples since midnight, loudness
//     fmt           PCM; six channels say which loudspeakers they are
//     chna axml     ITU-R BS.2088: which track is which part of the model, and the model (BS.2076) as XML
//     iXML          scene, speed, names of the tracks
//     data
//
// The film carries no date of its own, and equal sound must have equal bytes: the date is 1970-01-01.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "auteur/base/result.h"
#include "auteur/base/file_system.h"

namespace auteur::media {

struct AdmTrack { std::string uid, track_format, pack_format; };  // "ATU_00000001", "AT_00010001_01", "AP_00010003"
struct BroadcastNotes {
  std::string description, originator = "Auteur", reference;  // at most 256, 32, 32 ASCII signs
  std::uint64_t time_reference = 0;                            // samples
  bool measured = false;
  double loudness_lufs = 0, range_lu = 0, true_peak_dbtp = 0;
  std::string ixml, axml;
  std::vector<AdmTrack> tracks;                                // one a channel; with axml: a BW64
};
struct ChannelPick { std::size_t file = 0; int channel = 0; bool silent = false; };

// Channels of sound files of one rate, side by side; as long as the longest. Whole numbers of 24 bits are kept exactly.
// Errors: kInvalidInput (no sound, another rate, no such channel), kIo.
Status write_broadcast_wave(const std::vector<Path>& from, const std::vector<ChannelPick>& channels, const BroadcastNotes& notes, const Path& to);

}  // namespace auteur::media
