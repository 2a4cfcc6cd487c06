#include "core/weights/ncnn.h"

#include <cmath>
#include <cstring>
#include <sstream>

#include "core/base/little_endian.h"
#include "core/base/number.h"
#include "core/base/read_file.h"
#include "core/base/utf8.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr int most_layers = 100'000, most_blobs_of_a_layer = 4096;
constexpr size_t largest_weights = size_t{2} << 30;
constexpr uint64_t tag_f16 = 0x01306B47, tag_int8 = 0x000D4B38, tag_f32 = 0x0002C056;

fs::path param_path(const fs::path& path) {
    return ascii_lower(path.extension().string()) == ".bin" ? fs::path(path).replace_extension(".param") : path;
}

double number(const std::string& text, const std::string& where) {
    const auto value = parsed_number(text);
    if (!value) throw Error(where + ": \"" + text.substr(0, 40) + "\" is no number");
    return *value;
}

// id=value, or -23300 - id=count,value ...
void take_parameter(NcnnLayer& layer, const std::string& word, const std::string& where) {
    const size_t equals = word.find('=');
    if (equals == std::string::npos) throw Error(where + ": \"" + word.substr(0, 40) + "\" is no id=value");
    const double id = number(word.substr(0, equals), where);
    if (id != std::floor(id) || id > 1000 || id < -24300) throw Error(where + ": \"" + word.substr(0, 40) + "\" has no id from 0 to 1000");
    const std::string text = word.substr(equals + 1);
    if (id >= 0) {
        layer.numbers[static_cast<int>(id)] = number(text, where);
        return;
    }
    std::vector<double> values;
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, ',');) values.push_back(number(part, where));
    if (values.empty() || values.front() != static_cast<double>(values.size()) - 1)
        throw Error(where + ": \"" + word.substr(0, 40) + "\" has another count of values than it says");
    values.erase(values.begin());
    layer.arrays[-static_cast<int>(id) - 23300] = std::move(values);
}

NcnnLayer read_layer(const std::string& line, int at) {
    const std::string where = "line " + std::to_string(at);
    std::istringstream words(line);
    NcnnLayer layer;
    int inputs = -1, outputs = -1;
    if (!(words >> layer.type >> layer.name >> inputs >> outputs) || inputs < 0 || outputs < 0 || inputs > most_blobs_of_a_layer ||
        outputs > most_blobs_of_a_layer)
        throw Error(where + ": expected a layer's kind, its name and the numbers of its inputs and outputs");
    const auto blobs = [&](int count, std::vector<std::string>& names) {
        for (std::string name; count > 0; --count) {
            if (!(words >> name)) throw Error(where + ": layer " + layer.name + " names fewer inputs and outputs than it says");
            names.push_back(name);
        }
    };
    blobs(inputs, layer.inputs), blobs(outputs, layer.outputs);
    for (std::string word; words >> word;) take_parameter(layer, word, where);
    return layer;
}

NcnnGraph read_param(const std::string& text) {
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    if (trimmed(line) != "7767517")
        throw Error("it begins with another line than ncnn's text format, 7767517 (a binary .param.bin is not read)");
    std::getline(lines, line);
    std::istringstream counts(line);
    int layers = 0, blobs = 0;
    if (!(counts >> layers >> blobs) || layers < 1 || layers > most_layers)
        throw Error("line 2: expected the numbers of layers and blobs, at most " + std::to_string(most_layers));
    NcnnGraph graph;
    for (int at = 3; std::getline(lines, line); ++at)
        if (!trimmed(line).empty()) graph.layers.push_back(read_layer(line, at));
    if (static_cast<int>(graph.layers.size()) != layers)
        throw Error("it has " + std::to_string(graph.layers.size()) + " layers and says " + std::to_string(layers) + ": it is not whole");
    return graph;
}

// The weights, whose bytes it keeps.
class NcnnWeights final : public WeightMap {
  public:
    NcnnWeights(const NcnnGraph& graph, std::string bytes, const fs::path& file) : bytes_(std::move(bytes)) {
        source_ = file.string();
        std::map<std::string, int64_t> channels;  // of each blob
        for (const NcnnLayer& layer : graph.layers) take(layer, channels);
        if (at_ != bytes_.size())
            throw Error(std::to_string(bytes_.size() - at_) +
                        " bytes are left behind the last layer's weights: the files do not belong together");
    }
    void release(const TensorView&) const override {}

