// What goes to Slurm, and what comes back from it. packaging/test_slurm.sh runs the scripts under a real one.
#include "app/slurm.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "core/base/paths.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(SlurmScripts, StartRunnersThatMakeWayAndWaitAgain) {
    SlurmOrder order;
    order.tasks = 8;
    order.gres = "gpu:1";
    order.time = "08:00:00";
    order.more = {"--account=lab"};
    const auto script = slurm_script(order, "/usr/bin/imagelab", {"night", "--theme", "it's fantasy", "--join"}, "/data/lab", "postgresql://ann@db/lab");
    ASSERT_TRUE(script) << script.error();
    for (const char* line : {"#!/bin/bash", "#SBATCH --array=0-7", "#SBATCH --gres=gpu:1", "#SBATCH --time=08:00:00", "#SBATCH --requeue",
                             "#SBATCH --signal=B:TERM@60", "#SBATCH --account=lab", "export IMAGELAB_SHARED='/data/lab'",
                             "export IMAGELAB_STORE='postgresql://ann@db/lab'", "command=('/usr/bin/imagelab' 'night' '--theme' 'it'\\''s fantasy' '--join')"})
        EXPECT_TRUE(has_line(*script, line)) << line << "\n" << *script;
    const auto alone = slurm_script({}, "/usr/bin/imagelab", {"queue", "run", "--until-empty"}, "/data/lab", "");
    ASSERT_TRUE(alone) << alone.error();
    EXPECT_EQ(alone->find("IMAGELAB_STORE"), std::string::npos);
}

TEST(SlurmScripts, RefuseWhatAScriptMustNotHold) {
    SlurmOrder several;
    several.tasks = 2;
    EXPECT_FALSE(slurm_script(several, "imagelab", {}, "/data", "")) << "nodes cannot share a file of SQLite";
    const auto secret = slurm_script(several, "imagelab", {}, "/data", "postgresql://ann:geheim@db/lab");
    ASSERT_FALSE(secret);
    EXPECT_EQ(secret.error().find("geheim"), std::string::npos);
    EXPECT_NE(secret.error().find(".pgpass"), std::string::npos);
    for (const char* wrong : {"gpu:1\n#SBATCH --uid=0", "gpu:1 --x", "$(id)", "a;b"}) {
        SlurmOrder order;
        order.gres = wrong;
        EXPECT_FALSE(slurm_script(order, "imagelab", {}, "/data", "")) << wrong;
        order.gres.clear();
        order.more = {std::string("--comment=") + wrong};
        EXPECT_FALSE(slurm_script(order, "imagelab", {}, "/data", "")) << wrong;
    }
}

TEST(SlurmScripts, RepeatWhatWasGivenWithoutWhatIsSlurms) {
    const char* words[] = {"imagelab", "night",   "--theme", "fantasy",   "--slurm", "--tasks=4",  "--gres", "gpu:1",
                           "--data",   "/x",      "--jobs",  "9",         "--store", "postgres://", "--sbatch=--account=lab"};
    remember_words(static_cast<int>(std::size(words)), words);
    EXPECT_EQ(words_for_script(), (std::vector<std::string>{"night", "--theme", "fantasy", "--jobs", "9"}));
}

TEST(SlurmScripts, LinesOfSqueueAreRead) {
    const auto jobs = slurm_jobs_of("12_0|RUNNING|n1|None|1:02\n12_1|PENDING||Priority|0:00\nslurm_load_jobs error\n");
    ASSERT_EQ(jobs.size(), 2u);
    EXPECT_EQ(jobs[0].node, "n1");
    EXPECT_EQ(jobs[1].state, "PENDING");
    EXPECT_EQ(jobs[1].reason, "Priority");
}

// The script itself, as bash runs it: TERM reaches the runner, whose code decides whether the task waits again.
TEST(SlurmScripts, HandTheSignalOnAndAskForAnotherTurn) {
    TempFolder folder;
    fs::create_directories(folder / "bin");
    write_file(folder / "runner", "#!/bin/bash\necho \"$IMAGELAB_DATA\" >'" + (folder / "data").string() +
                                      "'\ntrap 'exit 130' TERM\ntouch '" + (folder / "runs").string() + "'\nwhile :; do sleep 0.05; done\n");
    write_file(folder / "bin" / "scontrol", "#!/bin/bash\necho \"$@\" >'" + (folder / "asked").string() + "'\n");
    for (const fs::path& file : {folder / "runner", folder / "bin" / "scontrol"}) fs::permissions(file, fs::perms(0755));
    fs::create_directories(folder / "models");
    const auto script = slurm_script({}, (folder / "runner").string(), {}, folder.path().string(), "");
    ASSERT_TRUE(script) << script.error();
    write_file(folder / "script", *script);
    write_file(folder / "driver", "export PATH='" + (folder / "bin").string() + "':$PATH SLURM_JOB_ID=77\nbash '" + (folder / "script").string() +
                                      "' &\njob=$!\nwhile [ ! -e '" + (folder / "runs").string() +
                                      "' ]; do sleep 0.02; done\nkill -TERM $job\nwait $job\n");
    EXPECT_EQ(WEXITSTATUS(std::system(("bash '" + (folder / "driver").string() + "'").c_str())), 130);
    EXPECT_EQ(read_text_file(folder / "asked"), "requeue 77\n");
    const std::string data = read_text_file(folder / "data");
    EXPECT_EQ(data.find((folder / "nodes").string()), 0u) << data;
    EXPECT_TRUE(fs::is_symlink(fs::path(data.substr(0, data.size() - 1)) / "models"));
}

TEST(SlurmScripts, AreWrittenByTheCommands) {
    TempFolder folder;
    const std::string data = " --write-only --data '" + folder.path().string() + "'";
    const Ran ran = run_program("queue submit --slurm --gres gpu:1" + data);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_TRUE(has_line(read_text_file(ran.out.substr(0, ran.out.find('\n'))), "#SBATCH --gres=gpu:1"));
    const Ran night = run_program("night --theme fantasy --jobs 4 --slurm" + data);
    ASSERT_EQ(night.exit_code, 0) << night.err;
    EXPECT_NE(read_text_file(night.out.substr(0, night.out.find('\n'))).find("'night' '--theme' 'fantasy' '--jobs' '4' '--join')"), std::string::npos);
    EXPECT_EQ(run_program("queue submit" + data).exit_code, 2);
    EXPECT_EQ(run_program("queue submit --slurm --tasks 3" + data).exit_code, 2);
}

}  // namespace
}  // namespace imagelab::test
