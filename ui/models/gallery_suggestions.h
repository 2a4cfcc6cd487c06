#pragma once
// What the gallery's search offers while somebody types: the conditions that the word at the end may mean.
#include <QString>
#include <vector>

#include "ui/models/gallery_filter.h"

namespace imagelab {

struct GallerySuggestion {
    GalleryFilter::Field field;
    QString value;         // as the filter has it; of a date the days
    QString text;          // "Model: juggernaut"
    int64_t pictures = 0;  // 0: not known
};

// The conditions whose value has a word that begins with the last one typed, albums, tags, models, styles and samplers, each by their
// frequency, then date words. "model:jug" asks for models alone.
std::vector<GallerySuggestion> gallery_suggestions(const QString& typed, const GalleryFacets& facets);
// The filter with the condition in place of the word that was typed for it.
GalleryFilter with_suggestion(GalleryFilter filter, const GallerySuggestion& suggestion);

// The names of the albums among the gallery's tags, by name, with their pictures.
std::vector<GalleryFacets::Value> albums_among(const GalleryFacets& facets);
std::vector<GalleryFacets::Value> plain_tags_among(const GalleryFacets& facets);

}  // namespace imagelab
