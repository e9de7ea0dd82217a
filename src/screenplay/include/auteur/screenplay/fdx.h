// Final Draft (.fdx), versions 1 to 5 as they are found: XML, one Paragraph an element.
//
// What the model has no field for is kept (Kept): attributes and elements of a paragraph in its extras, attributes of text
// runs in Screenplay::kept_attributes, whole sections of the file in Screenplay::kept, as "FinalDraft/NAME" in the order
// of the file. The writer starts from what was kept and lets the fields win, so a file read and written holds everything
// it held, and the changed file holds the changes.
//
// How Fountain's elements are said in Final Draft, and back:
//   section             Paragraph Type="Outline 1" to "Outline 4"; deeper ones carry OutlineLevel
//   synopsis            Paragraph Type="Outline Body"
//   note, boneyard      ScriptNote Type="Fountain Note", "Fountain Boneyard"; After = number of elements before it
//   centred             Paragraph Type="Action" Alignment="Center"
//   page break          StartsNewPage="Yes" of the paragraph that follows
//   dual dialogue       Paragraph > DualDialogue around both speeches
// Notes made in Final Draft become Screenplay::notes, not elements. A scene that was omitted stays what its heading says
// ("OMITTED"); its old text is kept.
#pragma once

#include "auteur/screenplay/screenplay.h"

namespace auteur::screenplay {

// UTF-8, UTF-16 and Windows encodings are read. `bytes` of elements are those of Parsed::source.
// Errors: kInvalidInput with line and column for XML that is broken, nested too deep, larger than 32 MiB, defines entities,
// or is no Final Draft script.
Result<Parsed> parse_fdx(std::string_view bytes, const std::string& file);

// A file Final Draft opens; UTF-8. Deterministic.
std::string write_fdx(const Screenplay& script);

}  // namespace auteur::screenplay
