#include "app/cli.h"

int main(int argc, char** argv) {
    return imagelab::run_cli(argc, argv);
}
