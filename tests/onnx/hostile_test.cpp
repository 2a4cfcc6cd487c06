// Files that are damaged or mean harm: an error that says what is wrong, never more memory or time than a model is worth.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "core/base/paths.h"
#include "core/cpu/cpu_device.h"
#include "core/onnx/npy.h"
#include "core/onnx/session.h"
#include "tests/support/onnx_builder.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

using onnx::Arrays;
using test::OnnxBuilder;

class OnnxFiles : public testing::Test {
  protected:
    // Empty: it opens and runs on one input of four numbers; else what was said.
    std::string trouble(const std::string& bytes, const Arrays& inputs) {
        const auto path = folder_ / "model.onnx";
        test::write_file(path, bytes);
        const auto model = onnx::OnnxModel::open(path);
        if (!model) return model.error();
        onnx::OnnxSession session(*model, *device_, DType::f32);
        const auto ran = session.run(inputs, {}, {}, {});
        return ran ? "" : ran.error();
    }
    std::string trouble(const std::string& bytes) { return trouble(bytes, {{"x", onnx::floats_of({1, 4}, {1, 2, 3, 4})}}); }

    test::TempFolder folder_;
    std::unique_ptr<Device> device_ = make_cpu_device(1);
};

std::string small_model() {
    OnnxBuilder model;
    model.input("x", 1, {1, 4}).initializer("w", {4, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}).integers("shape", {3, -1});
    model.node("MatMul", {"x", "w"}, {"y"}).node("Relu", {"y"}, {"z"}).node("Reshape", {"z", "shape"}, {"out"}).output("out", 1, {});
    return model.bytes();
}

TEST_F(OnnxFiles, AWholeOneRuns) {
    EXPECT_EQ(trouble(small_model()), "");
}

TEST_F(OnnxFiles, EveryCutIsAnErrorOrASmallerModel) {
    const std::string whole = small_model();
    size_t refused = 0;
    for (size_t size = 0; size < whole.size(); ++size) refused += !trouble(whole.substr(0, size)).empty();
    EXPECT_GT(refused, whole.size() * 9 / 10);
}

TEST_F(OnnxFiles, EveryFlippedBitIsSurvived) {
    const std::string whole = small_model();
    size_t refused = 0;
    for (size_t i = 0; i < whole.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string flipped = whole;
            flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
            refused += !trouble(flipped).empty();
        }
    }
    EXPECT_GT(refused, whole.size() * 2);  // what is left only has other numbers
}

TEST_F(OnnxFiles, ACycleIsNamed) {
    OnnxBuilder model;
    model.input("x", 1, {1, 4}).node("Add", {"x", "b"}, {"a"}).node("Add", {"x", "a"}, {"b"}).output("b", 1, {});
    EXPECT_NE(trouble(model.bytes()).find("\"b\""), std::string::npos);
}

TEST_F(OnnxFiles, AnOperatorThatIsMissingIsNamedWithItsNode) {
    OnnxBuilder model;
    model.input("x", 1, {1, 4}).node("Whirl", {"x"}, {"y"}).output("y", 1, {});
    EXPECT_NE(trouble(model.bytes()).find("Whirl"), std::string::npos);
}

TEST_F(OnnxFiles, ShapesBeyondAllMemoryAreRefused) {
    for (const std::vector<int64_t>& wanted : {std::vector<int64_t>{int64_t{1} << 40, int64_t{1} << 40, 4},
                                               {INT64_MAX, INT64_MAX, 4},
                                               {65536, 65536, 4},
                                               {-5, 4},
                                               {30000, 30000, 4}}) {
        OnnxBuilder model;
        model.input("x", 1, {1, 4})
            .integers("shape", wanted)
            .node("Expand", {"x", "shape"}, {"y"})
            .node("Relu", {"y"}, {"z"})
            .output("z", 1, {});
        EXPECT_NE(trouble(model.bytes()), "") << wanted[0];
        OnnxBuilder constant;
        constant.input("x", 1, {1, 4})
            .integers("shape", wanted)
            .node("ConstantOfShape", {"shape"}, {"y"})
            .node("Add", {"y", "x"}, {"z"})
            .output("z", 1, {});
        EXPECT_NE(trouble(constant.bytes()), "") << wanted[0];
    }
}

TEST_F(OnnxFiles, ATensorThatIsNotAsLongAsItsShapeIsRefused) {
    OnnxBuilder model;
    model.input("x", 1, {1, 4}).raw_initializer("w", 1, {int64_t{1} << 39}, "abcd").node("Add", {"x", "w"}, {"y"}).output("y", 1, {});
    EXPECT_NE(trouble(model.bytes()), "");
    OnnxBuilder negative;
    negative.input("x", 1, {1, 4}).raw_initializer("w", 1, {-1}, "abcd").node("Add", {"x", "w"}, {"y"}).output("y", 1, {});
    EXPECT_NE(trouble(negative.bytes()), "");
}

