// Pages and breakdown of a feature of 150 KB, and its way to PDF and back.
#include <benchmark/benchmark.h>

#include <string>

#include "auteur/base/file_system.h"
#include "auteur/screenplay/breakdown.h"
#include "auteur/screenplay/page_pdf.h"
#include "auteur/screenplay/pdf_reader.h"

namespace {
using namespace auteur::screenplay;

// The example films one after another, every round with other numbers in the headings, up to `bytes`.
const Screenplay& feature(std::size_t bytes) {
  static const Screenplay script = [bytes] {
    std::string text;
    for (int round = 0; text.size() < bytes; ++round)
      for (const char* film : {"the-keeper", "return-to-sender", "last-bus"}) {
        const std::string name = film;
        auto one = auteur::read_text(auteur::Path(AUTEUR_SOURCE_DIR) / "examples" / name / (name + ".fountain")).value();
        text += one.substr(one.find("\n\n") + 1) + "\n\n";
      }
    text.resize(text.rfind("\n\n", bytes));
    return parse_fountain(text, "bench.fountain")->script;
  }();
  return script;
}
constexpr std::size_t kBytes = 150'000;

void BM_Paginate(benchmark::State& state) {
  const auto& script = feature(kBytes);
  std::size_t pages = 0;
  for (auto _ : state) pages = paginate(script).pages.size();
  state.counters["pages"] = static_cast<double>(pages);
}
BENCHMARK(BM_Paginate)->Unit(benchmark::kMillisecond);

void BM_PaginateAndBreakDown(benchmark::State& state) {
  const auto& script = feature(kBytes);
  for (auto _ : state) {
    benchmark::DoNotOptimize(paginate(script));
    benchmark::DoNotOptimize(break_down(script));
  }
}
BENCHMARK(BM_PaginateAndBreakDown)->Unit(benchmark::kMillisecond);

void BM_WritePdf(benchmark::State& state) {
  const auto& script = feature(kBytes);
  for (auto _ : state) benchmark::DoNotOptimize(write_pdf(script));
}
BENCHMARK(BM_WritePdf)->Unit(benchmark::kMillisecond);

void BM_WriteHtml(benchmark::State& state) {
  const auto& script = feature(kBytes);
  for (auto _ : state) benchmark::DoNotOptimize(write_html(script));
}
BENCHMARK(BM_WriteHtml)->Unit(benchmark::kMillisecond);

void BM_ParsePdf(benchmark::State& state) {
  const std::string pdf = *write_pdf(feature(kBytes));
  for (auto _ : state) benchmark::DoNotOptimize(parse_pdf(pdf, "bench.pdf"));
}
BENCHMARK(BM_ParsePdf)->Unit(benchmark::kMillisecond);

}  // namespace
