// XLIFF of a line table, and what both kinds of table write numbers by.
#pragma once

#include "auteur/edit/line_table.h"

namespace auteur::edit {

// Each line is a unit "4-17" in a group of its scene; what a translator should know stands in notes, where every program shows
// them: "character: ANA", "manner: quietly", "time: 00:01:02.500", "seconds: 2.30", "screen: on", "mouth: seen".
std::string to_xliff(const LineTable& table, LineFormat format);
Result<LineTable> from_xliff(std::string_view bytes, const std::string& file);

std::string clock_text(Seconds at);          // "00:01:02.500"
Seconds clock_of(const std::string& text);   // 0 for anything else
Seconds seconds_of(std::string text);        // "2.30", "2,3"; 0 for anything else

}  // namespace auteur::edit
