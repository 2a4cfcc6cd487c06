#include <algorithm>
#include <map>

#include "core/gallery/gallery_index.h"

namespace imagelab {
namespace {

using Counts = std::map<std::string, int64_t>;

std::vector<GalleryFacets::Value> by_frequency(const Counts& counts) {
    std::vector<GalleryFacets::Value> values;
    for (const auto& [text, pictures] : counts) {
        if (!text.empty()) values.push_back({text, pictures});
    }
    std::stable_sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.pictures > b.pictures; });
    return values;
}

// Values of an expression over the gallery's pictures.
Counts counted(const Database& index, const std::string& expression) {
    Statement rows = index.prepare("SELECT " + expression + " AS value, count(*) FROM pictures WHERE member = 1 GROUP BY value");
    Counts counts;
    while (rows.step()) counts[rows.text(0)] += rows.integer(1);
    return counts;
}

template <class Split>
Counts apart(const Counts& lists, Split split) {
    Counts counts;
    for (const auto& [list, pictures] : lists) {
        for (const std::string& item : split(list)) counts[item] += pictures;
    }
    return counts;
}

}  // namespace

Result<GalleryFacets> Gallery::facets() const {
    const std::lock_guard lock(*mutex_);
    try {
        GalleryFacets facets;
        facets.models = by_frequency(counted(index_, "model"));
        facets.profiles = by_frequency(apart(counted(index_, "profiles"), profile_names));
        facets.samplers = by_frequency(counted(index_, "sampler"));
        facets.programs = by_frequency(counted(index_, "program"));
        facets.tags = by_frequency(apart(counted(index_, "tags"), tags_of));
        facets.folders = by_frequency(counted(index_, "folder"));
        facets.sizes = by_frequency(counted(index_, "width || 'x' || height"));
        for (const auto& size : facets.sizes) facets.pictures += size.pictures;
        return facets;
    } catch (const SqliteError& error) {
        return Failure{std::string("the gallery's index could not be searched: ") + error.what()};
    }
}

}  // namespace imagelab
