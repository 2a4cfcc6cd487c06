// Poses moved by hand: which joint is taken, what goes with it, what becomes the control picture, each step undone.
#if __has_include(<QApplication>)
#include "ui/request/pose_map.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPushButton>
#include <QtTest/QTest>
#include <algorithm>

#include "tests/support/temp_folder.h"
#include "tests/support/window_fixture.h"
#include "ui/models/library_model.h"
#include "ui/models/request_document.h"
#include "ui/request/control_section.h"
#include "ui/widgets/controls.h"

namespace imagelab::test {
namespace {

constexpr size_t left_wrist = 7;
constexpr PosePlace first_wrist{0, left_wrist};

Pose person_at(double x) {
    Pose pose;
    for (size_t i = 0; i < pose.body.size(); ++i) pose.body[i] = {x + 4.0 * static_cast<double>(i % 3), 10 + 5.0 * static_cast<double>(i), true};
    for (size_t i = 0; i < pose.left_hand.size(); ++i) pose.left_hand[i] = {x + 60 + static_cast<double>(i), 60, true};
    return pose;
}
std::vector<Pose> two_persons() {
    return {person_at(30), person_at(130)};
}
const QSize canvas(256, 128);

TEST(PoseEdits, TheNearestJointIsTakenWithinReach) {
    const auto poses = two_persons();
    const PosePoint& wrist = poses[1].body[left_wrist];
    EXPECT_EQ(nearest_joint(poses, {wrist.x + 1, wrist.y}, 4), (PosePlace{1, left_wrist}));
    EXPECT_EQ(nearest_joint(poses, {250, 5}, 4), std::nullopt);
    auto unseen = poses;
    unseen[1].body[left_wrist].seen = false;
    EXPECT_NE(nearest_joint(unseen, {wrist.x + 1, wrist.y}, 40), (PosePlace{1, left_wrist}));
    auto together = poses;
    together[0].left_hand[0] = together[0].body[left_wrist];
    EXPECT_EQ(nearest_joint(together, {together[0].body[left_wrist].x, together[0].body[left_wrist].y}, 4), first_wrist) << "the body's";
    EXPECT_EQ(nearest_joint(poses, {92, 60}, 1.5), (PosePlace{0, 18 + 2})) << "a finger";
}

TEST(PoseEdits, AHandGoesWithItsWristAndNothingLeavesTheCanvas) {
    const auto before = two_persons();
    const auto after = with_joint_moved(before, first_wrist, {before[0].body[left_wrist].x + 7, before[0].body[left_wrist].y - 3}, canvas);
    EXPECT_EQ(after[0].body[left_wrist].x, before[0].body[left_wrist].x + 7);
    EXPECT_EQ(after[0].left_hand[20].x, before[0].left_hand[20].x + 7);
    EXPECT_EQ(after[0].left_hand[20].y, before[0].left_hand[20].y - 3);
    EXPECT_EQ(after[0].body[3], before[0].body[3]);
    EXPECT_EQ(after[1], before[1]);
    const auto out = with_joint_moved(before, {1, 3}, {900, -50}, canvas);
    EXPECT_EQ(out[1].body[3].x, canvas.width() - 1);
    EXPECT_EQ(out[1].body[3].y, 1) << "at 0 it would be taken for missing";
}

TEST(PoseEdits, AFileHoldsTheDrawingAndItsPoints) {
    application();
    const TempFolder folder;
    const auto poses = two_persons();
    const auto path = keep_poses(poses, canvas, folder.path());
    ASSERT_TRUE(path) << path.error();
    const RgbImage expected = pose_picture(poses, canvas.width(), canvas.height());
    EXPECT_EQ(read_picture(path->toStdString())->pixels, expected.pixels);
    const auto kept = kept_poses(*path);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->poses, poses);
    EXPECT_EQ(kept->canvas, canvas);
    EXPECT_EQ(*keep_poses(poses, canvas, folder.path()), *path) << "the same points are the same file";
    write_png(folder / "other.png", expected, {});
    EXPECT_FALSE(kept_poses(QString::fromStdString((folder / "other.png").string())));
    const auto twice = scaled_poses(poses, canvas, canvas * 2);
    EXPECT_EQ(twice[1].body[4].x, 2 * poses[1].body[4].x);
}

TEST(PoseMaps, AJointIsDraggedMovedByKeysAndItsPersonRemoved) {
    application();
    PoseMap map;
    map.resize(300, 160);
    map.show_poses(two_persons(), canvas);
    map.show();
    std::vector<std::vector<Pose>> edits;
    QObject::connect(&map, &PoseMap::edited, &map, [&](const std::vector<Pose>& poses) { edits.push_back(poses); });
    const auto at = [&](PosePlace place) { return map.place_of(place).toPoint(); };
    const QPoint from = at(first_wrist), to = from + QPoint(40, 20);
    QTest::mousePress(&map, Qt::LeftButton, {}, from);
    QTest::mouseMove(&map, (from + to) / 2);
    EXPECT_TRUE(edits.empty()) << "once the button goes up";
    QTest::mouseMove(&map, to);
    QTest::mouseRelease(&map, Qt::LeftButton, {}, to);
    ASSERT_EQ(edits.size(), 1u);
    EXPECT_EQ(at(first_wrist), to);
    EXPECT_EQ(map.chosen(), first_wrist);
    QTest::mouseClick(&map, Qt::LeftButton, {}, to);
    EXPECT_EQ(edits.size(), 1u) << "a click moves nothing";
    const double x = map.poses()[0].body[left_wrist].x;
    QTest::keyClick(&map, Qt::Key_Right);
    ASSERT_EQ(edits.size(), 2u);
    EXPECT_NEAR(map.poses()[0].body[left_wrist].x, x + 2.56, 1e-9);
    QTest::keyClick(&map, Qt::Key_PageDown);
    EXPECT_EQ(map.chosen(), (PosePlace{0, left_wrist + 1}));
    QTest::keyClick(&map, Qt::Key_Delete);
    ASSERT_EQ(edits.size(), 3u);
    ASSERT_EQ(map.poses().size(), 1u);
    EXPECT_EQ(map.poses()[0], two_persons()[1]) << "the other one";
    EXPECT_EQ(map.chosen(), std::nullopt);
    QTest::mouseClick(&map, Qt::LeftButton, {}, QPoint(2, 2));
    QTest::keyClick(&map, Qt::Key_Delete);
    EXPECT_EQ(map.poses().size(), 1u) << "nobody is chosen";
}

// What a preview found is edited; each edit is a file, a step of its own, and can be edited again.
TEST(PoseMaps, EditedPosesBecomeTheControlPicture) {
    application();
    const TempFolder folder;
    RequestDocument document;
    LibraryModel library;
    ControlSection section(document, library);
    section.resize(360, 800);
    section.show();
    document.change("test", [](Request& r) {
        r.control_nets = {{ControlType::pose, 1, "/nets/openpose.safetensors", "/pictures/dance.png"}};
        r.control_nets[0].maps = {"/kept/pose.png"};
        r.width = 512, r.height = 256;
    });
    QObject::connect(&section, &ControlSection::poses_edited, &section, [&](int index, const std::vector<Pose>& poses, QSize size) {
        section.set_pose_map(index, keep_poses(poses, size, folder.path()).value());
    });
    auto& map = *section.findChild<PoseMap*>();
    QImage ground(canvas, QImage::Format_RGB888);
    ground.fill(Qt::gray);
    section.show_poses(0, two_persons(), "/pictures/another.png", ground);
    EXPECT_FALSE(map.isVisibleTo(&section)) << "of another picture";
    section.show_poses(0, two_persons(), "/pictures/dance.png", ground);
    QCoreApplication::processEvents();
    ASSERT_TRUE(map.isVisibleTo(&section));
    EXPECT_EQ(map.canvas(), QSize(512, 256)) << "as large as what is drawn";
    EXPECT_GE(map.height(), map.heightForWidth(map.width())) << "and as large as the section has room for";
    EXPECT_EQ(map.poses()[0].body[1].x, 2 * two_persons()[0].body[1].x);
    const auto drag = [&](PosePlace place, QPoint by) {
        const QPoint from = map.place_of(place).toPoint();
        QTest::mousePress(&map, Qt::LeftButton, {}, from);
        QTest::mouseMove(&map, from + by);
        QTest::mouseRelease(&map, Qt::LeftButton, {}, from + by);
        QCoreApplication::processEvents();
    };
    const auto use = [&] { return document.request().control_nets.at(0); };
    drag({1, 4}, {10, 6});
    const ControlUse once = use();
    EXPECT_TRUE(once.ready);
    EXPECT_TRUE(once.maps.empty());
    EXPECT_EQ(QFileInfo(QString::fromStdString(once.image)).absolutePath().toStdString(), folder.path().string());
    EXPECT_TRUE(map.isVisibleTo(&section)) << "and can be edited further";
    const auto labels = section.findChildren<ElidedLabel*>();
    EXPECT_TRUE(std::any_of(labels.begin(), labels.end(), [](const ElidedLabel* label) { return label->text() == "edited by hand"; }));
    const auto moved = map.poses();
    drag({1, 3}, {-8, 5});
    EXPECT_NE(use().image, once.image);
    const auto drawn = pose_picture(map.poses(), 512, 256);
    EXPECT_EQ(read_picture(use().image)->pixels, drawn.pixels);
    document.history().undo();
    EXPECT_EQ(use().image, once.image) << "each drag is a step, however soon the next one follows";
    EXPECT_EQ(map.poses(), moved);
    document.history().undo();
    EXPECT_EQ(use().image, "/pictures/dance.png");
    EXPECT_FALSE(use().ready);
    EXPECT_TRUE(map.isVisibleTo(&section));
    EXPECT_EQ(map.poses()[1].body[4].x, 2 * two_persons()[1].body[4].x) << "as they were found";
    document.history().redo();
    QPushButton* remove = nullptr;
    for (auto* button : section.findChildren<QPushButton*>()) {
        if (button->accessibleName() == "Remove the person") remove = button;
    }
    QTest::mouseClick(&map, Qt::LeftButton, {}, map.place_of({0, 2}).toPoint());
    ASSERT_NE(remove, nullptr);
    remove->click();
    EXPECT_EQ(map.poses().size(), 1u);
    EXPECT_EQ(kept_poses(QString::fromStdString(use().image))->poses.size(), 1u);
    document.change("type", [](Request& r) { r.control_nets[0].type = ControlType::none; });
    EXPECT_FALSE(map.isVisibleTo(&section));
}

}  // namespace
}  // namespace imagelab::test
#endif
