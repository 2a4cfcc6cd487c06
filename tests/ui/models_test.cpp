#if __has_include(<QApplication>)
#include <gtest/gtest.h>

#include <QSettings>

#include "tests/support/window_fixture.h"
#include "ui/models/gallery_model.h"
#include "ui/models/request_document.h"

namespace imagelab::test {
namespace {

Request with(Request r, int steps) {
    r.steps = steps;
    return r;
}

TEST(RequestDocument, ChangesOfOneFieldInAMomentAreOneStep) {
    application();
    RequestDocument document;
    for (const int steps : {31, 32, 33}) document.edit(with(document.request(), steps), "steps");
    Request r = document.request();
    r.prompt = "a";
    document.edit(r, "prompt");
    EXPECT_EQ(document.history().count(), 2);
    document.history().undo();
    EXPECT_EQ(document.request().prompt, "");
    EXPECT_EQ(document.request().steps, 33);
    document.history().undo();
    EXPECT_EQ(document.request().steps, 30);
    document.history().redo();
    EXPECT_EQ(document.request().steps, 33);
    document.edit(document.request(), "nothing");
    EXPECT_EQ(document.history().index(), 1) << "an edit that changes nothing is no step";
}

TEST(RequestDocument, SettingsComeBackWhole) {
    application();
    QSettings().clear();
    RequestDocument before, after;
    Request r;
    r.model = "/models/m.safetensors", r.prompt = "zwölf Boote\nund ein 🐈", r.negative_prompt = "", r.width = 640, r.height = 512,
    r.steps = 12;
    r.guidance = 7.5, r.seed = 987654321987654321, r.batch = 3, r.sampler = SamplerKind::dpmpp_2m, r.spacing = Spacing::karras;
    r.init_image = "/a b.png", r.strength = 0.35, r.output = "/out";
    before.edit(r, "all");
    QSettings settings;
    before.save(settings);
    after.load(settings);
    EXPECT_TRUE(same_request(after.request(), r));
    r.negative_prompt.reset();
    before.edit(r, "none");
    before.save(settings);
    after.load(settings);
    EXPECT_FALSE(after.request().negative_prompt.has_value()) << "none is not the empty text";
}

TEST(RequestDocument, DamagedSettingsGiveAValidRequest) {
    application();
    QSettings settings;
    settings.clear();
    for (const char* key : {"width", "steps", "guidance", "seed", "batch", "sampler", "strength"})
        settings.setValue(QString("request/") + key, "nan");
    settings.setValue("request/height", -100000);
    settings.setValue("request/schedule", 99);
    RequestDocument document;
    document.load(settings);
    const Request& r = document.request();
    EXPECT_EQ(r.width, 0);
    EXPECT_EQ(r.height, 0);
    EXPECT_GE(r.steps, 1);
    EXPECT_TRUE(r.guidance >= 1 && r.guidance <= 30);
    EXPECT_TRUE(r.strength > 0 && r.strength <= 1);
    EXPECT_EQ(r.spacing, Spacing::published);
}

TEST(RequestDocument, WhatAnotherVersionStoredIsKeptWhereItIsKnown) {
    application();
    QSettings settings;
    settings.clear();
    settings.setValue("request/json",
                      R"({"model": {"base": "m", "refiner": "", "vae": ""}, "scheduler": {"type": "NewSampler", "steps": 12},
        "hyperparameters": {"guidance_scale": 0.1, "seed": 18446744073709551615, "new_field": 3}, "conditioning": {"prompt": "a cat"}})");
    RequestDocument document;
    document.load(settings);
    const Request& r = document.request();
    EXPECT_EQ(r.model, "m");
    EXPECT_EQ(r.steps, 12);
    EXPECT_EQ(r.prompt, "a cat");
    EXPECT_EQ(r.seed.text(), "18446744073709551615");
    EXPECT_EQ(r.sampler, Request().sampler);
    EXPECT_EQ(r.guidance, Request().guidance);
    settings.setValue("request/json", "{broken");
    document.load(settings);
    EXPECT_TRUE(same_request(document.request(), Request()));
}

TEST(RequestDocument, ReadsWhatTheFirstVersionsStored) {
    application();
    QSettings settings;
    settings.clear();
    settings.setValue("request/prompt", "a cat");
    settings.setValue("request/steps", 12);
    settings.setValue("request/sampler", 3);
    settings.setValue("request/schedule", 1);
    settings.setValue("request/seed", "987654321987654321");
    RequestDocument document;
    document.load(settings);
    EXPECT_EQ(document.request().prompt, "a cat");
    EXPECT_EQ(document.request().steps, 12);
    EXPECT_EQ(document.request().sampler, SamplerKind::dpmpp_2m);
    EXPECT_EQ(document.request().spacing, Spacing::karras);
    EXPECT_EQ(document.request().seed, 987654321987654321);
}

TEST(GalleryModel, PicturesTakeTheJobsPlace) {
    application();
    GalleryModel model;
    Request r;
    r.prompt = "one";
    model.add_job(1, r);
    model.add_job(2, r);
    EXPECT_EQ(model.row_of(Ticket{1}), 1);
    model.set_progress(1, 0.5, {});
    EXPECT_EQ(model.entry(1).state, StripEntry::State::running);
    JobResult result;
    result.request = r;
    result.request.seed = 40;
    result.images = {"/x/a.png", "/x/b.png"};
    result.step_s = {1, 2};
    EXPECT_EQ(model.finish(1, result), 1);
    ASSERT_EQ(model.rowCount(), 3);
    EXPECT_EQ(model.entry(0).ticket, 2u);
    EXPECT_EQ(model.entry(1).request.seed, 40);
    EXPECT_EQ(model.entry(2).request.seed, 41) << "picture i uses seed + i";
    EXPECT_EQ(model.entry(1).seconds, 3);
    EXPECT_TRUE(model.data(model.index(1), Qt::ToolTipRole).toString().contains("Seed: 40"));
    JobResult none;
    none.status = JobResult::Status::cancelled;
    EXPECT_EQ(model.finish(2, none), -1);
    EXPECT_EQ(model.rowCount(), 2);
}

}  // namespace
}  // namespace imagelab::test
#endif
