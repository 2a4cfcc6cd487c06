#include "serve/self_test.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <numeric>

#include "core/base/clock.h"
#include "core/base/number.h"
#include "core/device/buffers.h"
#include "core/image/picture.h"

namespace imagelab::serve {
namespace {

namespace fs = std::filesystem;

constexpr int side = 64, steps = 4;
constexpr double allowed_mean = 3;  // of 255: what half precision and another order of sums may change in a few steps

// A folder of this test alone.
class Folder {
  public:
    explicit Folder(const fs::path& above) {
        static std::atomic<uint64_t> count = 0;
        path_ = above / (".self-test-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
        fs::create_directories(path_);
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

Request request_for(const std::string& device, const fs::path& folder) {
    Request request;
    request.prompt = "a red apple";
    request.width = request.height = side;
    request.steps = steps;
    request.seed = 7;
    request.device = device;
    request.output = (folder / "").string();
    return request;
}

RgbImage drawn(Session& session, const Request& request, JobResult* told = nullptr) {
    const JobResult result = session.run(request, {}, CancelToken());
    if (told) *told = result;
    if (result.status != JobResult::Status::done || result.images.empty())
        throw Error(result.message.empty() ? "no picture came" : result.message);
    auto picture = read_picture(result.images.front());
    if (!picture) throw Error(picture.error());
    return std::move(*picture);
}

double mean_difference(const RgbImage& a, const RgbImage& b) {
    if (a.pixels.size() != b.pixels.size()) throw Error("the pictures have other sizes");
    double sum = 0;
    for (size_t i = 0; i < a.pixels.size(); ++i) sum += std::abs(int{a.pixels[i]} - int{b.pixels[i]});
    return sum / static_cast<double>(a.pixels.size());
}

// Whatever is thrown is a check that did not pass. `check` returns what it found and throws what is wrong.
Check checked(const std::string& name, const std::function<std::string()>& check) {
    Check done{name};
    const Clock::time_point begin = Clock::now();
    try {
        done.message = check();
        done.passed = true;
    } catch (const std::exception& error) {
        done.message = error.what();
    }
    done.seconds = seconds_since(begin);
    return done;
}

std::string compare_with_processor(Session& session, const std::string& device, const RgbImage& here, const fs::path& folder) {
    const double difference = mean_difference(here, drawn(session, request_for("cpu", folder)));
    const std::string found = "the picture differs from the processor's by " + fixed_text(difference, 3) + " of 255 in the mean";
    if (difference > allowed_mean)
        throw Error(found + "; at most " + fixed_text(allowed_mean, 0) + " is right: install a newer driver for " + device);
    return found;
}

std::string memory_round_trip(Device& device) {
    auto* source = dynamic_cast<BufferDevice*>(&device);
    if (!source) throw Error("the device offers no raw memory");
    constexpr size_t bytes = 1 << 20;
    const auto buffer = source->make_buffer(bytes);
    std::vector<std::byte> values(bytes), back(bytes);
    for (size_t i = 0; i < bytes; ++i) values[i] = static_cast<std::byte>(i * 31 >> 3);
    buffer->write(0, values);
    buffer->read(0, back);
    if (back != values) throw Error("bytes came back as others");
    buffer->clear();
    buffer->read(0, back);
    if (std::any_of(back.begin(), back.end(), [](std::byte b) { return b != std::byte{0}; })) throw Error("cleared memory is not zero");
    return "1 MiB was written, read and cleared";
}

std::string arithmetic(Device& device) {
    std::string found;
    for (const DType dtype : device.info().dtypes) {
        const double rate = device.estimated_flops_per_second(dtype);
        if (!(rate > 0)) throw Error(std::string(dtype_name(dtype)) + " multiplies nothing");
        found += (found.empty() ? "" : ", ") + std::string(dtype_name(dtype)) + " " + fixed_text(rate / 1e9, 1) + " GFLOP/s";
    }
    return found;
}

}  // namespace

Check same_as_processor(Session& session, const std::string& device, const fs::path& scratch) {
    return checked("same_as_processor", [&] {
        const Folder folder(scratch);
        return compare_with_processor(session, device, drawn(session, request_for(device, folder.path())), folder.path());
    });
}

std::vector<Check> end_to_end(Session& session, Device& device, const fs::path& scratch) {
    const Folder folder(scratch);
    const std::string id = device.info().id;
    const Request request = request_for(id, folder.path());
    std::vector<Check> checks;
    RgbImage first;
    fs::path file;
    checks.push_back(checked("memory", [&] { return memory_round_trip(device); }));
    checks.push_back(checked("arithmetic", [&] { return arithmetic(device); }));
    checks.push_back(checked("picture", [&] {
        JobResult result;
        first = drawn(session, request, &result);
        file = result.images.front();
        const auto [low, high] = std::minmax_element(first.pixels.begin(), first.pixels.end());
        if (*high - *low < 16) throw Error("the picture is of one colour");
        return std::to_string(first.width) + "x" + std::to_string(first.height) + " in " + std::to_string(result.step_s.size()) + " steps";
    }));
    const auto needs_first = [&] {
        if (first.pixels.empty()) throw Error("there is no first picture");
    };
    checks.push_back(checked("same_again", [&] {
        needs_first();
        if (drawn(session, request).pixels != first.pixels) throw Error("the same request gave another picture");
        return std::string("the same request gave the same pixels");
    }));
    checks.push_back(checked("same_as_processor", [&] {
        needs_first();
        return compare_with_processor(session, id, first, folder.path());
    }));
    checks.push_back(checked("image_to_image", [&] {
        needs_first();
        Request again = request;
        again.init_image = file.string();
        again.strength = 0.5;
        if (drawn(session, again).pixels == first.pixels) throw Error("the start picture came back unchanged");
        return std::string("a picture was drawn from a picture");
    }));
    checks.push_back(checked("stop", [&] {
        Request longer = request;
        longer.steps = 1000;
        const CancelToken cancel;
        const JobResult result = session.run(
            longer,
            [&](const Progress& p) {
                if (p.step >= 1) cancel.request();
            },
            cancel);
        if (result.status != JobResult::Status::cancelled) throw Error("a request that was stopped went on: " + result.message);
        return std::string("a request was stopped at its step");
    }));
    return checks;
}

std::vector<Measure> benchmark(Session& session, Device& device, const fs::path& scratch) {
    const Folder folder(scratch);
    std::vector<Measure> results;
    const DeviceInfo info = device.info();
    results.push_back({"matrix_product_" + std::string(dtype_name(info.dtypes.front())),
                       device.estimated_flops_per_second(info.dtypes.front()) / 1e9, "GFLOP/s"});
    if (auto* source = dynamic_cast<BufferDevice*>(&device)) {
        constexpr size_t bytes = 32 << 20;
        const auto buffer = source->make_buffer(bytes);
        std::vector<std::byte> values(bytes, std::byte{1});
        buffer->write(0, values);  // pages and pools are there from now on
        Clock::time_point begin = Clock::now();
        buffer->write(0, values);
        results.push_back({"memory_write", bytes / seconds_since(begin) / 1e9, "GB/s"});
        begin = Clock::now();
        buffer->read(0, values);
        results.push_back({"memory_read", bytes / seconds_since(begin) / 1e9, "GB/s"});
    }
    Request request = request_for(info.id, folder.path());
    drawn(session, request);  // weights are there from now on
    JobResult result;
    const Clock::time_point begin = Clock::now();
    drawn(session, request, &result);
    results.push_back({"picture_64x64_4_steps", seconds_since(begin), "s"});
    if (!result.step_s.empty())
        results.push_back({"step_64x64",
                           std::accumulate(result.step_s.begin(), result.step_s.end(), 0.0) / static_cast<double>(result.step_s.size()),
                           "s"});
    results.push_back({"decode_64x64", result.decode_s, "s"});
    return results;
}

}  // namespace imagelab::serve
