#include "identity_classifier.h"

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "auteur/base/geometry.h"
#include "auteur/base/random.h"

namespace auteur::production {
namespace {

constexpr int kSide = 96, kCells = 12, kBins = 8, kCell = kSide / kCells;
constexpr int kEdges = kCells * kCells * kBins, kColours = kCells * kCells * 3, kFeatures = kEdges + kColours + kCells * kCells;

// Where the 96 pixels are taken from: pixels aside, and how much wider. And the light they are seen in: colour and haze.
struct Window { float x = 0, y = 0, scale = 1; bool mirrored = false; Vec3 light{1.f}; float haze = 0; };

void normalise(Eigen::Ref<Eigen::VectorXf> part, float weight) {
  const float length = part.norm();
  if (length > 1e-6f) part *= weight / length;
}

Eigen::VectorXf measure(const Face& face, const Window& window) {
  constexpr std::size_t kPixels = static_cast<std::size_t>(kSide) * kSide;
  std::array<std::array<float, 256>, 3> logs;
  for (std::size_t k = 0; k < 3; ++k)
    for (std::size_t v = 0; v < 256; ++v) logs[k][v] = std::log(0.012f + glm::mix(std::pow(static_cast<float>(v) / 255.f, 2.2f) * window.light[static_cast<int>(k)], 0.4f, window.haze));
  std::vector<Vec3> tone(kPixels, Vec3(0.f));  // log luminance, two log ratios of colours
  std::vector<char> own(kPixels, 0);
  Vec3 mean(0.f);
  float n = 0;
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) {
      const float across = (static_cast<float>(x) + 0.5f - 0.5f * kSide) * window.scale * (window.mirrored ? -1.f : 1.f);
      const float fx = 0.5f * kFaceSide + window.x + across - 0.5f, fy = 0.5f * kFaceSide + window.y + (static_cast<float>(y) + 0.5f - 0.5f * kSide) * window.scale - 0.5f;
      const int x0 = static_cast<int>(std::floor(fx)), y0 = static_cast<int>(std::floor(fy));
      Vec3 sum(0.f);
      float weight = 0;
      for (int k = 0; k < 4; ++k) {
        const int px = x0 + k % 2, py = y0 + k / 2;
        if (px < 0 || py < 0 || px >= kFaceSide || py >= kFaceSide) continue;
        const std::size_t i = 3 * static_cast<std::size_t>(py * kFaceSide + px);
        if (face[i] == 0) continue;
        const float w = std::max(0.f, 1 - std::fabs(fx - static_cast<float>(px))) * std::max(0.f, 1 - std::fabs(fy - static_cast<float>(py)));
        sum += w * Vec3(logs[0][face[i]], logs[1][face[i + 1]], logs[2][face[i + 2]]);
        weight += w;
      }
      if (weight < 0.5f) continue;
      const auto at = static_cast<std::size_t>(y * kSide + x);
      sum /= weight;
      own[at] = 1;
      tone[at] = {glm::dot(sum, Vec3(0.3f, 0.6f, 0.1f)), sum.x - sum.y, sum.z - sum.y};
      mean += tone[at], n += 1;
    }
  mean = n > 0 ? mean / n : mean;
  Eigen::VectorXf out = Eigen::VectorXf::Zero(kFeatures);
  Eigen::VectorXf count = Eigen::VectorXf::Zero(kCells * kCells);
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) {
      const auto at = static_cast<std::size_t>(y * kSide + x);
      if (!own[at]) continue;
      const int cell = y / kCell * kCells + x / kCell;
      for (int k = 0; k < 3; ++k) out[kEdges + 3 * cell + k] += tone[at][k] - mean[k];
      count[cell] += 1;
      if (x < 1 || y < 1 || x + 1 >= kSide || y + 1 >= kSide || !own[at - 1] || !own[at + 1] || !own[at - kSide] || !own[at + kSide]) continue;
      const float dx = tone[at + 1].x - tone[at - 1].x, dy = tone[at + kSide].x - tone[at - kSide].x, strength = std::min(std::sqrt(dx * dx + dy * dy), 1.2f);
      float turn = std::atan2(dy, dx) / kPi;
      if (turn < 0) turn += 1;
      // Shared out between two directions and four cells.
      const float b = turn * kBins, cx = (static_cast<float>(x) + 0.5f) / kCell - 0.5f, cy = (static_cast<float>(y) + 0.5f) / kCell - 0.5f;
      const int b0 = static_cast<int>(b), x0 = static_cast<int>(std::floor(cx)), y0 = static_cast<int>(std::floor(cy));
      for (int k = 0; k < 8; ++k) {
        const int bin = (b0 + k / 4) % kBins, px = x0 + k % 2, py = y0 + k / 2 % 2;
        if (px < 0 || py < 0 || px >= kCells || py >= kCells) continue;
        const float w = (1 - std::fabs(cx - static_cast<float>(px))) * (1 - std::fabs(cy - static_cast<float>(py))) * (k < 4 ? 1 - (b - static_cast<float>(b0)) : b - static_cast<float>(b0));
        out[(py * kCells + px) * kBins + bin] += strength * w;
      }
    }
  // Each cell's edges against those round it: the strength of the light drops out there too.
  Eigen::VectorXf energy(kCells * kCells);
  for (int c = 0; c < kCells * kCells; ++c) energy[c] = out.segment(c * kBins, kBins).squaredNorm();
  const float base = 0.25f * energy.mean() + 1e-6f;
  for (int y = 0; y < kCells; ++y)
    for (int x = 0; x < kCells; ++x) {
      float near = 0, cells = 0;
      for (int j = std::max(0, y - 1); j <= std::min(kCells - 1, y + 1); ++j)
        for (int i = std::max(0, x - 1); i <= std::min(kCells - 1, x + 1); ++i) near += energy[j * kCells + i], cells += 1;
      out.segment((y * kCells + x) * kBins, kBins) /= std::sqrt(near / cells + base);
    }
  for (int c = 0; c < kCells * kCells; ++c) {
    if (count[c] > 0) out.segment(kEdges + 3 * c, 3) *= count[c] > 0.3f * kCell * kCell ? 1 / count[c] : 0.f;
    out[kEdges + kColours + c] = count[c] / (kCell * kCell);
  }
  for (int i = 0; i < kEdges; ++i) out[i] = std::sqrt(out[i]);
  normalise(out.head(kEdges), 1.f);
  normalise(out.segment(kEdges, kColours), 0.8f);
  normalise(out.tail(kCells * kCells), 0.6f);
  return out;
}

}  // namespace

