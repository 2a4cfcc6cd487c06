#pragma once
// Which kernel variants suit a device: measured once for each device and driver, kept in the user's cache folder. Without a measurement the
// choice follows fixed expectations, so it is the same on every run.
#include <filesystem>
#include <optional>

#include "core/device/device.h"
#include "gpu/kernels/variant_choice.h"

namespace imagelab::gpu {

// A file damaged or of another device or driver is none.
std::optional<Tuning> read_tuning(const std::filesystem::path& folder, const Capabilities& device);
void write_tuning(const std::filesystem::path& folder, const Capabilities& device, const Tuning& tuning);  // never throws

// Times each matrix variant the device can run, in each dtype, on a product of `side`^3 through programs of the device, whose own tuning
// this is. About a second on a GPU.
void measure_tuning(Device& device, const Capabilities& capabilities, Tuning& tuning, int64_t side);

}  // namespace imagelab::gpu
