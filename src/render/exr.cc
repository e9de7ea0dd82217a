// Multi-part OpenEXR in memory. No time stamps: the same frame gives the same bytes.
#include <ImfChannelList.h>
#include <ImfChromaticitiesAttribute.h>
#include <ImfFrameBuffer.h>
#include <ImfHeader.h>
#include <ImfIO.h>
#include <ImfMultiPartOutputFile.h>
#include <ImfOutputPart.h>
#include <ImfPartType.h>
#include <ImfStandardAttributes.h>
#include <ImfStringAttribute.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>
#include <map>

#include "auteur/render/display.h"
#include "auteur/render/renderer.h"
#include "cryptomatte.h"

namespace auteur::render {
namespace {

class Memory : public Imf::OStream {
 public:
  explicit Memory(std::vector<std::uint8_t>& bytes) : Imf::OStream("memory"), bytes_(bytes) {}
  void write(const char c[], int n) override {
    const std::size_t end = at_ + static_cast<std::size_t>(n);
    if (end > bytes_.size()) bytes_.resize(end);
    std::memcpy(&bytes_[at_], c, static_cast<std::size_t>(n));
    at_ = end;
  }
  std::uint64_t tellp() override { return at_; }
  void seekp(std::uint64_t pos) override { at_ = static_cast<std::size_t>(pos); }

