#include "app/made_mask.h"

#include "app/devices.h"
#include "core/base/digest.h"
#include "core/base/paths.h"
#include "core/image/picture.h"

namespace imagelab {

Result<Seen> mask_made(const Looking& wanted, const std::string& device) {
    try {
        const auto devices = make_devices(0);
        const auto found = device_for(devices, device, std::nullopt);
        if (!found) return Failure{found.error()};
        return seen_in(**found, wanted, data_dir(), CancelToken());
    } catch (const std::exception& error) {
        return Failure{error.what()};
    }
}

Result<std::string> kept_mask(const GreyImage& mask) {
    Digest digest;
    digest.add(mask.pixels.data(), mask.pixels.size());
    const std::filesystem::path folder = std::filesystem::absolute(data_dir()) / "masks", path = folder / (digest.hex() + ".png");
    try {
        std::filesystem::create_directories(folder);
        write_png(path, as_rgb(mask), {});
    } catch (const std::exception& error) {
        return Failure{std::string("the mask cannot be kept: ") + error.what()};
    }
    return path.string();
}

}  // namespace imagelab
