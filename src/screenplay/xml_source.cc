#include "xml_source.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "auteur/base/text.h"

namespace auteur::screenplay {
namespace {

std::unexpected<Error> refuse(std::string message, const std::string& file, int line = 0, int column = 0) {
  return fail(ErrorCode::kInvalidInput, std::move(message), {file, line, column});
}

void append_utf8(std::uint32_t c, std::string& out) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

// Half a pair, and half a unit at the end, become U+FFFD.
std::string utf8_from_utf16(std::string_view bytes, bool big_endian) {
  std::string out;
  out.reserve(bytes.size());
  const auto unit = [&](std::size_t i) {
    const auto a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<std::uint32_t>(big_endian ? a << 8 | b : b << 8 | a);
  };
  std::size_t i = 0;
  for (; i + 1 < bytes.size(); i += 2) {
    const std::uint32_t u = unit(i);
    if (u < 0xD800 || u > 0xDFFF) { append_utf8(u, out); continue; }
    const std::uint32_t v = u < 0xDC00 && i + 3 < bytes.size() ? unit(i + 2) : 0;
    if (v >= 0xDC00 && v <= 0xDFFF) {
      append_utf8(0x10000 + ((u - 0xD800) << 10) + (v - 0xDC00), out);
      i += 2;
    } else {
      append_utf8(0xFFFD, out);
    }
  }
  if (i < bytes.size()) append_utf8(0xFFFD, out);
  return out;
}

// Latin-1 with the letters and quotation marks that Windows puts into its unused places.
std::string utf8_from_windows(std::string_view bytes) {
  static constexpr std::array<std::uint16_t, 32> kHigh = {
      0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
      0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178};
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (char c : bytes) {
    const auto u = static_cast<unsigned char>(c);
    append_utf8(u >= 0x80 && u < 0xA0 ? kHigh[u - 0x80u] : u, out);
  }
  return out;
}

// What the XML declaration calls the encoding, lower-case, or empty.
std::string declared_encoding(std::string_view text) {
  if (!text.starts_with("<?xml")) return {};
  const auto declaration = text.substr(0, std::min<std::size_t>(text.find("?>"), 400));
  auto at = declaration.find("encoding");
  if (at == std::string_view::npos) return {};
  at = declaration.find_first_of("\"'", at);
  if (at == std::string_view::npos) return {};
  const auto end = declaration.find(declaration[at], at + 1);
  return end == std::string_view::npos ? std::string() : lower(declaration.substr(at + 1, end - at - 1));
}

std::string quoted_name(std::string_view name) { return "<" + std::string(name.substr(0, 60)) + ">"; }

class Scanner {
 public:
  Scanner(std::string_view text, std::size_t start, const std::string& file, const std::vector<std::uint32_t>& lines,
          std::vector<std::pair<std::uint32_t, std::uint32_t>>& elements)
      : s_(text), i_(start), file_(file), lines_(lines), elements_(elements) {}

  Status run() {
    while (true) {
      i_ = s_.find('<', i_);
      if (i_ == std::string_view::npos) break;
      TRY(markup());
    }
    if (open_.empty()) {
      if (elements_.empty()) return refuse("There is no XML element in this file.", file_, 1, 1);
      return {};
    }
    const auto& o = open_.back();
    return at(s_.size(), "The file ends too early: " + quoted_name(o.name) + ", opened in line " + std::to_string(line(elements_[o.element].first)) +
                             ", is never closed. It was probably cut short on its way here; export or copy it again.");
  }

 private:
  struct Open { std::string_view name; std::size_t element; };

  int line(std::size_t offset) const {
    return static_cast<int>(std::upper_bound(lines_.begin(), lines_.end(), static_cast<std::uint32_t>(offset)) - lines_.begin());
  }
  std::unexpected<Error> at(std::size_t offset, std::string message) const {
    const int l = line(offset);
    const std::size_t begin = lines_[static_cast<std::size_t>(l - 1)];
    return refuse(std::move(message), file_, l, auteur::column_of(s_.substr(begin), offset - begin));
  }
  std::unexpected<Error> cut(std::size_t offset, const char* what) const {
    return at(offset, std::string("The file ends inside ") + what + ". It was probably cut short on its way here; export or copy it again.");
  }
  bool next_is(std::string_view what) const { return s_.substr(i_, what.size()) == what; }
  Status step_past(std::string_view end, std::size_t from, const char* what) {
    const auto found = s_.find(end, from);
    if (found == std::string_view::npos) return cut(i_, what);
    i_ = found + end.size();
    return {};
  }

  Status markup() {
    if (next_is("<!--")) return step_past("-->", i_ + 4, "a comment");
    if (next_is("<![CDATA[")) return step_past("]]>", i_ + 9, "a CDATA section");
    if (next_is("<?")) return step_past("?>", i_ + 2, "a processing instruction");
    if (next_is("<!")) return document_type();
    if (next_is("</")) return end_tag();
    return start_tag();
  }

