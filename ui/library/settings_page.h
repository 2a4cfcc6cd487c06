#pragma once
#include <QWidget>
#include <vector>

#include "core/device/device_info.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QSpinBox;
class QVBoxLayout;

namespace imagelab {

class CompletionFiles;
class ElidedLabel;
class LibraryModel;
class RequestDocument;
class ThemeController;
enum class ThemeChoice;

// What holds for every picture, searchable. What belongs to the request (folder, names, device, threads, memory) is edited there and can
// be undone; the rest is kept by QSettings.
class SettingsPage : public QWidget {
    Q_OBJECT
  public:
    SettingsPage(RequestDocument& document, LibraryModel& library, CompletionFiles& completion, ThemeController& theme,
                 QWidget* parent = nullptr);
    void set_devices(const std::vector<DeviceInfo>& devices);
    QLineEdit& search() { return *search_; }
    int shown_rows() const;  // that answer the search

  signals:
    void output_folder_wanted();
    void model_folder_wanted();
    void theme_chosen(imagelab::ThemeChoice choice);

  private:
    struct Row {
        QWidget* widget;
        QString words;
        int group;
    };
    void begin_group(const QString& title);
    void add_row(const QString& name, QWidget* field, const QString& explanation);
    void make_appearance();
    void make_pictures();
    void make_models();
    void make_performance();
    void make_data();
    void add_folder_row(const QString& name, ElidedLabel* label, const QString& folder, const QString& open_name,
                        const QString& explanation);
    void show_tag_lists();
    void filter(const QString& typed);
    void show_request();
    void show_pattern();
    void show_folders();
    void show_devices();

    RequestDocument& document_;
    LibraryModel& library_;
    CompletionFiles& completion_;
    ThemeController& theme_;
    std::vector<DeviceInfo> devices_;
    std::vector<Row> rows_;
    std::vector<QWidget*> groups_;
    QVBoxLayout* column_;
    QLineEdit* search_;
    QLabel* nothing_;
    QComboBox* theme_choice_;
    ElidedLabel* output_;
    QLineEdit* pattern_;
    QLabel* pattern_note_;
    QVBoxLayout* folders_;
    ElidedLabel* tag_lists_;
    QComboBox* device_;
    QSpinBox* threads_;
    QDoubleSpinBox* budget_;
    QVBoxLayout* queue_devices_;
};

}  // namespace imagelab
