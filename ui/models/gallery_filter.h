#pragma once
// What the gallery shows: the search box and the chips below it, as a value.
#include <QString>
#include <ctime>
#include <vector>

#include "core/gallery/gallery.h"

namespace imagelab {

struct GalleryFilter {
    enum class Field { favourites, rating, model, profile, sampler, program, size, tag, album, date, folder };
    QString words;
    bool favourites = false;
    int least_rating = 0;
    QString model, profile, sampler, program, size, tag, album, folder;
    int days = 0;  // made within so many days, today is 1; 0: any
    GallerySort sort = GallerySort::newest;
    uint32_t shuffle = 0;  // not 0: in an order of its own for each number, whatever the sort

    bool operator==(const GalleryFilter&) const = default;
    bool narrows() const;  // leaves something out
    // What is typed last counts as the beginning of a word. `now`: seconds since 1970.
    GalleryQuery query(std::time_t now) const;
};

struct FilterChip {
    GalleryFilter::Field field;
    QString text;  // "Model: juggernaut"
};
std::vector<FilterChip> chips_of(const GalleryFilter& filter);
GalleryFilter without(GalleryFilter filter, GalleryFilter::Field field);
QString sort_text(GallerySort sort);
QString days_text(int days);
QString pictures_text(int64_t count);  // "1 picture", "1,204 pictures"

}  // namespace imagelab