 private:
  std::vector<std::uint8_t>& bytes_;
  std::size_t at_ = 0;
};

struct Channel { std::string name; Imf::PixelType type; const char* base; std::size_t stride; };
struct Part { std::string name; std::vector<Channel> channels; };

const char* bytes_of(const void* p) { return static_cast<const char*>(p); }

const std::string kMatteLayer = "crypto_object";

// Pairs of id and share, as the channels want them; every thing seen goes by its name.
std::vector<float> matte_planes(const Frame& frame, const std::vector<std::pair<std::uint32_t, std::string>>& id_names, std::vector<std::string>& seen) {
  const std::map<std::uint32_t, std::string> names(id_names.begin(), id_names.end());
  std::map<std::uint32_t, float> floats;
  std::vector<float> planes;
  planes.reserve(frame.mattes.size() * 2);
  for (const Matte& m : frame.mattes) {
    float id = 0;
    if (m.share > 0.f) {
      auto found = floats.find(m.object_id);
      if (found == floats.end()) {
        const auto name = names.find(m.object_id);
        seen.push_back(name != names.end() ? name->second : "object-" + std::to_string(m.object_id));
        found = floats.emplace(m.object_id, std::bit_cast<float>(matte_bits(seen.back()))).first;
      }
      id = found->second;
    }
    planes.push_back(id);
    planes.push_back(m.share);
  }
  return planes;
}

void describe_mattes(Imf::Header& header, const std::vector<std::string>& names) {
  char hex[9];
  std::snprintf(hex, sizeof hex, "%08x", murmur3(kMatteLayer));
  const std::string key = "cryptomatte/" + std::string(hex, 7) + "/";
  header.insert(key + "name", Imf::StringAttribute(kMatteLayer));
  header.insert(key + "hash", Imf::StringAttribute("MurmurHash3_32"));
  header.insert(key + "conversion", Imf::StringAttribute("uint32_to_float32"));
  header.insert(key + "manifest", Imf::StringAttribute(matte_manifest(names)));
}

// Academy's AP1 primaries and white.
Imf::Chromaticities aces_cg() { return {{0.713f, 0.293f}, {0.165f, 0.830f}, {0.128f, 0.044f}, {0.32168f, 0.33767f}}; }

Result<std::vector<std::uint8_t>> write(const Frame& frame, const std::vector<std::pair<std::uint32_t, std::string>>& id_names, const Imf::Chromaticities& primaries) {
  const std::size_t n = static_cast<std::size_t>(std::max(frame.width, 0)) * static_cast<std::size_t>(std::max(frame.height, 0));
  if (n == 0 || frame.colour.size() != n) return fail(ErrorCode::kInternal, "An empty frame cannot be written as OpenEXR.");
  std::vector<float> opaque;
  const float* alpha = frame.alpha.data();
  if (frame.alpha.size() != n) {
    opaque.assign(n, 1.f);
    alpha = opaque.data();
  }
  const auto three = [](const std::string& name, const Vec3* v, const char* a, const char* b, const char* c) {
    return Part{name, {{a, Imf::FLOAT, bytes_of(&v->x), sizeof(Vec3)}, {b, Imf::FLOAT, bytes_of(&v->y), sizeof(Vec3)}, {c, Imf::FLOAT, bytes_of(&v->z), sizeof(Vec3)}}};
  };
  std::vector<Part> parts;
  parts.push_back(three("rgba", frame.colour.data(), "R", "G", "B"));
  parts.back().channels.push_back({"A", Imf::FLOAT, bytes_of(alpha), sizeof(float)});
  for (const LightLayer& layer : frame.layers)
    if (layer.colour.size() == n) parts.push_back(three("light_" + layer.group, layer.colour.data(), "R", "G", "B"));
  if (frame.depth.size() == n) parts.push_back({"depth", {{"Z", Imf::FLOAT, bytes_of(frame.depth.data()), sizeof(float)}}});
  if (frame.normal.size() == n) parts.push_back(three("N", frame.normal.data(), "X", "Y", "Z"));
  if (frame.albedo.size() == n) parts.push_back(three("albedo", frame.albedo.data(), "R", "G", "B"));
  if (frame.motion.size() == n) parts.push_back({"motion", {{"u", Imf::FLOAT, bytes_of(&frame.motion.data()->x), sizeof(Vec2)}, {"v", Imf::FLOAT, bytes_of(&frame.motion.data()->y), sizeof(Vec2)}}});
  if (frame.object_id.size() == n) parts.push_back({"id", {{"id", Imf::UINT, bytes_of(frame.object_id.data()), sizeof(std::uint32_t)}}});
  std::vector<std::string> matte_names;
  std::vector<float> mattes;
  if (frame.mattes.size() == n * kMattes) {
    mattes = matte_planes(frame, id_names, matte_names);
    constexpr std::size_t kStride = kMattes * 2 * sizeof(float);
    for (std::size_t p = 0; p < kMattes / 2; ++p) {
      const std::string name = kMatteLayer + "0" + std::to_string(p);
      const float* first = &mattes[p * 4];
      parts.push_back({name, {{name + ".R", Imf::FLOAT, bytes_of(first), kStride}, {name + ".G", Imf::FLOAT, bytes_of(first + 1), kStride}, {name + ".B", Imf::FLOAT, bytes_of(first + 2), kStride}, {name + ".A", Imf::FLOAT, bytes_of(first + 3), kStride}}});
    }
  }
  try {
    std::vector<Imf::Header> headers;
    for (const Part& p : parts) {
      Imf::Header header(frame.width, frame.height);
      header.setName(p.name);
      header.setType(Imf::SCANLINEIMAGE);
      header.compression() = Imf::ZIP_COMPRESSION;
      Imf::addChromaticities(header, primaries);
      for (const Channel& c : p.channels) header.channels().insert(c.name, Imf::Channel(c.type));
      if (p.name == "id") {
        auto sorted = id_names;
        std::sort(sorted.begin(), sorted.end());
        std::string manifest;
        for (const auto& [id, name] : sorted) manifest += std::to_string(id) + " " + name + "\n";
        header.insert("auteur:objects", Imf::StringAttribute(manifest));
      }
      if (p.name.starts_with(kMatteLayer)) describe_mattes(header, matte_names);
      headers.push_back(header);
    }
    std::vector<std::uint8_t> bytes;
    {
      Memory memory(bytes);
      Imf::MultiPartOutputFile file(memory, headers.data(), static_cast<int>(headers.size()), false, 0);
      for (std::size_t i = 0; i < parts.size(); ++i) {
        Imf::FrameBuffer buffer;
        for (const Channel& c : parts[i].channels) buffer.insert(c.name, Imf::Slice(c.type, const_cast<char*>(c.base), c.stride, c.stride * static_cast<std::size_t>(frame.width)));
        Imf::OutputPart part(file, static_cast<int>(i));
        part.setFrameBuffer(buffer);
        part.writePixels(frame.height);
      }
    }
    return bytes;
  } catch (const std::exception& e) {
    return fail(ErrorCode::kIo, std::string("The OpenEXR picture could not be written: ") + e.what());
  }
}

}  // namespace

Result<std::vector<std::uint8_t>> write_exr(const Frame& frame, const std::vector<std::pair<std::uint32_t, std::string>>& id_names, ExrSpace space) {
  if (space == ExrSpace::kAcesCg) {
    Frame converted = frame;
    TRY(to_acescg(converted.colour));
    TRY(to_acescg(converted.albedo));
    for (LightLayer& layer : converted.layers) TRY(to_acescg(layer.colour));
    return write(converted, id_names, aces_cg());
  }
  return write(frame, id_names, Imf::Chromaticities());  // Rec.709 primaries, D65
}

}  // namespace auteur::render