  private:
    const std::byte* taken(const NcnnLayer& layer, uint64_t count) {
        if (count > bytes_.size() - at_)
            throw Error("it ends within the weights of layer " + layer.name + ": it is not whole, or belongs to another .param");
        const auto* data = reinterpret_cast<const std::byte*>(bytes_.data()) + at_;
        at_ += count;
        return data;
    }
    void plain(const NcnnLayer& layer, const char* what, Shape shape) {  // f32 without a tag
        const auto* data = taken(layer, static_cast<uint64_t>(element_count(shape)) * 4);
        tensors_[layer.name + what] = {DType::f32, std::move(shape), data};
    }
    void tagged(const NcnnLayer& layer, const char* what, Shape shape) {
        const auto* tag_bytes = reinterpret_cast<const char*>(taken(layer, 4));
        const uint64_t tag = little_endian({tag_bytes, 4}), count = static_cast<uint64_t>(element_count(shape));
        if (tag == tag_int8) throw Error("layer " + layer.name + " is quantised to int8; take the network in f32 or f16");
        if (tag != 0 && tag != tag_f16 && tag != tag_f32)
            throw Error("layer " + layer.name + " has weights of an unknown storage; take the network in f32 or f16");
        const bool half = tag == tag_f16;
        const uint64_t bytes = half ? (2 * count + 3) / 4 * 4 : 4 * count;
        tensors_[layer.name + what] = {half ? DType::f16 : DType::f32, std::move(shape), taken(layer, bytes)};
    }
    void made(const NcnnLayer& layer, const char* what, Shape shape, std::vector<float> values) {
        made_.push_back(std::move(values));
        tensors_[layer.name + what] = {DType::f32, std::move(shape), reinterpret_cast<const std::byte*>(made_.back().data())};
    }
    static int64_t positive(const NcnnLayer& layer, int id) {
        const double value = layer.number(id);
        if (!(value >= 1) || value > 1e9 || value != std::floor(value))
            throw Error("layer " + layer.name + " has no number " + std::to_string(id));
        return static_cast<int64_t>(value);
    }

    void convolution(const NcnnLayer& layer) {
        const int64_t outputs = positive(layer, 0), kernel = positive(layer, 1), size = positive(layer, 6);
        if (kernel > 100 || outputs > 1'000'000 || size % (outputs * kernel * kernel) != 0)
            throw Error("layer " + layer.name + ": " + std::to_string(size) + " weights do not fill its kernels");
        tagged(layer, ".weight", {outputs, size / (outputs * kernel * kernel), kernel, kernel});
        if (layer.number(5) != 0) {
            plain(layer, ".bias", {outputs});
        } else {
            made(layer, ".bias", {outputs}, std::vector<float>(static_cast<size_t>(outputs), 0));
        }
    }

    // Weights in the order of the layers, and how many channels each blob has, which a resampling needs.
    void take(const NcnnLayer& layer, std::map<std::string, int64_t>& channels) {
        int64_t here = layer.type == "Input" ? 3 : 0;
        for (const std::string& input : layer.inputs)
            here = layer.type == "Concat" && layer.number(0) == 0 ? here + channels[input] : channels[input];
        if (layer.type == "Convolution") {
            convolution(layer);
            here = positive(layer, 0);
        } else if (layer.type == "PReLU") {
            plain(layer, ".weight", {positive(layer, 0)});
        } else if (layer.type == "PixelShuffle" || layer.type == "Reorg") {
            const int64_t factor = std::min<int64_t>(positive(layer, 0), 64);
            here = layer.type == "Reorg" ? here * factor * factor : here / (factor * factor);
        } else if (layer.type == "Interp") {
            if (const auto resampling = resampling_of(layer)) {
                if (here < 1 || here > 64)
                    throw Error("layer " + layer.name + ": resizing of " + std::to_string(here) + " channels is not run, at most 64");
                const int64_t outputs = int64_t{resampling->up} * resampling->up * here, kernel = resampling->kernel();
                made(layer, ".weight", {outputs, here, kernel, kernel}, resampling->weights(static_cast<int>(here)));
                made(layer, ".bias", {outputs}, std::vector<float>(static_cast<size_t>(outputs), 0));
            }
        }
        for (const std::string& output : layer.outputs) channels[output] = here;
    }

    std::string bytes_;
    size_t at_ = 0;
    std::vector<std::vector<float>> made_;
};

}  // namespace

bool is_ncnn(const fs::path& path) {
    const std::string extension = ascii_lower(path.extension().string());
    std::error_code ignored;
    return extension == ".param" || (extension == ".bin" && fs::is_regular_file(param_path(path), ignored));
}

Result<NcnnFiles> open_ncnn(const fs::path& path) {
    const fs::path param = param_path(path), bin = fs::path(param).replace_extension(".bin");
    const auto text = read_regular_file(param);
    if (!text) return Failure{text.error()};
    NcnnFiles files;
    try {
        files.graph = std::make_shared<const NcnnGraph>(read_param(*text));
    } catch (const Error& trouble) {
        return Failure{param.string() + ": " + trouble.what()};
    }
    auto bytes = read_regular_file(bin, largest_weights);
    if (!bytes) return Failure{bytes.error() + "; an ncnn network is two files, put " + bin.filename().string() + " beside the .param"};
    try {
        files.weights = std::make_shared<const NcnnWeights>(*files.graph, std::move(*bytes), bin);
    } catch (const Error& trouble) {
        return Failure{bin.string() + ": " + trouble.what()};
    }
    return files;
}

}  // namespace imagelab
