#pragma once
// Masks as files: PNGs of one channel, named after their bytes, in a folder beside the queue's start pictures.
#include <QByteArray>
#include <QImage>
#include <QString>
#include <filesystem>
#include <set>
#include <span>

#include "core/base/error.h"

namespace imagelab {

std::filesystem::path mask_folder(const std::filesystem::path& data);  // DATA/masks

// The file of these greys in `folder`, written where it is not there yet. The failure says what to do.
Result<QString> keep_mask(std::span<const uint8_t> pixels, QSize size, const std::filesystem::path& folder);

// The same of a picture that colours were painted on.
Result<QString> keep_painted_picture(const QImage& picture, const std::filesystem::path& folder);

// A mask for a picture of `size`, as Grayscale8: of a file with transparency what is transparent is white, of others their grey. One of
// another size is brought to it.
Result<QImage> read_mask(const QString& path, QSize size);
Result<QImage> read_mask(const QByteArray& bytes, QSize size);  // a file's, as it is kept beside a picture

bool is_painted_mask(const QString& path);  // named by keep_mask or keep_painted_picture

// Removes masks that nobody has written for `days` but those whose file names are `used`.
void remove_old_masks(const std::filesystem::path& folder, const std::set<std::string>& used, int days = 30);

}  // namespace imagelab
