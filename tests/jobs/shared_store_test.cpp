// What only a store that machines share has: its address, who is lost, what is taken over, files, news, and a database that goes away.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "core/base/digest.h"
#include "core/image/picture.h"
#include "core/jobs/queue.h"
#include "core/jobs/start_pictures.h"
#include "core/store/postgres_address.h"
#include "tests/support/postgres_server.h"
#include "tests/support/queue_program.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* secret = "geheim";

class SharedStores : public testing::Test {
  protected:
    Queue open() const { return Queue(opened_store(address())); }
    std::string address() const { return server_.address(database_); }
    std::string sql(const std::string& text) const { return server_.sql(database_, text); }
    static NewJob job() {
        Request request;
        request.prompt = "a cat";
        request.seed = 7;
        return {request, "", 0, "", {{"cpu", {}, 3, 4}}};
    }
    // As it looks from another machine, where its process cannot be seen.
    void move_owner_elsewhere(double silent_s) const {
        sql("UPDATE imagelab.owners SET boot = 'elsewhere', heartbeat = heartbeat - " + std::to_string(silent_s));
    }

    PostgresServer& server_ = PostgresServer::shared();
    std::string database_ = server_.new_database();
    TempFolder folder_;
};

TEST(PostgresAddresses, AreShownWithoutTheirPassword) {
    const auto whole = postgres_address("postgresql://ann:geheim@db.example:5433/lab?sslmode=require&sslpassword=geheim");
    ASSERT_TRUE(whole) << whole.error();
    EXPECT_EQ(whole->shown, "postgresql://ann@db.example:5433/lab");
    EXPECT_TRUE(whole->has_password);
    EXPECT_NE(whole->settings.find("sslmode='require'"), std::string::npos);
    const auto socket = postgres_address("postgres:///lab?host=/run/pg&user=ann");
    ASSERT_TRUE(socket) << socket.error();
    EXPECT_EQ(socket->shown, "postgresql://ann@/run/pg/lab");
    EXPECT_FALSE(socket->has_password);
    for (const char* address :
         {"lab.db", "http://ann:geheim@host/lab", "postgresql://ann:ge@heim@host/lab", "postgresql://ann:ge/heim@host/lab",
          "postgresql://ann:ge?heim@host/lab", "postgresql://ann:ge#heim@host/lab", "postgresql://ann:geheim@host/lab?nonsense=1",
          "postgresql://ann:ge%zzheim@host/lab"}) {
        const auto wrong = postgres_address(address);
        ASSERT_FALSE(wrong) << address;
        EXPECT_EQ(wrong.error().find("heim"), std::string::npos) << wrong.error();
    }
    EXPECT_EQ(without_password("postgresql://ann:geheim@host/lab"), "postgresql://ann:***@host/lab");
    EXPECT_EQ(without_password("--store=postgresql://ann:geheim@host/lab?password=geheim&sslmode=off"),
              "--store=postgresql://ann:***@host/lab?password=***&sslmode=off");
    EXPECT_EQ(without_password("postgresql://ann@host:5432/lab"), "postgresql://ann@host:5432/lab");
}

TEST_F(SharedStores, OneThatCannotBeReachedIsExitCodeFiveAndTellsNoPassword) {
    const std::string nowhere = std::string("postgresql://ann:") + secret + "@/lab?host=" + (folder_ / "nowhere").string();
    const std::string closed = std::string("postgresql://ann:") + secret + "@127.0.0.1:1/lab";
    for (const auto& [command, store] : {std::pair("queue list", nowhere), std::pair("queue run --until-empty --json", closed)}) {
        const Ran ran = run_program(std::string(command) + " --store '" + store + "' --data '" + folder_.path().string() + "'");
        EXPECT_EQ(ran.exit_code, 5) << command << ": " << ran.err;
        EXPECT_EQ((ran.out + ran.err).find(secret), std::string::npos) << ran.out << ran.err;
    }
    const Ran wrong = run_program("queue list --store 'postgresql://ann:ge@heim@host/lab'");
    EXPECT_EQ(wrong.exit_code, 2);
    EXPECT_EQ(wrong.err.find("heim"), std::string::npos) << wrong.err;
    const Ran useless = run_program("generate --prompt x --store '" + closed + "'");
    EXPECT_EQ(useless.exit_code, 2);
    EXPECT_NE(useless.err.find("has no queue"), std::string::npos) << useless.err;
}

