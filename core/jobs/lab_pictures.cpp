#include "core/jobs/lab_pictures.h"

#include <chrono>
#include <thread>

#include "core/base/digest.h"
#include "core/base/read_file.h"
#include "core/image/picture.h"
#include "core/jobs/queue.h"
#include "core/store/queue_store.h"

namespace imagelab {
namespace {

constexpr size_t largest_sent = size_t{256} << 20;  // bytes of a file that passes through the database
constexpr int most_answers = 8;                     // at once, so that a runner's jobs do not wait

}  // namespace

std::vector<LabPicture> LabPictures::read(const std::string& where, const std::string& end, const std::vector<SqlValue>& values) const {
    const auto row =
        store_.select("SELECT id, host, path, job, number, bytes, model, prompt, seed, created FROM gallery" + where + end, values);
    std::vector<LabPicture> pictures;
    while (row->step()) {
        pictures.push_back({row->integer(0), row->text(1), row->text(2), row->integer(3), row->integer(4), row->integer(5), row->text(6),
                            row->text(7), row->text(8), row->real(9)});
    }
    return pictures;
}

std::vector<LabPicture> LabPictures::find(const std::string& words, int most) const {
    const std::string end = " ORDER BY created DESC, id DESC LIMIT " + std::to_string(most);
    if (words.empty()) return read("", end, {});
    return read(" WHERE words @@ websearch_to_tsquery('simple', ?)", end, {words});
}

std::optional<LabPicture> LabPictures::picture(int64_t id) const {
    const auto found = read(" WHERE id = ?", "", {id});
    return found.empty() ? std::nullopt : std::optional(found.front());
}

std::optional<LabPicture> LabPictures::of_job(int64_t job, int64_t number) const {
    const auto found = read(" WHERE job = ? AND number = ?", " ORDER BY created DESC LIMIT 1", {job, number});
    return found.empty() ? std::nullopt : std::optional(found.front());
}

void LabPictures::ask(int64_t id) const {
    store_.run(
        "INSERT INTO picture_wishes(picture, asked) VALUES(?, extract(epoch FROM clock_timestamp())) ON CONFLICT(picture) DO UPDATE SET "
        "asked = excluded.asked, problem = ''",
        {id});
    store_.wake();
}

LabPictures::Answer LabPictures::answer(int64_t id) const {
    Answer answer;
    std::string sha256;
    {
        const auto row = store_.select("SELECT sha256, problem FROM picture_wishes WHERE picture = ?", {id});
        if (!row->step()) return answer;
        sha256 = row->text(0), answer.problem = row->text(1);
    }
    if (!sha256.empty()) {
        if (auto bytes = store_.file(sha256)) answer.there = true, answer.bytes = std::move(*bytes);
    }
    return answer;
}

// A file that a request reads as well stays.
void LabPictures::forget(int64_t id) const {
    StoreTransaction transaction(store_, false);
    std::string sha256;
    {
        const auto row = store_.select("DELETE FROM picture_wishes WHERE picture = ? RETURNING sha256", {id});
        if (row->step()) sha256 = row->text(0);
    }
    if (sha256.starts_with("picture-")) store_.run("DELETE FROM files WHERE sha256 = ?", {sha256});
    transaction.commit();
}

int LabPictures::answer_wishes() const {
    struct Wish {
        int64_t picture;
        std::string path;
    };
    int answered = 0;
    StoreTransaction transaction(store_, false);
    std::vector<Wish> wishes;
    {
        const auto row = store_.select(
            "SELECT w.picture, g.path FROM picture_wishes w JOIN gallery g ON g.id = w.picture WHERE g.host = ? AND w.sha256 = '' AND "
            "w.problem = '' "
            "ORDER BY w.asked LIMIT " +
                std::to_string(most_answers) + " FOR UPDATE OF w SKIP LOCKED",
            {host_name()});
        while (row->step()) wishes.push_back({row->integer(0), row->text(1)});
    }
    for (const Wish& wish : wishes) {
        const auto bytes = read_regular_file(wish.path, largest_sent);
        if (bytes) {
            const std::string name = "picture-" + std::to_string(wish.picture);
            store_.run("DELETE FROM files WHERE sha256 = ?", {name});
            store_.keep_file(name, *bytes);
            store_.run("UPDATE picture_wishes SET sha256 = ? WHERE picture = ?", {name, wish.picture});
        } else {
            store_.run("UPDATE picture_wishes SET problem = ? WHERE picture = ?", {host_name() + ": " + bytes.error(), wish.picture});
        }
        ++answered;
    }
    transaction.commit();
    return answered;
}

Result<std::string> fetched_picture(Queue& queue, const LabPicture& picture, double patience_s, const CancelToken& cancel) {
    using Clock = std::chrono::steady_clock;
    constexpr auto look = std::chrono::milliseconds(100);
    if (picture.host == host_name()) {
        auto bytes = read_regular_file(picture.path, picture_file_limit);
        if (bytes) return bytes;
    }
    queue.with_shared_store([&](const QueueStore& store) { LabPictures(store).ask(picture.id); });
    const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(patience_s));
    LabPictures::Answer answer;
    while (!answer.there && answer.problem.empty() && Clock::now() < end && !cancel.requested()) {
        std::this_thread::sleep_for(look);
        queue.with_shared_store([&](const QueueStore& store) { answer = LabPictures(store).answer(picture.id); });
    }
    queue.with_shared_store([&](const QueueStore& store) { LabPictures(store).forget(picture.id); });
    if (answer.there) return std::move(answer.bytes);
    if (!answer.problem.empty()) return Failure{answer.problem};
    if (cancel.requested()) throw Cancelled();
    return Failure{picture.path.string() + " is kept by " + picture.host +
                   ", where no runner answers; start one there: imagelab queue run --store ..."};
}

}  // namespace imagelab