  // A DOCTYPE names a grammar; one that defines entities of its own is an attack or an accident, and no program writes it.
  Status document_type() {
    const std::size_t begin = i_;
    int brackets = 0;
    char quote = 0;
    for (++i_; i_ < s_.size(); ++i_) {
      const char c = s_[i_];
      if (quote != 0) { if (c == quote) quote = 0; continue; }
      if (c == '"' || c == '\'') quote = c;
      else if (next_is("<!ENTITY")) return at(i_, "This XML defines entities of its own (<!ENTITY ...>). No screenplay program writes that, so it is not read. Take the DOCTYPE out, or export the script again.");
      else if (c == '[') ++brackets;
      else if (c == ']') --brackets;
      else if (c == '>' && brackets <= 0) { ++i_; return {}; }
    }
    return cut(begin, "a DOCTYPE");
  }

  static bool name_char(char c) { return c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '>' && c != '/' && c != '<' && c != '='; }
  std::string_view name_from(std::size_t from) const {
    std::size_t end = from;
    while (end < s_.size() && name_char(s_[end])) ++end;
    return s_.substr(from, end - from);
  }

  Status start_tag() {
    const std::size_t begin = i_;
    const auto name = name_from(i_ + 1);
    if (name.empty()) return at(begin, "A '<' stands here that opens no element. In XML a plain one is written &lt;. Export the script again from the program that made it.");
    if (open_.empty() && !elements_.empty()) return at(begin, quoted_name(name) + " stands after the end of the document; an XML file has one outermost element.");
    if (open_.size() >= kMaxXmlDepth) return at(begin, "Elements are nested more than " + std::to_string(kMaxXmlDepth) + " deep here. No screenplay is; this file was not made by a screenplay program.");
    if (elements_.size() >= kMaxXmlElements) return at(begin, "This file has over a million elements; it is not a screenplay.");
    i_ += 1 + name.size();
    bool closed = false;
    char quote = 0;
    for (; i_ < s_.size(); ++i_) {
      const char c = s_[i_];
      if (quote != 0) { if (c == quote) quote = 0; continue; }
      if (c == '"' || c == '\'') {
        quote = c;
        if (++attributes_ > kMaxXmlAttributes) return at(begin, "This file has over four million attributes; it is not a screenplay.");
      } else if (c == '<') {
        return at(i_, "A '<' stands inside the tag " + quoted_name(name) + ", which is not closed with '>'. Export the script again from the program that made it.");
      } else if (c == '>') {
        closed = s_[i_ - 1] == '/';
        break;
      }
    }
    if (i_ >= s_.size()) return cut(begin, ("the tag " + quoted_name(name)).c_str());
    ++i_;
    elements_.emplace_back(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(i_));
    if (!closed) open_.push_back({name, elements_.size() - 1});
    return {};
  }

  Status end_tag() {
    const auto name = name_from(i_ + 2);
    const auto end = s_.find('>', i_);
    if (end == std::string_view::npos) return cut(i_, "an end tag");
    if (open_.empty() || open_.back().name != name) {
      std::string message = "</" + std::string(name.substr(0, 60)) + "> closes nothing here";
      if (!open_.empty())
        message += ": the element open at this place is " + quoted_name(open_.back().name) + " of line " + std::to_string(line(elements_[open_.back().element].first));
      return at(i_, message + ". Export the script again from the program that made it.");
    }
    i_ = end + 1;
    elements_[open_.back().element].second = static_cast<std::uint32_t>(i_);
    open_.pop_back();
    return {};
  }

