#include "core/store/sqlite.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "core/base/paths.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

const Schema first{0x1ab0001, {"CREATE TABLE word(id INTEGER PRIMARY KEY, text TEXT UNIQUE, weight REAL, data BLOB)"}};
Schema second() {
    Schema schema = first;
    schema.migrations.emplace_back("ALTER TABLE word ADD COLUMN used INTEGER DEFAULT 7; CREATE INDEX by_weight ON word(weight)");
    return schema;
}

Database opened(const std::filesystem::path& path, const Schema& schema = first) {
    auto database = Database::open(path, schema);
    if (!database) throw Error(database.error());
    return std::move(*database);
}

TEST(Sqlite, KeepsEveryKindOfValue) {
    const test::TempFolder folder;
    const std::string text("na\0ïve \xf0\x9f\x8e\xa8", 12);
    const std::vector<std::byte> blob{std::byte{0}, std::byte{255}, std::byte{7}};
    {
        const Database database = opened(folder / "a.db");
        database.run("INSERT INTO word(text, weight, data) VALUES(?, ?, ?)", text, 0.1, std::span(blob));
        EXPECT_EQ(database.last_id(), 1);
        database.run("INSERT INTO word(text, weight, data) VALUES(?, ?, ?)", "", nullptr, std::span<const std::byte>());
    }
    const Database database = opened(folder / "a.db");
    Statement rows = database.prepare("SELECT text, weight, data FROM word ORDER BY id");
    ASSERT_TRUE(rows.step());
    EXPECT_EQ(rows.text(0), text);
    EXPECT_EQ(rows.real(1), 0.1);
    EXPECT_EQ(rows.blob(2), blob);
    ASSERT_TRUE(rows.step());
    EXPECT_FALSE(rows.is_null(0));
    EXPECT_TRUE(rows.is_null(1));
    EXPECT_FALSE(rows.is_null(2));
    EXPECT_FALSE(rows.step());
}

TEST(Sqlite, MigratesWhatIsThere) {
    const test::TempFolder folder;
    opened(folder / "a.db").run("INSERT INTO word(text) VALUES('kept')");
    const Database database = opened(folder / "a.db", second());
    Statement row = database.prepare("SELECT text, used FROM word");
    ASSERT_TRUE(row.step());
    EXPECT_EQ(row.text(0), "kept");
    EXPECT_EQ(row.integer(1), 7);
}

TEST(Sqlite, AFailedMigrationLeavesTheOldVersion) {
    const test::TempFolder folder;
    opened(folder / "a.db").run("INSERT INTO word(text) VALUES('kept')");
    Schema broken = second();
    broken.migrations.emplace_back("CREATE TABLE more(x); CREATE TABLE nonsense(");
    EXPECT_FALSE(Database::open(folder / "a.db", broken));
    EXPECT_FALSE(opened(folder / "a.db").prepare("SELECT 1 FROM sqlite_master WHERE name IN ('more', 'by_weight')").step());
}

void expect_refused_and_kept(const std::filesystem::path& path, const std::string& words) {
    const std::string before = read_text_file(path);
    const auto database = Database::open(path, first);
    ASSERT_FALSE(database);
    EXPECT_NE(database.error().find(words), std::string::npos) << database.error();
    EXPECT_NE(database.error().find("left as it is"), std::string::npos) << database.error();
    EXPECT_EQ(read_text_file(path), before);
}

TEST(Sqlite, RefusesNewerForeignAndDamagedFilesAndKeepsThem) {
    const test::TempFolder folder;
    opened(folder / "newer.db", second());
    expect_refused_and_kept(folder / "newer.db", "newer version");
    opened(folder / "foreign.db", {42, first.migrations});
    expect_refused_and_kept(folder / "foreign.db", "another program");
    expect_refused_and_kept(test::write_file(folder / "text.db", std::string(5000, 'x')), "damaged");
    {
        const Database database = opened(folder / "torn.db");
        Transaction transaction(database);
        for (int i = 0; i < 500; ++i) database.run("INSERT INTO word(text) VALUES(?)", std::to_string(i) + std::string(100, 'w'));
        transaction.commit();
    }
    std::fstream torn(folder / "torn.db", std::ios::in | std::ios::out | std::ios::binary);
    torn.seekp(4096 * 3);
    torn << std::string(4096, '\x55');
    torn.close();
    expect_refused_and_kept(folder / "torn.db", "damaged");
}

TEST(Sqlite, AFolderThatCannotBeMadeIsAFailure) {
    const test::TempFolder folder;
    test::write_file(folder / "file", "x");
    const auto database = Database::open(folder / "file" / "a.db", first);
    ASSERT_FALSE(database);
    EXPECT_NE(database.error().find("could not create the folder"), std::string::npos) << database.error();
}

TEST(Sqlite, ATransactionThatIsNotCommittedLeavesNothing) {
    const Database database = opened(":memory:");
    {
        const Transaction transaction(database);
        database.run("INSERT INTO word(text) VALUES('lost')");
    }
    EXPECT_FALSE(database.prepare("SELECT 1 FROM word").step());
    try {
        Transaction transaction(database);
        database.run("INSERT INTO word(text) VALUES('once')");
        database.run("INSERT INTO word(text) VALUES('once')");
        FAIL();
    } catch (const SqliteError& error) {
        EXPECT_NE(std::string(error.what()).find("UNIQUE"), std::string::npos) << error.what();
    }
    EXPECT_FALSE(database.prepare("SELECT 1 FROM word").step());
}

TEST(Sqlite, ConnectionsCountTogetherWithoutLoss) {
    const test::TempFolder folder;
    opened(folder / "a.db").run("INSERT INTO word(id, weight) VALUES(1, 0)");
    const auto count = [&] {
        const Database database = opened(folder / "a.db");
        for (int i = 0; i < 50; ++i) {
            Transaction transaction(database);
            Statement row = database.prepare("SELECT weight FROM word");
            row.step();
            const double weight = row.real(0);
            row.reset();
            database.run("UPDATE word SET weight = ?", weight + 1);
            transaction.commit();
        }
    };
    std::thread one(count), two(count);
    one.join();
    two.join();
    const Database database = opened(folder / "a.db");
    Statement row = database.prepare("SELECT weight FROM word");
    ASSERT_TRUE(row.step());
    EXPECT_EQ(row.real(0), 100);
}

}  // namespace
}  // namespace imagelab