TEST_F(SharedStores, ThePasswordIsNotAmongTheArgumentsOthersSee) {
    open();
    const std::string with_password = address() + "&password=" + secret;
    Child run({"queue", "run", "--json", "--store", with_password, "--data", folder_.path().string()}, folder_ / "log");
    const fs::path arguments = "/proc/" + std::to_string(run.pid()) + "/cmdline";
    std::string seen;
    for (int tries = 0; tries < 2000 && !run.wait_for(5); ++tries) {
        const bool connected =
            sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'imagelab' AND datname = current_database()") != "0";
        std::ifstream in(arguments);  // once it is connected: they are wiped before
        seen.assign(std::istreambuf_iterator<char>(in), {});
        if (connected) break;
    }
    EXPECT_NE(seen.find("--store"), std::string::npos) << seen;
    EXPECT_EQ(seen.find(secret), std::string::npos) << seen;
}

TEST_F(SharedStores, OneOfANewerVersionIsLeftAlone) {
    open();
    sql("UPDATE imagelab.store SET version = 99");
    const auto opened = open_queue_store({}, address());
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().find("newer version"), std::string::npos) << opened.error();
    EXPECT_EQ(sql("SELECT version FROM imagelab.store"), "99");
    EXPECT_EQ(run_program("queue list --store '" + address() + "'").exit_code, 5);
}

