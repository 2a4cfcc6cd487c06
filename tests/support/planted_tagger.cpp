#include "tests/support/planted_tagger.h"

#include "tests/support/onnx_builder.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

constexpr int tagger_side = 8;

// Of pictures [1, 8, 8, 3]: six numbers, each a colour's mean (blue, green, red) over 255 and a bias of its own.
std::string tagger_network() {
    OnnxBuilder model;
    model.input("input", 1, {1, tagger_side, tagger_side, 3}).output("output", 1, {1, 6});
    const float one = 1 / 255.0f;
    model.integers("shape", {1, tagger_side * tagger_side, 3}).node("Reshape", {"input", "shape"}, {"pixels"});
    model.initializer("mean", {1, 1, tagger_side * tagger_side},
                      std::vector<float>(tagger_side * tagger_side, one / (tagger_side * tagger_side)));
    model.node("MatMul", {"mean", "pixels"}, {"colours"});
    // rating, blue, green, red, a character as red is, what is none
    model.initializer("choice", {3, 6}, {0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 1, 0});
    model.node("MatMul", {"colours", "choice"}, {"row"}).integers("flat", {1, 6}).node("Reshape", {"row", "flat"}, {"output"});
    return model.bytes();
}

}  // namespace

std::filesystem::path put_tagger(const std::filesystem::path& data) {
    const std::filesystem::path folder = data / "models/taggers/wd-vit-tagger-v3";
    std::filesystem::create_directories(folder);
    write_file(folder / "selected_tags.csv",
               "tag_id,name,category,count\n1,general,9,8\n2,blue_sky,0,8\n3,\"green,_quoted\",0,8\n4,^_^,0,9\n5,miku_(robe),4,2\n6,"
               "nothing,0,1\n");
    return write_file(folder / "model.onnx", tagger_network());
}

}  // namespace imagelab::test
