#!/usr/bin/env bash
# The pictures of docs/, taken from the real program with the bundled model: docs/take_screenshots.sh [SCENE ...]
# Needs a release build, and: xvfb openbox xdotool imagemagick fonts-dejavu-core. Data and settings lie in a temporary folder.
# KEEP=FOLDER keeps what was made for the next run.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
root="$PWD"
program="$root/build/release/imagelab"
out="$root/docs/screenshots"
work="${KEEP:-$(mktemp -d)}"
display=":$((90 + RANDOM % 900))"
pids=()
mkdir -p "$out" "$work"
[ -x "$program" ] || { echo "build first: ./dev build" >&2; exit 1; }

close_all() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done
    pids=()
}
trap 'close_all; [ -n "${KEEP:-}" ] || rm -rf "$work"' EXIT

in_home() { # FOLDER COMMAND...: with data, settings and pictures of its own
    local home="$1"
    shift
    mkdir -p "$home/data" "$home/config" "$home/run" "$home/pictures"
    chmod 700 "$home/run"
    (cd "$home/pictures" && exec env XDG_DATA_HOME="$home/data" XDG_CONFIG_HOME="$home/config" XDG_RUNTIME_DIR="$home/run" HOME="$home" \
        XDG_CACHE_HOME="${XDG_CACHE_HOME:-$real_home/.cache}" "$@")
}
real_home="$HOME"

open_window() { # HOME WIDTH HEIGHT THEME
    close_all
    Xvfb "$display" -screen 0 "$2x$3x24" >/dev/null 2>&1 & pids+=($!)
    export DISPLAY="$display"
    until xdotool getdisplaygeometry >/dev/null 2>&1; do sleep 0.1; done
    cat >"$work/openbox.xml" <<XML
<openbox_config xmlns="http://openbox.org/3.4/rc"><focus><focusNew>yes</focusNew></focus><applications>
<application class="*" type="normal" title="Image Lab"><decor>no</decor><maximized>yes</maximized><focus>yes</focus></application>
</applications></openbox_config>
XML
    HOME="$1" openbox --config-file "$work/openbox.xml" >/dev/null 2>&1 & pids=($! "${pids[@]}")
    sleep 0.5
    IMAGELAB_THEME="$4" in_home "$1" "$program" >"$work/log" 2>&1 & pids=($! "${pids[@]}")
    xdotool search --sync --onlyvisible --name '^Image Lab' >/dev/null
    sleep 3
}
keys() { xdotool key --delay 120 "$@"; sleep 0.4; }
words() { xdotool type --delay 15 "$1"; sleep 0.3; }
ask() { keys ctrl+p ctrl+a; words "$1"; sleep 1; }
point() { xdotool mousemove "$1" "$2" click "${3:-1}"; sleep 0.4; }
command() { keys ctrl+k; words "$1"; sleep 0.5; keys Return; sleep 0.7; } # by the command palette
shoot() {
    xdotool mousemove 700 2
    sleep 0.6
    import -window root "$work/shot.png"
    convert "$work/shot.png" -dither None -colors 256 -define png:compression-level=9 "PNG8:$out/$1.png"
    echo "$1.png"
}

as_new() { # HOME: settings of someone who has seen the welcome page
    mkdir -p "$1/config/imagelab"
    printf '[welcome]\nseen=true\n' >"$1/config/imagelab/imagelab.conf"
}

draw() { # HOME OPTIONS...
    local home="$1"
    shift
    in_home "$home" "$program" generate "$@" >/dev/null 2>&1
}

gallery="$work/gallery"
open_gallery() { # WIDTH HEIGHT THEME: a window with pictures
    as_new "$gallery"
    if [ ! -d "$gallery/pictures" ]; then
        local prompt seed=6
        for prompt in "a red apple" "a yellow star" "a green tree" "a blue fish" "a sleeping cat" "a house in the snow" "a strawberry" \
            "a hamburger" "a rocket" "a pink cake" "a purple car" "a penguin" "a blue car" "a red fish" "a green apple" "a yellow car"; do
            seed=$((seed + 1))
            draw "$gallery" --prompt "$prompt" --steps 20 --seed $seed
        done
        draw "$gallery" --prompt "a rocket" --steps 8 --seed 15 --cfg-scale 9 --profile pencil-sketch
        draw "$gallery" --prompt "a rocket" --steps 30 --seed 15 --cfg-scale 4
    fi
    open_window "$gallery" "$@"
}

scene_first() {
    rm -rf "$work/new"
    open_window "$work/new" 1280 800 dark
    shoot first-run
    ask "a red apple"
    shoot request
    point 280 614
    keys ctrl+a
    words 200
    keys Tab ctrl+Return
    sleep 1
    shoot running
    sleep 8
    point 1080 150
    keys f 4
    shoot favourite
    keys ctrl+t
    sleep 1
    words "pencil"
    shoot style
}

scene_gallery() {
    open_gallery 2560 1440 light
    point 2326 180
    keys i
    shoot gallery
}

scene_compare() {
    open_gallery 1280 800 light
    point 1020 160
    xdotool keydown ctrl
    point 1120 160
    xdotool keyup ctrl
    keys c
    shoot comparison
}

scene_find() {
    open_gallery 1280 800 light
    keys ctrl+f
    words "car"
    sleep 1
    point 1040 170
    shoot search
    keys ctrl+k
    words "guid"
    shoot palette
}

scene_queue() {
    open_gallery 1280 800 dark
    keys ctrl+j
    local prompt
    for prompt in "a yellow star" "a blue fish in the snow" "a rocket" "a purple car" "a green tree"; do
        ask "$prompt"
        keys ctrl+Return
    done
    keys ctrl+Return ctrl+Return ctrl+Return ctrl+Return ctrl+Return ctrl+Return
    shoot queue
    command "Show devices"
    sleep 4
    shoot devices
}

scene_grid() {
    local home="$work/grid" steps guidance
    as_new "$home"
    if [ ! -d "$home/pictures" ]; then
        for steps in 4 10 25; do
            for guidance in 1 3 8; do draw "$home" --prompt "a penguin" --seed 18 --steps $steps --cfg-scale $guidance; done
        done
    fi
    open_window "$home" 1280 800 dark
    point 1040 170
    keys ctrl+shift+a g
    sleep 2
    shoot grid
}

scene_error() {
    local home="$work/error"
    rm -rf "$home"
    as_new "$home"
    mkdir -p "$home/pictures"
    touch "$home/pictures/output_images" # a file where the folder should be
    open_window "$home" 1280 800 light
    ask "a penguin in the snow"
    keys ctrl+Return
    sleep 6
    shoot error
}

scene_small() {
    open_gallery 1100 700 light
    keys ctrl+j
    shoot small
}

scenes=("$@")
[ $# -gt 0 ] || scenes=(first gallery compare find queue grid error)
for scene in "${scenes[@]}"; do "scene_$scene"; done
