// What a program promises beside its numbers, on every device: errors, what runs when, cancelling, memory.
#include <gtest/gtest.h>
#include <malloc.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "tests/support/devices.h"
#include "tests/support/host_weights.h"
#include "tests/support/kernel_table.h"

namespace imagelab {
namespace {

using test::KernelCase;

// A KernelCase compiled, loaded and fed.
struct Running {
    Running(Device& device, KernelCase given_case) : given(std::move(given_case)) {
        given.weigh_rest();
        bank = device.make_bank(std::make_shared<test::HostWeights>(given.weights));
        program = device.compile(given.graph);
    }
    void load() {
        program->load(*bank, {}, {});
        test::write_inputs(*program, given.graph, given.inputs);
    }
    void write(const std::string& name, float value) {
        std::vector<float>& values = given.inputs.at(name).values;
        for (size_t i = 0; i < values.size(); i += 3) values[i] += value;
        program->write(name, values);
    }
    double error() const {
        return test::kernel_error(program->read("y"), naive::evaluate(given.graph, given.inputs, given.weights).at("y").values);
    }

    KernelCase given;
    std::unique_ptr<WeightBank> bank;
    std::unique_ptr<Program> program;
};

// Tokens x0 [1, 77, 48] of a step attend to the text x1 [1, 13, 24] of a prompt; ids2 [1, 13] go with the text.
KernelCase cross_attention() {
    KernelCase given(DType::f32);
    const Tensor x = given.input({1, 77, 48}), text = given.input({1, 13, 24}, {}, Rate::prompt),
                 ids = given.ids({1, 13}, 50, Rate::prompt);
    const Tensor words = ops::add(text, ops::embedding(ids, "token", 50, 24));
    const Tensor q = ops::linear(ops::layer_norm(x, "norm", 1e-5f), "q", 48);
    const Tensor y = ops::attention(q, ops::linear(words, "k", 48), ops::linear(words, "v", 48), 3);
    ops::output(given.graph, "y", ops::add(ops::linear(y, "out", 48), x));
    return given;
}

class Programs : public testing::Test {
  protected:
    const std::vector<std::unique_ptr<Device>>& devices_ = test::test_devices();
};

void expect_error(const std::vector<std::string>& parts, const std::function<void()>& call) {
    try {
        call();
        ADD_FAILURE() << "accepted, but should name " << parts[0];
    } catch (const Error& error) {
        for (const std::string& part : parts) EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
}

TEST_F(Programs, RefuseWrongNamesSizesAndKinds) {
    for (const auto& device : devices_) {
        Running running(*device, cross_attention());
        Program& program = *running.program;
        const std::vector<float> right(77 * 48), small(77 * 48 - 1), large(77 * 48 + 1);
        expect_error({"loaded"}, [&] { program.write("x0", right); });
        expect_error({"loaded"}, [&] { program.run({}); });
        expect_error({"loaded"}, [&] { program.read("y"); });
        running.load();
        expect_error({"nobody"}, [&] { program.write("nobody", right); });
        expect_error({"x0", "[1, 77, 48]"}, [&] { program.write("x0", small); });
        expect_error({"x0", "[1, 77, 48]"}, [&] { program.write("x0", large); });
        expect_error({"x0", "f32"}, [&] { program.write("x0", std::vector<int32_t>(77 * 48)); });
        expect_error({"ids2", "i32"}, [&] { program.write("ids2", std::vector<float>(13)); });
        expect_error({"nobody"}, [&] { program.read("nobody"); });
        expect_error({"x0"}, [&] { program.read("x0"); });  // an input is no output
        program.write("ids2", std::vector<int32_t>(13, 50));
        expect_error({"50"}, [&] { program.run({}); });  // the table has rows 0 to 49
        running.load();
        program.run({});
        EXPECT_LE(running.error(), 1e-5) << "after all those errors";
    }
}

TEST_F(Programs, ComputeWhatThePromptDecidesOncePerPrompt) {
    for (const auto& device : devices_) {
        Running running(*device, cross_attention());
        running.load();
        running.program->run({});
        const auto ran = [&](Rate rate) {
            size_t count = 0, all = 0;
            for (const OpCost& cost : running.program->costs()) count += cost.rate == rate && cost.seconds > 0, all += cost.rate == rate;
            EXPECT_GT(all, 0u);
            EXPECT_TRUE(count == 0 || count == all) << count << " of " << all;
            return count > 0;
        };
        for (const auto& [name, prompt] :
             std::vector<std::pair<std::string, bool>>{{"x0", false}, {"x1", true}, {"x0", false}, {"x0", false}, {"x1", true}}) {
            running.write(name, 0.75f);
            running.program->set_profiling(true);
            running.program->run({});
            EXPECT_TRUE(ran(Rate::step));
            EXPECT_EQ(ran(Rate::prompt), prompt) << "after " << name << " was written";
            EXPECT_LE(running.error(), 1e-5) << "after " << name << " was written";
        }
        running.program->set_profiling(false);
        running.program->run({});
        EXPECT_FALSE(ran(Rate::step)) << "profiling is off";
        running.program->write("ids2", std::vector<int32_t>(13, 7));
        running.given.inputs.at("ids2").values.assign(13, 7);
        running.program->run({});
        EXPECT_LE(running.error(), 1e-5) << "after ids were written";
    }
}

// 100 products, each long against a look at the token.
KernelCase long_chain() {
    KernelCase given(DType::f32);
    Tensor y = given.input({64, 192});
    for (int i = 0; i < 100; ++i) y = ops::layer_norm(ops::linear(y, "proj", 192), "norm", 1e-5f);
    ops::output(given.graph, "y", y);
    return given;
}

TEST_F(Programs, StopBetweenOpsAndStartAgain) {
    using Clock = std::chrono::steady_clock;
    for (const auto& device : devices_) {
        Running running(*device, long_chain());
        running.load();
        running.program->run({});
        const std::vector<float> finished = running.program->read("y");
        const auto begin = Clock::now();
        running.program->run({});
        const auto whole = Clock::now() - begin;
        // On a busy machine the one who asks may wake after the run's end: ask anew, now sooner, now later, until it falls into a run.
        bool stopped = false;
        for (int attempt = 0; attempt < 1000 && !stopped; ++attempt) {
            CancelToken token;
            const std::jthread other([&] {
                std::this_thread::sleep_for(whole / 10 / (1 << attempt % 8));
                token.request();
            });
            try {
                running.program->run(token);
            } catch (const Cancelled&) {
                stopped = true;
            }
        }
        EXPECT_TRUE(stopped);
        running.program->run({});
        EXPECT_EQ(test::different_bits(running.program->read("y"), finished), 0u);
    }
}

TEST_F(Programs, StoppedPromptIsComputedLater) {
    for (const auto& device : devices_) {
        Running running(*device, cross_attention());
        running.load();
        running.program->run({});
        running.write("x1", 2);
        CancelToken token;
        token.request();
        EXPECT_THROW(running.program->run(token), Cancelled);
        running.program->run({});
        EXPECT_LE(running.error(), 1e-5);
    }
}

TEST_F(Programs, LoadStoppedAndRepeated) {
    for (const auto& device : devices_) {
        Running running(*device, cross_attention());
        CancelToken token;
        token.request();
        EXPECT_THROW(running.program->load(*running.bank, {}, token), Cancelled);
        double progress = -1;
        running.program->load(*running.bank, [&](double fraction) { progress = fraction; }, {});
        EXPECT_EQ(progress, 1);
        for (int i = 0; i < 2; ++i) {
            running.load();
            running.program->run({});
            EXPECT_LE(running.error(), 1e-5) << "load " << i;
        }
        EXPECT_EQ(running.bank->bytes(), running.program->memory().weight_bytes);
    }
}

int64_t mapped_bytes() {
    int64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages * 4096;
}

TEST_F(Programs, TakeTheMemoryTheyPlanned) {
    ::mallopt(M_ARENA_MAX, 1);  // a thread's first allocation would otherwise map a heap of its own, at a moment of its choosing
    for (const auto& device : devices_) {
        if (device->info().kind != "cpu") continue;  // another device's memory is not this process's
        const auto normalising = [] {
            KernelCase given(DType::f32);
            const Tensor x = given.input({1, 256, 256, 64}, {0, 0});
            ops::output(given.graph, "y", ops::group_norm(ops::affine(x, 2, 1), "norm", 32, 1e-5f));
            return given;
        };
        {
            Running first(*device, normalising());  // threads, their stacks and heaps are there before memory is measured
            first.program->load(*first.bank, {}, {});
        }
        Running running(*device, normalising());
        const MemoryPlan plan = running.program->memory();
        EXPECT_GE(plan.arena_bytes, 2ll * 256 * 256 * 64 * 4);
        EXPECT_LE(plan.arena_bytes, 3ll * 256 * 256 * 64 * 4 + (1 << 20));
        const int64_t before = mapped_bytes();
        running.program->load(*running.bank, {}, {});
        const int64_t taken = mapped_bytes() - before;
        EXPECT_NEAR(static_cast<double>(taken), static_cast<double>(plan.running_bytes()), 1 << 20);
        running.program.reset();
        running.bank.reset();
        EXPECT_NEAR(static_cast<double>(mapped_bytes()), static_cast<double>(before), 1 << 20);
    }
}

}  // namespace
}  // namespace imagelab
