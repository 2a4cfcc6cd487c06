#if __has_include(<QApplication>)
#include "ui/bridge/session_bridge.h"

#include <gtest/gtest.h>

#include <QThread>

#include "core/store/store.h"
#include "tests/support/window_fixture.h"

namespace imagelab::test {
namespace {

class BridgeTest : public ::testing::Test {
  protected:
    BridgeTest() {
        application();
        request.prompt = "hills";
        request.steps = 6;
    }
    FakeEngine engine;
    Request request;
};

TEST_F(BridgeTest, EventsArriveOnTheWindowsThreadInOrder) {
    SessionBridge bridge(engine);
    std::vector<double> fractions;
    std::vector<Ticket> done;
    bool preview = false, right_thread = true;
    QObject::connect(&bridge, &SessionBridge::progressed, &bridge, [&](Ticket, const Progress& p) {
        fractions.push_back(p.fraction);
        preview |= p.preview && p.preview->width == 64;
        right_thread &= QThread::currentThread() == qApp->thread();
    });
    QObject::connect(&bridge, &SessionBridge::finished, &bridge, [&](Ticket ticket, const JobResult& result) {
        done.push_back(ticket);
        EXPECT_EQ(result.status, JobResult::Status::done);
        EXPECT_EQ(result.images.size(), 1u);
    });
    const Ticket first = bridge.generate(request), second = bridge.generate(request);
    EXPECT_EQ(bridge.active(), (std::vector<Ticket>{first, second}));
    ASSERT_TRUE(wait_until([&] { return done.size() == 2; }));
    EXPECT_EQ(done, (std::vector<Ticket>{first, second}));
    EXPECT_TRUE(bridge.active().empty());
    EXPECT_TRUE(preview);
    EXPECT_TRUE(right_thread);
    EXPECT_GE(fractions.size(), 4u);
}

TEST_F(BridgeTest, ReportsThatComeFasterThanTheWindowAreDroppedButTheLast) {
    SessionBridge bridge(engine);
    engine.step_ms = 0;
    request.steps = 200;
    engine.hold_at(200);
    int reports = 0, last = 0;
    QObject::connect(&bridge, &SessionBridge::progressed, &bridge, [&](Ticket, const Progress& p) { ++reports, last = p.step; });
    bridge.generate(request);
    engine.wait_until_held();  // a window that is busy
    ASSERT_TRUE(wait_until([&] { return last == 200; }));
    EXPECT_LT(reports, 100);
    engine.hold_at(-1);
    ASSERT_TRUE(wait_until([&] { return bridge.active().empty(); }));
}

TEST_F(BridgeTest, CancelEndsTheJobAndKeepsWhatIsFinished) {
    SessionBridge bridge(engine);
    request.batch = 2;
    request.steps = 7;
    std::optional<JobResult> result;
    bool second_picture = false;
    QObject::connect(&bridge, &SessionBridge::finished, &bridge, [&](Ticket, const JobResult& r) { result = r; });
    QObject::connect(&bridge, &SessionBridge::progressed, &bridge, [&](Ticket, const Progress& p) { second_picture |= p.picture == 1; });
    engine.step_ms = 20;
    const Ticket ticket = bridge.generate(request);
    ASSERT_TRUE(wait_until([&] { return second_picture; }));
    bridge.cancel(ticket);
    ASSERT_TRUE(wait_until([&] { return result.has_value(); }));
    EXPECT_EQ(result->status, JobResult::Status::cancelled);
    EXPECT_EQ(result->images.size(), 1u);
}

TEST_F(BridgeTest, PricesAreDebouncedAndTheNewestWins) {
    SessionBridge bridge(engine);
    std::vector<Price> prices;
    QObject::connect(&bridge, &SessionBridge::priced, &bridge, [&](const Price& price) { prices.push_back(price); });
    for (int steps = 1; steps <= 30; ++steps) {
        request.steps = steps;
        bridge.ask_price(request);
    }
    ASSERT_TRUE(wait_until([&] { return !prices.empty(); }));
    ASSERT_EQ(prices.size(), 1u);
    EXPECT_EQ(prices[0].request.steps, 30);
    EXPECT_EQ(prices[0].plan->seconds, 14);
    EXPECT_EQ(prices[0].own_width, 512);
    EXPECT_EQ(engine.plans_asked(), 2) << "one for the model's own size, one for the request";
    bridge.ask_price(request);
    ASSERT_TRUE(wait_until([&] { return prices.size() == 2; }));
    EXPECT_EQ(engine.plans_asked(), 3) << "the own size is remembered";
}

TEST_F(BridgeTest, AnEngineThatThrowsIsAFailedJobAndAProblem) {
    struct Broken : Engine {
        Queue store{open_store({}).value()};
        void listen(std::function<void(const JobEvent&)>) override {}
        void start() override {}
        Queue& queue() override { return store; }
        Result<std::vector<JobId>> enqueue(const std::vector<Request>&, const EnqueueOptions&) override {
            throw Error("[session] out of memory");
        }
        ManyChanged change(const std::vector<JobId>&, JobChange) override { return {}; }
        Result<void> retry(JobId) override { return {}; }
        Result<JobPlan> plan(const Request&) override { throw Error("[plan] bad weights"); }
        std::vector<Session::DeviceInfo> devices() const override { return {}; }
    } broken;
    SessionBridge bridge(broken);
    std::optional<JobResult> result;
    std::optional<Price> price;
    QObject::connect(&bridge, &SessionBridge::finished, &bridge, [&](Ticket, const JobResult& r) { result = r; });
    QObject::connect(&bridge, &SessionBridge::priced, &bridge, [&](const Price& p) { price = p; });
    bridge.generate(request);
    bridge.ask_price(request);
    ASSERT_TRUE(wait_until([&] { return result && price; }));
    EXPECT_EQ(result->message, "[session] out of memory");
    EXPECT_EQ(price->problem, "[plan] bad weights");
    EXPECT_TRUE(bridge.active().empty());
}

TEST_F(BridgeTest, GoesAwayWhileAJobRuns) {
    bool reported = false;
    {
        SessionBridge bridge(engine);
        request.steps = 100;
        engine.hold_at(50);
        bridge.generate(request);
        ASSERT_TRUE(wait_until([&] { return !engine.submitted().empty(); }));
        QObject::connect(&bridge, &SessionBridge::finished, [&] { reported = true; });
    }
    engine.hold_at(-1);
    wait_until([] { return false; }, 50);
    EXPECT_FALSE(reported);
}

}  // namespace
}  // namespace imagelab::test
#endif