TEST_F(OnnxFiles, ElementsBesideTheModelStayBelowItsFolder) {
    test::write_file(folder_.path().parent_path() / "outside.bin", std::string(16, 'a'));
    test::write_file(folder_ / "inside.bin", std::string(16, '\0'));
    std::error_code code;
    std::filesystem::create_symlink(folder_.path().parent_path() / "outside.bin", folder_ / "link.bin", code);
    const auto model = [](const std::string& location, const std::string& offset = "0") {
        OnnxBuilder model;
        model.input("x", 1, {1, 4}).external_initializer("w", {4}, location, offset).node("Add", {"x", "w"}, {"y"}).output("y", 1, {});
        return model.bytes();
    };
    EXPECT_EQ(trouble(model("inside.bin")), "");
    for (const char* location : {"../outside.bin", "/etc/passwd", "a/../../outside.bin", "", "link.bin", "missing.bin", "..", "."})
        EXPECT_NE(trouble(model(location)), "") << location;
    for (const char* offset : {"1", "16", "18446744073709551615", "-1", "x"}) EXPECT_NE(trouble(model("inside.bin", offset)), "") << offset;
    std::filesystem::remove(folder_.path().parent_path() / "outside.bin");
}

TEST_F(OnnxFiles, DeepNestingIsRefused) {
    // Groups within groups: each a graph that holds a node with an attribute that holds a graph.
    std::string graph;
    for (int i = 0; i < 5000; ++i) graph = OnnxBuilder::nested(graph);
    EXPECT_NE(trouble(OnnxBuilder::of_graph(graph)), "");
}

TEST_F(OnnxFiles, ALoopWithoutEndIsRefused) {
    OnnxBuilder body;
    body.input("turn", 7, {}).input("go", 9, {}).input("state", 1, {1, 4});
    body.node("Identity", {"go"}, {"go_out"}).node("Relu", {"state"}, {"state_out"}).output("go_out", 9, {}).output("state_out", 1, {});
    OnnxBuilder model;
    model.input("x", 1, {1, 4}).integers("most", {INT64_MAX}).loop({"most", "", "x"}, {"y"}, body.graph()).output("y", 1, {});
    EXPECT_NE(trouble(model.bytes()), "");
}

// What a few bytes ask for is refused before it is made.
TEST_F(OnnxFiles, ListsOfPlacesAreBounded) {
    constexpr int64_t huge = int64_t{1} << 39;
    const auto said = [&](const std::function<void(OnnxBuilder&)>& add, const std::string& of = "y") {
        OnnxBuilder model;
        model.input("x", 1, {1, 4}).integers("zero", {0}).integers("one", {1}).integers("two", {2}).integers("end", {INT64_MAX});
        model.raw_initializer("w", 7, {huge}, "").raw_initializer("grid", 7, {1 << 20, 1 << 19}, "");
        add(model);
        return trouble(model.output(of, 1, {}).bytes());
    };
    const auto refused = [&](const char* why, const std::function<void(OnnxBuilder&)>& add) {
        const std::string trouble = said(add);
        EXPECT_NE(trouble.find(why), std::string::npos) << trouble;
    };
    const char *places = "places; up to", *numbers = "numbers from its constants";
    refused(places, [](OnnxBuilder& m) { m.node("Slice", {"w", "zero", "end", "zero", "two"}, {"y"}); });
    refused(places, [](OnnxBuilder& m) { m.node("Split", {"w"}, {"y", "z"}); });
    refused(places, [](OnnxBuilder& m) { m.node("Transpose", {"grid"}, {"y"}); });
    refused(places, [](OnnxBuilder& m) { m.integers("s", {int64_t{1} << 30, 4}).node("Expand", {"x", "s"}, {"y"}); });
    refused(places, [](OnnxBuilder& m) { m.integers("s", {1, (int64_t{1} << 22) - 1, 1}).node("Unsqueeze", {"x", "zero"}, {"a"}).node("Tile", {"a", "s"}, {"b"}).integers("t", {1, 16, 1}).node("Tile", {"b", "t"}, {"y"}); });
    refused("too often", [](OnnxBuilder& m) { m.integers("s", {1, int64_t{1} << 29}).node("Tile", {"x", "s"}, {"y"}); });
    refused(places, [](OnnxBuilder& m) { m.integers("s", {0, 0, 0, int64_t{1} << 30}).node("Pad", {"x", "s"}, {"y"}); });
    refused(places, [](OnnxBuilder& m) { m.raw_initializer("time", 7, {int64_t{1} << 30, 1}, "").integers("l", {1}).node("ReverseSequence", {"time", "l"}, {"y"}); });
    refused("axes; up to", [](OnnxBuilder& m) {
        std::vector<int64_t> many(40, 1);
        many[0] = 4;
        m.integers("s", many).node("Reshape", {"x", "s"}, {"y"});
    });
    refused(numbers, [](OnnxBuilder& m) {
        std::vector<int64_t> shape(32, 1);
        shape[0] = 1 << 21;
        m.integers("s", shape).node("ConstantOfShape", {"s"}, {"a"}).node("NonZero", {"a"}, {"y"});
    });
    refused(numbers, [](OnnxBuilder& m) {  // copies of copies
        m.integers("s", {1 << 22}).node("ConstantOfShape", {"s"}, {"a0"}).node("Cast", {"a0"}, {"a1"}, {{"to", 7}});
        for (int i = 1; i < 20; ++i) m.node("Cast", {"a" + std::to_string(i)}, {"a" + std::to_string(i + 1)}, {{"to", i % 2 == 0 ? 7 : 6}});
        m.node("Identity", {"a20"}, {"y"});
    });
    refused("grid [", [](OnnxBuilder& m) {  // 4^20 places to read
        m.initializer("image", std::vector<int64_t>(22, 1), {1});
        std::vector<int64_t> line(22, 1);
        line.back() = 20;
        m.initializer("at", line, std::vector<float>(20, 0)).node("GridSample", {"image", "at"}, {"y"});
    });
    EXPECT_EQ(said([](OnnxBuilder& m) {
        m.integers("from", {-9'200'000'000'000'000'000}).integers("to", {9'200'000'000'000'000'000}).integers("by", {6'200'000'000'000'000'000});
        m.node("Range", {"from", "to", "by"}, {"r"}).node("Relu", {"x"}, {"y"});
    }), "");
}

