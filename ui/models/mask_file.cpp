#include "ui/models/mask_file.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QImageReader>
#include <QImageWriter>
#include <QRegularExpression>
#include <QSaveFile>
#include <chrono>

#include "core/base/digest.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

struct MaskFileWords {
    Q_DECLARE_TR_FUNCTIONS(mask)
};

}  // namespace

fs::path mask_folder(const fs::path& data) {
    return fs::absolute(data) / "masks";
}

namespace {
Result<QString> keep_image(const QImage& image, const fs::path& folder) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QImageWriter writer(&buffer, "png");
    writer.setQuality(80);  // masks are flat: the quickest compression is enough
    if (!writer.write(image)) return Failure{writer.errorString().toStdString()};
    Digest digest;
    digest.add(bytes.constData(), static_cast<size_t>(bytes.size()));
    const QString path = QString::fromStdString((folder / (digest.hex() + ".png")).string());
    if (QFileInfo(path).size() == bytes.size()) {
        QFile file(path);  // in use again: it counts as new
        if (file.open(QIODevice::ReadWrite)) file.setFileTime(QDateTime::currentDateTime(), QFileDevice::FileModificationTime);
        return path;
    }
    QDir().mkpath(QString::fromStdString(folder.string()));
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit()) return path;
    return Failure{MaskFileWords::tr("The mask could not be kept in %1 (%2): is there room, and may you write there?")
                       .arg(QDir::toNativeSeparators(QString::fromStdString(folder.string())), file.errorString())
                       .toStdString()};
}
}  // namespace

Result<QString> keep_mask(std::span<const uint8_t> pixels, QSize size, const fs::path& folder) {
    return keep_image(QImage(pixels.data(), size.width(), size.height(), size.width(), QImage::Format_Grayscale8), folder);
}

Result<QString> keep_painted_picture(const QImage& picture, const fs::path& folder) {
    return keep_image(picture, folder);
}

namespace {
Result<QImage> mask_from(QImageReader& reader, const QString& name, QSize size) {
    reader.setAutoTransform(true);
    QImage image = reader.read();
    if (image.isNull())
        return Failure{MaskFileWords::tr("%1 cannot be read as a mask (%2): choose a PNG, JPEG or WebP file.")
                           .arg(name, reader.errorString())
                           .toStdString()};
    QImage mask;
    if (image.hasAlphaChannel()) {
        mask = image.convertToFormat(QImage::Format_Alpha8);
        mask.reinterpretAsFormat(QImage::Format_Grayscale8);
        mask.invertPixels();
    } else {
        mask = image.convertToFormat(QImage::Format_Grayscale8);
    }
    if (mask.size() != size)
        mask = mask.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).convertToFormat(QImage::Format_Grayscale8);
    return mask;
}
}  // namespace

Result<QImage> read_mask(const QString& path, QSize size) {
    QImageReader reader(path);
    return mask_from(reader, QDir::toNativeSeparators(path), size);
}

Result<QImage> read_mask(const QByteArray& bytes, QSize size) {
    QBuffer buffer;
    buffer.setData(bytes);
    QImageReader reader(&buffer);
    return mask_from(reader, MaskFileWords::tr("The mask beside the picture"), size);
}

bool is_painted_mask(const QString& path) {
    static const QRegularExpression digest(QStringLiteral("^[0-9a-f]{64}$"));
    return digest.match(QFileInfo(path).completeBaseName()).hasMatch();
}

void remove_old_masks(const fs::path& folder, const std::set<std::string>& used, int days) {
    const auto oldest = fs::file_time_type::clock::now() - std::chrono::hours(24) * days;
    std::error_code code;
    for (const auto& file : fs::directory_iterator(folder, code)) {
        std::error_code ignored;
        if (file.path().extension() != ".png" || used.contains(file.path().filename().string())) continue;
        if (fs::last_write_time(file.path(), ignored) < oldest && !ignored) fs::remove(file.path(), ignored);
    }
}

}  // namespace imagelab
