// Detailers in the window: added, changed, taken away, each a step that can be undone; a chip above Generate; what is found is shown.
#if __has_include(<QApplication>)
#include "ui/request/detail_section.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>

#include "tests/support/window_fixture.h"
#include "ui/models/profile_model.h"
#include "ui/models/request_chips.h"
#include "ui/models/request_document.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab::test {
namespace {

class DetailSectionTest : public ::testing::Test {
  protected:
    DetailSectionTest() {
        application();
        section = std::make_unique<DetailSection>(document);
        section->show();
    }
    template <class T>
    T* control(const QString& name) {
        QCoreApplication::processEvents();
        for (T* widget : section->findChildren<T*>())
            if (widget->accessibleName() == name && widget->isVisibleTo(section.get())) return widget;
        return nullptr;
    }
    const std::vector<DetailUse>& uses() const { return document.request().details; }

    RequestDocument document;
    std::unique_ptr<DetailSection> section;
};

TEST_F(DetailSectionTest, EachEditIsAStepThatCanBeUndone) {
    section->add("/nets/face_yolov8n.onnx");
    section->add("/nets/hand_yolov8s.onnx");
    ASSERT_EQ(uses().size(), 2u);
    EXPECT_EQ(section->summary(), "face_yolov8n, hand_yolov8s");
    auto* prompt = control<QLineEdit>("Prompt of detailer 1");
    ASSERT_NE(prompt, nullptr);
    prompt->setText("a face");
    emit prompt->textEdited(prompt->text());
    EXPECT_EQ(uses()[0].prompt, "a face");
    section->findChild<SliderSpin*>()->field()->setValue(0.6);
    EXPECT_EQ(uses()[0].strength, 0.6);
    EXPECT_EQ(control<QSpinBox>("Most parts of detailer 1"), nullptr) << "behind More";
    control<QToolButton>("More of detailer 1")->click();
    control<QSpinBox>("Most parts of detailer 1")->setValue(2);
    EXPECT_EQ(uses()[0].top, 2);
    auto* merge = control<QComboBox>("Parts of detailer 1");
    merge->setCurrentIndex(merge->findText("all at once"));
    emit merge->activated(merge->currentIndex());
    EXPECT_EQ(uses()[0].merge, DetailMerge::merge);
    EXPECT_TRUE(validate([&] {
                    Request r = document.request();
                    r.prompt = "a cat";
                    return r;
                }())
                    .ok());
    control<QToolButton>("Remove detailer 1")->click();
    ASSERT_EQ(uses().size(), 1u);
    EXPECT_EQ(uses()[0].model, "/nets/hand_yolov8s.onnx");
    while (document.history().canUndo()) document.history().undo();
    EXPECT_TRUE(uses().empty());
    EXPECT_EQ(section->summary(), "");
}

TEST_F(DetailSectionTest, ItsChipTakesItAway) {
    section->add("/nets/face_yolov8n.onnx");
    const ProfileModel profiles;
    const auto chips = request_chips(document.request(), profiles);
    const auto chip = std::find_if(chips.begin(), chips.end(), [](const RequestChip& c) { return c.kind == RequestChip::Kind::detail; });
    ASSERT_NE(chip, chips.end());
    EXPECT_EQ(chip->text, "Detailer: face_yolov8n");
    EXPECT_TRUE(without_chip(document.request(), *chip, profiles).details.empty());
}

TEST_F(DetailSectionTest, WhatIsFoundIsShown) {
    section->add("/nets/face_yolov8n.onnx");
    int wanted = -1;
    QObject::connect(section.get(), &DetailSection::preview_wanted, [&](int index) { wanted = index; });
    control<QPushButton>("Show what detailer 1 finds")->click();
    EXPECT_EQ(wanted, 0);
    EXPECT_EQ(control<QLabel>("What detailer 1 finds"), nullptr);
    QImage picture(64, 32, QImage::Format_RGB888);
    picture.fill(Qt::gray);
    section->show_found(0, picture, "face 0.9");
    ASSERT_NE(control<QLabel>("What detailer 1 finds"), nullptr);
    EXPECT_FALSE(control<QLabel>("What detailer 1 finds")->pixmap().isNull());
    section->show_found(3, picture, "gone");  // undone meanwhile
}

}  // namespace
}  // namespace imagelab::test
#endif
