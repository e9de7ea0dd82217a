#include "xml.h"

#include <sstream>

namespace auteur::edit {

pugi::xml_node begin_xml(pugi::xml_document& document, const char* type) {
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  document.append_child(pugi::node_doctype).set_value(type);
  return document.append_child(type);
}

std::string xml_of(const pugi::xml_document& document) {
  std::ostringstream out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  return out.str();
}

}  // namespace auteur::edit