TEST_F(OnnxFiles, LoopsOfNothingAreCounted) {
    OnnxBuilder inner, outer, model;
    inner.input("turn", 7, {}).input("go", 9, {}).output("go", 9, {});
    outer.input("turn2", 7, {}).input("go2", 9, {}).integers("many", {10'000}).loop({"many", ""}, {}, inner.graph()).output("go2", 9, {});
    model.input("x", 1, {1, 4}).integers("most", {10'000}).loop({"most", ""}, {}, outer.graph()).node("Relu", {"x"}, {"y"}).output("y", 1, {});
    EXPECT_NE(trouble(model.bytes()).find("nodes"), std::string::npos) << trouble(model.bytes());
}

TEST_F(OnnxFiles, InputsOfAnotherShapeOrTypeAreNamed) {
    const std::string model = small_model();
    EXPECT_NE(trouble(model, {}).find("\"x\""), std::string::npos);
    EXPECT_NE(trouble(model, {{"x", onnx::floats_of({1, 5}, {1, 2, 3, 4, 5})}}).find("[1, 4]"), std::string::npos);
    EXPECT_NE(trouble(model, {{"x", onnx::integers_of({1, 4}, {1, 2, 3, 4})}}).find("float32"), std::string::npos);
    EXPECT_NE(trouble(model, {{"x", onnx::floats_of({1, 4}, {1, 2, 3, 4})}, {"w2", onnx::floats_of({1}, {1})}}).find("w2"),
              std::string::npos);
}

TEST(NumpyFiles, ComeBackAsTheyWere) {
    const test::TempFolder folder;
    for (const onnx::ElementType type : {onnx::ElementType::f32, onnx::ElementType::f64, onnx::ElementType::f16}) {
        const onnx::Array array = onnx::floats_of({2, 3}, {0, 1, -2.5, 0.125, 100, -0.0625}, type);
        onnx::write_npy(folder / "a.npy", array);
        const auto back = onnx::read_npy(folder / "a.npy");
        ASSERT_TRUE(back) << back.error();
        EXPECT_EQ(back->type, type);
        EXPECT_EQ(back->shape, array.shape);
        EXPECT_EQ(back->numbers, array.numbers);
    }
    for (const onnx::ElementType type : {onnx::ElementType::i64, onnx::ElementType::i32, onnx::ElementType::u8, onnx::ElementType::i8,
                                         onnx::ElementType::boolean, onnx::ElementType::u16}) {
        const onnx::Array array = onnx::integers_of({}, {1}, type);
        onnx::write_npy(folder / "b.npy", array);
        const auto back = onnx::read_npy(folder / "b.npy");
        ASSERT_TRUE(back) << back.error();
        EXPECT_EQ(back->type, type);
        EXPECT_TRUE(back->shape.empty());
        EXPECT_EQ(back->integers, array.integers);
    }
}

TEST(NumpyFiles, OtherOrdersAndDamage) {
    const test::TempFolder folder;
    const auto file = [&](const std::string& header, const std::string& elements) {
        std::string bytes("\x93NUMPY\x01\x00", 8);
        bytes += static_cast<char>(header.size());
        bytes += '\0';
        return onnx::read_npy(test::write_file(folder / "c.npy", bytes + header + elements));
    };
    const auto columns =
        file("{'descr': '>i4', 'fortran_order': True, 'shape': (2, 2), }", std::string("\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4", 16));
    ASSERT_TRUE(columns) << columns.error();
    EXPECT_EQ(columns->integers, (std::vector<int64_t>{1, 3, 2, 4}));
    EXPECT_FALSE(file("{'descr': '<f4', 'fortran_order': False, 'shape': (5,), }", "abcd"));
    EXPECT_FALSE(file("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }", "abcd"));
    EXPECT_FALSE(file("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "abcd"));
    EXPECT_FALSE(file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "abcd"));
    EXPECT_FALSE(onnx::read_npy(test::write_file(folder / "d.npy", "no array")));
    EXPECT_FALSE(onnx::read_npy(folder / "missing.npy"));
}

}  // namespace
}  // namespace imagelab
