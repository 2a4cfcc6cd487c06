#pragma once
#include <filesystem>

#include "core/results/analytics.h"
#include "core/results/plot.h"

namespace imagelab {

std::string sentence_of(const Analysis& analysis);    // "412 pictures, 60 judged, 31 liked; 3 jobs failed"
Plot plot_of(const FactorTable& table, size_t most);  // share of liked pictures with its interval, the best first
// One page with plots and tables inside.
Result<void> write_analysis_page(const Analysis& analysis, const std::filesystem::path& page);
// liked_by_model.png ...; those of factors with at least two groups.
Result<std::vector<std::filesystem::path>> write_analysis_plots(const Analysis& analysis, const std::filesystem::path& folder);

}  // namespace imagelab