FaceClassifier::FaceClassifier(const std::vector<FaceShot>& enrolled) {
  std::uint32_t people = 0;
  for (const FaceShot& s : enrolled) people = std::max(people, s.who + 1);
  // Every picture as it is, mirrored, and with the crop a little off, as crops are, in lamplight, at dusk, in the dark or in
  // haze.
  constexpr int kVariants = 6;
  Eigen::MatrixXf samples(kFeatures, static_cast<Eigen::Index>(enrolled.size()) * kVariants);
  Eigen::MatrixXf means = Eigen::MatrixXf::Zero(kFeatures, people);
  std::vector<float> number(people, 0);
  for (std::size_t i = 0; i < enrolled.size(); ++i) {
    Random random(mix(11, i));
    for (int v = 0; v < kVariants; ++v) {
      Window window;
      window.mirrored = v % 2 == 1;
      if (v > 1) {
        const auto real = [&](double low, double high) { return static_cast<float>(random.range(low, high)); };
        window = {real(-4, 4), real(-4, 4), real(0.93, 1.08), window.mirrored};
        const float warm = real(-0.5, 1.0), bright = real(-2.2, 0.3);  // stops
        window.light = {std::exp2(bright + 0.3f * warm), std::exp2(bright - 0.5f * warm), std::exp2(bright - 1.5f * warm)};
        if (v == 5) window.haze = real(0, 0.5);
      }
      const auto column = static_cast<Eigen::Index>(i) * kVariants + v;
      samples.col(column) = measure(enrolled[i].face, window);
      means.col(enrolled[i].who) += samples.col(column);
      number[enrolled[i].who] += 1;
    }
  }
  for (std::uint32_t p = 0; p < people; ++p) means.col(p) /= std::max(1.f, number[p]);
  for (std::size_t i = 0; i < enrolled.size(); ++i)
    for (int v = 0; v < kVariants; ++v) samples.col(static_cast<Eigen::Index>(i) * kVariants + v) -= means.col(enrolled[i].who);
  Eigen::MatrixXf within = Eigen::MatrixXf::Zero(kFeatures, kFeatures);
  within.selfadjointView<Eigen::Lower>().rankUpdate(samples, 1.f / static_cast<float>(samples.cols()));
  within.diagonal().array() += 0.3f * within.trace() / kFeatures;  // what few pictures cannot tell is not trusted
  const Eigen::LLT<Eigen::MatrixXf, Eigen::Lower> whitening(within);
  // The directions in which people differ, once what light, angle and expression do is even in all directions.
  Eigen::MatrixXf apart = means.colwise() - means.rowwise().mean();
  whitening.matrixL().solveInPlace(apart);
  const Eigen::MatrixXf basis = Eigen::HouseholderQR<Eigen::MatrixXf>(apart.leftCols(people - 1)).householderQ() * Eigen::MatrixXf::Identity(kFeatures, people - 1);
  projection_ = basis;
  whitening.matrixU().solveInPlace(projection_);
  projection_.transposeInPlace();
  known_.resize(people - 1, static_cast<Eigen::Index>(enrolled.size()));
  for (std::size_t i = 0; i < enrolled.size(); ++i) {
    known_.col(static_cast<Eigen::Index>(i)) = project(enrolled[i].face);
    who_.push_back(enrolled[i].who);
  }
}

// The mean over a few crops: none of them is quite right.
Eigen::VectorXf FaceClassifier::project(const Face& face) const {
  static constexpr Window kWindows[] = {{0, 0, 1, false}, {3, 0, 1, false}, {-3, 0, 1, false}, {0, 3, 1.05f, false}, {0, -3, 0.95f, false}, {0, 0, 1, true}};
  Eigen::VectorXf sum = Eigen::VectorXf::Zero(projection_.rows());
  for (const Window& window : kWindows) sum += projection_ * measure(face, window);
  return sum / static_cast<float>(std::size(kWindows));
}

FaceClassifier::Answer FaceClassifier::name(const Face& face) const {
  const Eigen::VectorXf at = project(face);
  Eigen::Index nearest = 0;
  (known_.colwise() - at).colwise().squaredNorm().minCoeff(&nearest);
  return {who_[static_cast<std::size_t>(nearest)], static_cast<std::size_t>(nearest)};
}

}  // namespace auteur::production