  std::string_view s_;
  std::size_t i_;
  const std::string& file_;
  const std::vector<std::uint32_t>& lines_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>>& elements_;
  std::vector<Open> open_;
  std::size_t attributes_ = 0;
};

struct TextWriter : pugi::xml_writer {
  std::string out;
  void write(const void* data, std::size_t size) override { out.append(static_cast<const char*>(data), size); }
};

}  // namespace

Result<Decoded> decode_xml(std::string_view bytes, const std::string& file) {
  if (bytes.size() > kMaxXmlBytes)
    return refuse("This file has " + std::to_string(bytes.size() >> 20) + " MiB; a screenplay file has at most 32. A feature film has about 0.5 MiB, so this is probably another file.", file);
  Decoded out;
  const auto starts = [&](std::string_view prefix) { return bytes.substr(0, prefix.size()) == prefix; };
  const std::string_view kLittle("<\0", 2), kBig("\0<", 2);
  if (starts("\xFF\xFE")) {
    out.text = utf8_from_utf16(bytes.substr(2), false);
  } else if (starts("\xFE\xFF")) {
    out.text = utf8_from_utf16(bytes.substr(2), true);
  } else if (starts(kLittle)) {
    out.text = utf8_from_utf16(bytes, false);
  } else if (starts(kBig)) {
    out.text = utf8_from_utf16(bytes, true);
  } else {
    const std::string declared = declared_encoding(bytes.starts_with("\xEF\xBB\xBF") ? bytes.substr(3) : bytes);
    const bool known = declared.empty() || declared == "utf-8" || declared == "utf8" || declared == "us-ascii";
    if (is_valid_utf8(bytes)) {
      out.text = std::string(bytes);
      const bool latin = declared == "iso-8859-1" || declared == "windows-1252" || declared == "latin1" || declared == "macintosh";
      if (!known && !latin) out.warnings.push_back({"This file says that its encoding is " + declared + ", but it is UTF-8; it was read as UTF-8.", 1, 1});
    } else {
      out.text = utf8_from_windows(bytes);
      if (declared != "iso-8859-1" && declared != "windows-1252" && declared != "latin1") {
        std::size_t bad = 0;
        while (bad < bytes.size() && static_cast<unsigned char>(bytes[bad]) < 0x80) ++bad;
        out.warnings.push_back({"This file is not the " + (known ? std::string("UTF-8") : declared) + " that it says; it was read as Western European text. Export it again as UTF-8 if accents look wrong.",
                                auteur::line_of(bytes, bad), auteur::column_of(bytes, bad)});
      }
    }
  }
  if (out.text.size() > 2 * kMaxXmlBytes) return refuse("This file is too large for a screenplay.", file);
  if (const auto nul = out.text.find('\0'); nul != std::string::npos)
    return refuse("This is a binary file, not XML: it holds a zero byte. Export the script again from the program that made it.", file, auteur::line_of(out.text, nul), auteur::column_of(out.text, nul));
  return out;
}

Result<XmlSource> XmlSource::read(std::string_view bytes, const std::string& file) {
  Decoded decoded = TRY(decode_xml(bytes, file));
  XmlSource x;
  x.file_ = file;
  x.text_ = std::move(decoded.text);
  x.warnings_ = std::move(decoded.warnings);
  x.start_ = x.text_.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  if (x.text_.find_first_not_of(" \t\r\n", x.start_) == std::string::npos) return refuse("This file is empty. Export the script again from the program that made it.", file);
  x.lines_.push_back(0);
  for (std::size_t i = 0; i < x.text_.size(); ++i) {
    if (x.text_[i] == '\n' || (x.text_[i] == '\r' && (i + 1 >= x.text_.size() || x.text_[i + 1] != '\n'))) x.lines_.push_back(static_cast<std::uint32_t>(i + 1));
  }
  TRY(Scanner(x.text_, x.start_, file, x.lines_, x.elements_).run());
  x.tree_ = std::make_unique<pugi::xml_document>();
  const auto result = x.tree_->load_buffer(x.text_.data() + x.start_, x.text_.size() - x.start_, kXmlFlags, pugi::encoding_utf8);
  if (!result) {
    const std::size_t offset = x.start_ + static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0));
    return refuse(std::string("This XML is broken: ") + result.description() + ". Export the script again from the program that made it.", file, x.line_of(offset), x.column_of(offset));
  }
  if (!x.root()) return refuse("There is no XML element in this file.", file, 1, 1);
  return x;
}

ByteRange XmlSource::bytes_of(pugi::xml_node element) const {
  const auto name = element.offset_debug();
  if (name < 1) return {};
  const auto begin = static_cast<std::uint32_t>(start_ + static_cast<std::size_t>(name) - 1);
  const auto it = std::lower_bound(elements_.begin(), elements_.end(), std::pair<std::uint32_t, std::uint32_t>{begin, 0});
  if (it == elements_.end() || it->first != begin) return {begin, begin};
  return {it->first, it->second};
}

int XmlSource::line_of(std::size_t offset) const {
  return static_cast<int>(std::upper_bound(lines_.begin(), lines_.end(), static_cast<std::uint32_t>(offset)) - lines_.begin());
}

int XmlSource::column_of(std::size_t offset) const {
  const std::size_t begin = lines_[static_cast<std::size_t>(line_of(offset) - 1)];
  if (counted_to_ < begin || counted_to_ > offset) {
    counted_to_ = begin;
    counted_ = 1;
  }
  for (; counted_to_ < offset && counted_to_ < text_.size(); ++counted_to_)
    counted_ += counted_to_ >= start_ && (static_cast<unsigned char>(text_[counted_to_]) & 0xC0) != 0x80;
  return counted_;
}

SourcePlace XmlSource::place_of(pugi::xml_node element) const {
  const auto at = bytes_of(element).begin;
  return {file_, line_of(at), column_of(at)};
}

std::string xml_of(pugi::xml_node element) {
  TextWriter writer;
  element.print(writer, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
  return std::move(writer.out);
}

std::string text_of(pugi::xml_node element) {
  std::string out;
  for (const auto child : element.children())
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) out += child.value();
  return out;
}

}  // namespace auteur::screenplay