TEST_F(SharedStores, WhoseSessionEndedIsKnownAtOnceAndALostMachineByItsLease) {
    Queue other = open();
    other.add({job(), job()});
    {
        Queue runner = open();
        ASSERT_TRUE(runner.claim("cpu"));
        move_owner_elsewhere(0);
        EXPECT_EQ(other.recover(), 0) << "it was heard of";
        move_owner_elsewhere(15);
        EXPECT_EQ(other.recover(), 0) << "its session is there";
        move_owner_elsewhere(15);
        EXPECT_EQ(other.recover(), 1) << "it was not heard of for half a minute";
        runner.heartbeat();
        ASSERT_TRUE(runner.claim("cpu")) << "it goes on under another number";
        move_owner_elsewhere(3);
        EXPECT_EQ(other.recover(), 0);
    }
    int recovered = 0;
    for (int tries = 0; tries < 1000 && recovered == 0; ++tries) {  // until the server has seen the session end
        recovered = other.recover();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    EXPECT_EQ(recovered, 1) << "its session ended";
    EXPECT_EQ(other.list(false).size(), 2u);
}

TEST_F(SharedStores, AJobThatWasTakenOverMakesNoSecondPicture) {
    Queue slow = open(), other = open();
    const JobId id = slow.add({job()}).front();
    ASSERT_TRUE(slow.claim("cpu"));
    slow.reserve(id, {"/out/1.png"});
    ASSERT_EQ(slow.wishes().size(), 1u);
    EXPECT_EQ(slow.wishes().front(), (std::pair<JobId, std::string>(id, "")));
    move_owner_elsewhere(40);
    ASSERT_EQ(other.recover(), 1);
    ASSERT_TRUE(other.claim("cpu"));
    EXPECT_TRUE(slow.wishes().empty()) << "that is how it learns of it";
    EXPECT_THROW(slow.picture_written(id, 0, "/out/1.png", {1, 2}), Error);
    bool appeared = false;
    EXPECT_THROW(slow.picture_finished(id, 0, [&] { return appeared = true; }), Error);
    EXPECT_FALSE(appeared);
    EXPECT_FALSE(slow.finish(id, JobState::done, {}));
    slow.heartbeat();
    EXPECT_TRUE(slow.wishes().empty());
    other.picture_written(id, 0, "/out/1.png", {1, 2});
    EXPECT_FALSE(other.picture_finished(id, 0, [] { return false; }));
    EXPECT_FALSE(other.find(id)->pictures.at(0).finished);
    EXPECT_TRUE(other.picture_finished(id, 0, [] { return true; }));
    EXPECT_TRUE(other.find(id)->pictures.at(0).finished);
    EXPECT_TRUE(other.finish(id, JobState::done, {}));
    EXPECT_FALSE(other.find(id)->host.empty());
}

TEST_F(SharedStores, PicturesThatRequestsReadTravelWithTheJob) {
    const fs::path here = folder_ / "here", there = folder_ / "there";
    fs::create_directories(here);
    RgbImage picture{8, 8, std::vector<uint8_t>(8 * 8 * 3, 77)};
    write_png(folder_ / "start.png", picture, {});
    Request request = job().request;
    request.init_image = (folder_ / "start.png").string();
    const auto kept = with_kept_start_picture(request, here);
    ASSERT_TRUE(kept) << kept.error();
    Queue queue = open();
    ASSERT_TRUE(share_start_pictures(*kept, queue));
    ASSERT_TRUE(share_start_pictures(*kept, queue)) << "each content once";
    EXPECT_EQ(sql("SELECT count(*) FROM imagelab.files"), "1");
    fs::remove_all(here);
    const Request read = with_files_of_this_machine(*kept, there, queue);
    EXPECT_TRUE(read.init_image.starts_with(there.string())) << read.init_image;
    EXPECT_EQ(*sha256_of_file(read.init_image), *sha256_of_file(folder_ / "start.png"));
    sql("UPDATE imagelab.files SET bytes = 'other'");
    fs::remove_all(there);
    EXPECT_THROW(with_files_of_this_machine(*kept, there, queue), Error) << "other bytes than were shared";
}

TEST_F(SharedStores, WhoWaitsIsToldOfNews) {
    Queue runner = open(), other = open();
    runner.claim("cpu");
    while (runner.heard()) {  // of its own beginning
    }
    const auto hears = [&] {
        for (int tries = 0; tries < 500; ++tries) {
            if (runner.heard()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return false;
    };
    const auto begin = std::chrono::steady_clock::now();
    const JobId id = other.add({job()}).front();
    EXPECT_TRUE(hears());
    ASSERT_TRUE(runner.claim("cpu"));
    while (runner.heard()) {
    }
    ASSERT_TRUE(other.cancel(id));
    EXPECT_TRUE(hears());
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2)) << "sooner than it looks without news";
    EXPECT_EQ(runner.wishes().front().second, "cancel");
}

TEST(SharedStoreRestarts, WhatRunsGoesOn) {
    PostgresServer server;
    const std::string address = server.fresh();
    Queue runner(opened_store(address)), other(opened_store(address));
    const JobId id = runner.add({{Request{}, "", 0, "cpu"}}).front();
    ASSERT_TRUE(runner.claim("cpu"));
    server.stop();
    try {
        runner.heartbeat();
        ADD_FAILURE() << "there is no database";
    } catch (const StoreError& error) {
        EXPECT_TRUE(error.unreachable()) << error.what();
    }
    server.start();
    const auto again = [](const auto& action) {
        for (int tries = 0; tries < 200; ++tries) {
            try {
                return action();
            } catch (const StoreError& error) {
                EXPECT_TRUE(error.unreachable()) << error.what();
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            }
        }
    };
    again([&] { EXPECT_EQ(other.recover(), 0) << "who ran before the restart may come back"; });
    again([&] { runner.heartbeat(); });
    EXPECT_EQ(runner.wishes().size(), 1u) << "the job is its own still";
    EXPECT_TRUE(runner.finish(id, JobState::done, {}));
    EXPECT_EQ(other.find(id)->state, JobState::done);
}

}  // namespace
}  // namespace imagelab::test
