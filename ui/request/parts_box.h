#pragma once
#include <QWidget>
#include <string>
#include <vector>

class QLineEdit;

namespace imagelab {

class RequestDocument;

// Parts of the model from other files: a path each, and VAEs that are blended with the model's.
class PartsBox : public QWidget {
    Q_OBJECT
  public:
    explicit PartsBox(RequestDocument& document, QWidget* parent = nullptr);
    bool in_use() const;  // the request names one
    QLineEdit& field(const std::string& path) const;

  signals:
    void file_wanted(const QString& field, bool folder);  // "model.unet"

  private:
    struct Row {
        std::string field;
        QLineEdit* edit;
    };
    void add_row(const char* field, const QString& name, const QString& explanation, bool folder);
    void add_mix();
    void show_request();
    RequestDocument& document_;
    std::vector<Row> rows_;
};

}  // namespace imagelab
