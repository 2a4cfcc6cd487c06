#pragma once
// A network that enlarges pictures, on one device: opened from people's files, run tile by tile so that memory does not grow with the
// picture.
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/families/network.h"
#include "core/image/finishing.h"
#include "core/image/picture.h"
#include "core/image/tiles.h"
#include "core/models/upscaler_configs.h"

namespace imagelab {

struct UpscalerFiles {
    std::filesystem::path path;
    std::string architecture;  // for people: "ESRGAN", "Real-ESRGAN Compact"
    UpscalerConfig config;
    std::shared_ptr<const WeightMap> weights;
    int scale() const { return upscaler_scale(config); }
};

// A .pth or .safetensors of an architecture that is run (core/weights/detect_upscaler.h), whole, of which headers alone are read; or an
// ncnn .param with its .bin. The failure names the file.
Result<UpscalerFiles> open_upscaler(const std::filesystem::path& path);

class Upscaler {
  public:
    // Networks of this kind end within a few 255ths of each other in f16 and f32, but not in bf16 where it rounds the picture itself.
    static DType best_dtype(const DeviceInfo& device, const UpscalerConfig& config);
    // The failure says why a network does not compute in it, and in what it does.
    static Result<void> computes_in(DType dtype, const UpscalerFiles& files);
    // Throws Error where it does not compute in dtype. `tile`: pixels that a tile adds to a side of the picture, its overlap with others
    // not counted; 0: as memory asks.
    Upscaler(Device& device, UpscalerFiles files, DType dtype, int64_t memory_budget = 0, int tile = 0);

    const UpscalerFiles& files() const { return files_; }
    int scale() const { return files_.scale(); }
    DType dtype() const { return dtype_; }
    int tiles(int width, int height);              // of a picture
    NetworkCost cost(int width, int height);       // of one tile of it; the pictures' own bytes are not in it
    int64_t picture_bytes(int width, int height);  // of the process while it is enlarged

    // scale() times as large. `tile` is told how many of the tiles are done, `share` also what is done of the one that runs, where the
    // device says so. Throws Error, NotFinite, Cancelled.
    struct Callbacks {
        std::function<void(double share)> loading = {};
        std::function<void(int done, int all)> tile = {};
        std::function<void(double share)> share = {};
    };
    RgbImage enlarge(const RgbImage& picture, const Callbacks& callbacks, const CancelToken& cancel);
    FinePicture enlarge(const FinePicture& picture, const Callbacks& callbacks, const CancelToken& cancel);  // not rounded to 8 bits

    bool on_own_memory() const { return own_memory_; }  // of a device that is not the process's

    Network network;

  private:
    struct Plan {
        TileAxis across, down;
    };
    struct Canvas;
    template <class Picture>
    Canvas run(const Picture& picture, const Callbacks& callbacks, const CancelToken& cancel);
    Plan plan(int width, int height);
    int largest_tile();  // pixels of its side
    Program& ready(const Plan& plan, const Callbacks& callbacks, const CancelToken& cancel);

    UpscalerFiles files_;
    DType dtype_;
    bool own_memory_;
    int64_t memory_budget_;
    int tile_, overlap_, margin_;   // pixels of the picture
    std::atomic<int> largest_ = 0;  // once it is known
};

// How large a picture becomes: `times` its size, pixels rounded to the nearest.
struct EnlargedSize {
    int width = 0, height = 0;
};
EnlargedSize enlarged_size(int width, int height, double times);

// The sizes that the network runs on, one after the other: again on what it made where it enlarges less than is asked.
std::vector<EnlargedSize> upscaler_passes(int width, int height, int scale, EnlargedSize wanted);

// A network may tint opacity, which is grey.
void make_grey(RgbImage& opacity);

// Behind a network, or by Lanczos alone where there is none (null): of exactly that size.
RgbImage enlarged(const RgbImage& picture, Upscaler* upscaler, EnlargedSize size, const Upscaler::Callbacks& callbacks,
                  const CancelToken& cancel);
FinePicture enlarged(const FinePicture& picture, Upscaler* upscaler, EnlargedSize size, const Upscaler::Callbacks& callbacks,
                     const CancelToken& cancel);

}  // namespace imagelab
