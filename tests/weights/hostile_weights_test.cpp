// The most that files of weights can ask for: whatever they say, the program that looks at them takes no gigabyte of memory beside them.
#include <gtest/gtest.h>

#include "core/base/paths.h"
#include "tests/build_paths.h"
#include "tests/support/gguf_files.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"
#include "tests/support/torch_pickles.h"

namespace imagelab {
namespace {
using namespace std::string_literals;

class HostileWeights : public testing::Test {
  protected:
    // What `imagelab info` says of the file while its private memory ends at 1 GiB; it must say something, and end by itself.
    std::string said_within_a_gigabyte(const std::string& name, const std::string& bytes) {
        const auto path = test::write_file(folder_ / name, bytes);
        const Ran ran =
            run_program("--version >/dev/null; ulimit -d 1048576; OMP_NUM_THREADS=2 '" IMAGELAB_PROGRAM "' info '" + path.string() + "'");
        EXPECT_EQ(ran.exit_code, 3) << name << ": " << ran.out << ran.err;
        EXPECT_EQ(ran.err.find("bad_alloc"), std::string::npos) << name << ": " << ran.err;
        return ran.err;
    }
    static std::string repeated(const std::string& text, size_t times) {
        std::string all;
        all.reserve(text.size() * times);
        for (size_t i = 0; i < times; ++i) all += text;
        return all;
    }
    static std::string header_file(const std::string& header) {
        std::string length;
        for (int i = 0; i < 8; ++i) length += static_cast<char>(header.size() >> 8 * i);
        return length + header;
    }
    test::TempFolder folder_;
};

constexpr size_t pickle_steps = 3'900'000;  // below what a pickle may have

TEST_F(HostileWeights, PicklesOfAsManyStepsAsAreRead) {
    const std::pair<const char*, std::string> pickles[] = {
        {"tuples.pt", "\x80\x02N" + std::string(pickle_steps, '\x85') + "."},
        {"lists.pt", "\x80\x02" + std::string(pickle_steps, ']') + "."},
        {"memo.pt", "\x80\x04" + repeated("]\x94"s, pickle_steps / 2) + "."},
        {"states.pt", "\x80\x02" + repeated("}N}b"s, pickle_steps / 4) + "."},
        {"calls.pt", "\x80\x02" + repeated("ca\nb\n)R"s, pickle_steps / 4) + "."},
    };
    for (const auto& [name, pickle] : pickles) said_within_a_gigabyte(name, pickle);
}

TEST_F(HostileWeights, HeadersOfAsManyNamesAsFit) {
    std::string tensors = "{", texts = "{\"__metadata__\":{";
    for (int i = 0; tensors.size() < 12'000'000; ++i)
        tensors += (i ? ",\"" : "\"") + std::to_string(i) + R"(":{"dtype":"F32","shape":[0],"data_offsets":[0,0]})";
    for (int i = 0; texts.size() < 12'000'000; ++i) texts += (i ? ",\"" : "\"") + std::to_string(i) + "\":\"\"";
    EXPECT_NE(said_within_a_gigabyte("tensors.safetensors", header_file(tensors + "}")).find("more than 100000 tensors"),
              std::string::npos);
    EXPECT_NE(said_within_a_gigabyte("texts.safetensors", header_file(texts + "}}")).find("more than 100000 texts"), std::string::npos);
    std::string deep = "{\"a\":" + std::string(1'000'000, '[');
    said_within_a_gigabyte("deep.safetensors", header_file(deep));
}

TEST_F(HostileWeights, GgufOfAsManyTensorsAndValuesAsAreRead) {
    test::GgufWriter many;
    for (int i = 0; i < 99'000; ++i) many.tensor(std::string(100, 'a') + std::to_string(i), {2, 0, 3, 5}, 0, "");
    said_within_a_gigabyte("tensors.gguf", many.done());
    test::GgufWriter values;
    for (int i = 0; i < 99'000; ++i) values.text("key" + std::to_string(i), std::string(300, 'v'));
    said_within_a_gigabyte("values.gguf", values.done());
    // Texts of a list are skipped one by one: 2^60 of them are announced.
    test::GgufWriter list;
    list.value(test::GgufWriter::string("tags") + test::GgufWriter::number(9, 4) + test::GgufWriter::number(8, 4) +
               test::GgufWriter::number(uint64_t{1} << 60, 8) + std::string(8'000'000, '\0'));
    said_within_a_gigabyte("list.gguf", list.done());
}

TEST_F(HostileWeights, ArchivesOfAsManyEntriesAsAreRead) {
    std::vector<test::ZipEntry> entries{{"a/data.pkl", "\x80\x02}."}};
    for (int i = 0; i < 20'000; ++i) entries.push_back({"a/data/" + std::to_string(i), ""});
    said_within_a_gigabyte("entries.pt", test::zip_of(entries));
}

}  // namespace
}  // namespace imagelab
