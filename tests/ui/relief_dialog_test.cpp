// The dialog that makes a relief: it shows the body, turns it, writes it, and can be stopped. With IMAGELAB_SCREENSHOTS=FOLDER the pictures
// to look at, in both themes.
#if __has_include(<QApplication>)
#include "ui/viewer/relief_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QLabel>
#include <QMouseEvent>
#include <QPointer>
#include <QPushButton>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <cmath>

#include "core/image/picture.h"
#include "tests/support/temp_folder.h"
#include "tests/support/window_fixture.h"
#include "ui/viewer/relief_view.h"

namespace imagelab::test {
namespace {

class ReliefDialogTest : public ::testing::Test {
  protected:
    ReliefDialogTest() {
        application();
        RgbImage hill{160, 120, {}};
        for (int y = 0; y < 120; ++y)
            for (int x = 0; x < 160; ++x) {
                const double wave = std::sin(x * 0.09) * std::cos(y * 0.11);
                const bool letter = x > 60 && x < 100 && y > 30 && y < 90 && (x < 72 || y < 42 || y > 78);
                hill.pixels.insert(hill.pixels.end(), 3, static_cast<uint8_t>(letter ? 240 : 110 + 70 * wave));
            }
        write_png(folder / "hill.png", hill, {});
    }
    ReliefDialog& open(const std::string& picture = "hill.png") {
        dialog = new ReliefDialog(QString::fromStdString((folder / picture).string()), nullptr);
        dialog->resize(520, 560);
        dialog->show();
        return *dialog;
    }
    ~ReliefDialogTest() override { delete dialog; }
    QPushButton* button(const QString& text) {
        for (QPushButton* each : dialog->findChildren<QPushButton*>())
            if (each->text() == text) return each;
        return nullptr;
    }
    template <class T>
    T* field(const QString& name) {
        for (T* each : dialog->findChildren<T*>())
            if (each->accessibleName() == name) return each;
        return nullptr;
    }
    bool says(const QString& text) {
        for (const QLabel* label : dialog->findChildren<QLabel*>())
            if (label->text().contains(text)) return true;
        return false;
    }

    TempFolder folder;
    QPointer<ReliefDialog> dialog;
};

TEST_F(ReliefDialogTest, ShowsTheBodyTurnsItAndWritesIt) {
    open();
    ASSERT_TRUE(wait_until([&] { return button("Save as…")->isEnabled() && says("100.0 × 75.0"); }));
    const double before = dialog->view().yaw();
    const QImage front = dialog->view().grab().toImage();
    QTest::mousePress(&dialog->view(), Qt::LeftButton, {}, {100, 100});
    QTest::mouseMove(&dialog->view(), {160, 100});
    QMouseEvent drag(QEvent::MouseMove, QPointF(180, 120), QPointF(180, 120), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(&dialog->view(), &drag);
    EXPECT_GT(dialog->view().yaw(), before);
    EXPECT_NE(dialog->view().grab().toImage(), front);
    QTest::keyClick(&dialog->view(), Qt::Key_Home);
    EXPECT_EQ(dialog->view().yaw(), before);

    field<QDoubleSpinBox>("Width")->setValue(40);
    ASSERT_TRUE(wait_until([&] { return says("40.0 × 30.0"); }));
    QSignalSpy written(dialog, &ReliefDialog::written);
    dialog->write(QString::fromStdString((folder / "hill.3mf").string()));
    ASSERT_TRUE(wait_until([&] { return written.count() == 1; }));
    EXPECT_TRUE(QFileInfo::exists(QString::fromStdString((folder / "hill.3mf").string())));
    EXPECT_TRUE(says("Saved"));
    dialog->write("/nowhere/at/all.stl");
    ASSERT_TRUE(wait_until([&] { return says("/nowhere/at/all.stl") && button("Close"); }));
    dialog->write(QString::fromStdString((folder / "hill.ply").string()));
    EXPECT_TRUE(says(".3mf"));
}

TEST_F(ReliefDialogTest, WhatWillNotPrintIsSaid) {
    open();
    ASSERT_TRUE(wait_until([&] { return says("100.0 × 75.0"); }));
    field<QDoubleSpinBox>("Width")->setValue(600);
    field<QDoubleSpinBox>("Plate")->setValue(0.2);
    ASSERT_TRUE(wait_until([&] { return says("bed of 256 mm"); }));
}

TEST_F(ReliefDialogTest, APictureThatCannotBeReadIsToldOf) {
    open("none.png");
    ASSERT_TRUE(wait_until([&] { return says("none.png: there is no such file"); }));
    EXPECT_FALSE(button("Save as…")->isEnabled());
}

TEST_F(ReliefDialogTest, LooksRightInBothThemes) {
    const QString pictures = qEnvironmentVariable("IMAGELAB_SCREENSHOTS");
    ThemeController theme;
    for (const auto& [choice, name] : {std::pair(ThemeChoice::dark, "dark"), std::pair(ThemeChoice::light, "light")}) {
        theme.choose(choice);
        open();
        ASSERT_TRUE(wait_until([&] { return says("100.0 × 75.0"); }));
        for (const QPushButton* each : dialog->findChildren<QPushButton*>())
            EXPECT_TRUE(!each->isVisible() || each->width() >= each->sizeHint().width()) << each->text().toStdString();
        const QImage shot = dialog->grab().toImage();
        EXPECT_TRUE(pictures.isEmpty() || shot.save(QString("%1/relief-%2.png").arg(pictures, name)));
        // The body stands out from its ground.
        const QImage view = dialog->view().grab().toImage();
        EXPECT_NE(view.pixelColor(view.width() / 2, view.height() / 2), view.pixelColor(6, 6));
        delete dialog;
    }
}

}  // namespace
}  // namespace imagelab::test
#endif
