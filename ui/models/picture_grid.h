#pragma once
// Pictures as a labelled grid over the two settings they differ in.
#include <QColor>
#include <QImage>
#include <QRect>
#include <QString>
#include <QStringList>
#include <functional>
#include <vector>

#include "core/request/request.h"

namespace imagelab {

struct PictureGrid {
    QString x_name, y_name;     // "Steps"; empty: one column, one row
    QStringList columns, rows;  // the settings' values, sorted where they are numbers
    std::vector<int> cells;     // row by row: which picture, -1: none
    int left_out = 0;           // pictures whose cell was taken by another
    int wrap = 0;               // above 0: one setting alone, so many beside each other, its value below each
    int places = 0;             // cells at least, where more pictures are to come
    int width() const;
    int height() const;
};

struct GridPicture {
    Request request;
    QString foreign_sampler = {};  // as its file names one that is not built here
};

// The two settings are those over which the most pictures get a cell of their own, in the fewest cells.
// One setting of more than `longest_row` values is wrapped; `places`: so many are to come in all.
PictureGrid lay_out_grid(const std::vector<GridPicture>& pictures, int places = 0);
constexpr int longest_row = 6;

struct GridLook {
    QColor ground, text, muted;
    int cell = 384;                          // pixels of a picture's longer side, less where the whole would be too large
    static constexpr int most_side = 12000;  // of the whole, pixels
};
struct ComposedGrid {
    QImage image;              // null: not gone on
    std::vector<QRect> cells;  // as PictureGrid::cells, in its pixels
};
// The whole as one picture. `picture` reads one of them; a null one leaves its cell empty. `go_on` is asked before each.
ComposedGrid compose_grid(const PictureGrid& grid, const GridLook& look, const std::function<QImage(int)>& picture,
                          const std::function<bool()>& go_on);

}  // namespace imagelab
