#include "core/pipelines/save_picture.h"

#include "core/pipelines/output_name.h"
#include "core/pipelines/provenance.h"

namespace imagelab {

Result<std::filesystem::path> save_picture(const Request& as_run, int index, const RgbImage& image, const A1111Model& model,
                                           std::time_t when) {
    auto path = picture_path(as_run, index, when);
    if (!path) return path;
    try {
        write_picture(*path, image, picture_texts(as_run, index, model), output_encoding(as_run));
    } catch (const Error& error) {
        return Failure{error.what()};
    }
    return path;
}

}  // namespace imagelab
