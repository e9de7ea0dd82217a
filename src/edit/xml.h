// An XML document of an exchange format: begun and written out.
#pragma once

#include <pugixml.hpp>
#include <string>

namespace auteur::edit {

// Declaration, document type and root element, all but the first named `type`.
pugi::xml_node begin_xml(pugi::xml_document& document, const char* type);
std::string xml_of(const pugi::xml_document& document);

}  // namespace auteur::edit
