// Text inside HTML, XML and SVG.
#pragma once

#include <string>
#include <string_view>

namespace auteur {

// With &, <, > and " as entities: for elements and for attributes in double quotes. Everything else stays as it is.
std::string escaped_markup(std::string_view text);

}  // namespace auteur
