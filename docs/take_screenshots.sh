#!/usr/bin/env bash
# The pictures of docs/, taken from the real program with the bundled model: ./dev screenshots [SCENE ...]
# Data and settings lie in a temporary folder. Scenes: see the end of this file; docs/screenshots/README.md shows what is kept.
#   KEEP=FOLDER   keeps what was made for the next run
#   OUT=FOLDER    puts the pictures elsewhere
#   LOOKS="1280x800-dark 2560x1440-light ..."  takes every scene in each of these looks instead of its own, for looking through; names get the look
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
root="$PWD"
program="${PROGRAM:-$root/build/release/imagelab}"
out="${OUT:-$root/docs/screenshots}"
look="" suffix="" width=1280 height=800
kept="first-run request running favourite style gallery comparison search palette queue devices grid error models sweep-profiles results settings large albums night simple
    compare-slider compare-difference drop seeds german wide paint paint-extend paint-result paint-mask"
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
        IMAGELAB_LANGUAGE="${language:-}" LC_ALL="${locale:-C.UTF-8}" XDG_CACHE_HOME="${XDG_CACHE_HOME:-$real_home/.cache}" "$@")
}
real_home="$HOME"

open_window() { # HOME WIDTH HEIGHT THEME
    close_all
    if [ -n "$look" ]; then
        local size="${look%-*}"
        set -- "$1" "${size%x*}" "${size#*x}" "${look##*-}"
    fi
    width="$2" height="$3"
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
ask() { keys ctrl+p ctrl+a; words "$1"; sleep "${2:-1}"; }
panel() { run_command "${show:-show} $1"; } # a panel of the bottom, by its name
run_command() { keys ctrl+k; sleep 0.5; words "$1"; keys Return; sleep 0.6; }
thumb() { point $(thumb_x "$1") 155; } # the first, second, third picture of the gallery
thumb_x() { # the gallery's width follows the window's (MainWindow::share_width)
    local gallery=$((width / 4 - 8))
    echo $((width - (gallery > 640 ? 640 : gallery) + 52 + 100 * $1))
}
point() { xdotool mousemove "$1" "$2" click "${3:-1}"; sleep 0.4; }
shoot() { # NAME [stay]: only what docs/ keeps, unless a look was asked for; "stay" leaves the pointer where it is
    [ -n "$look" ] || [[ " ${kept//$'\n'/ } " == *" $1 "* ]] || return 0
    [ -n "${2:-}" ] || xdotool mousemove 700 2
    sleep 0.6
    import -window root "$work/shot.png"
    convert "$work/shot.png" -dither None -colors 256 -define png:compression-level=9 "PNG8:$out/$1$suffix.png"
    echo "$1$suffix.png"
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
        draw "$gallery" --prompt "a rocket" --steps 8 --seed 15 --cfg-scale 2
        draw "$gallery" --prompt "a rocket" --steps 30 --seed 15 --cfg-scale 7
        (cd "$gallery/pictures/output_images" && in_home "$gallery" "$program" gallery favourite "$PWD"/*penguin* "$PWD"/*strawberry* "$PWD"/*cat*.png
            in_home "$gallery" "$program" gallery rate 5 "$PWD"/*penguin*.png "$PWD"/*star.png
            in_home "$gallery" "$program" gallery rate 3 "$PWD"/*blue-car*.png) >/dev/null
    fi
    open_window "$gallery" "$@"
}

scene_first() {
    rm -rf "$work/new"
    open_window "$work/new" 1280 800 dark
    shoot first-run
    ask "a red apple"
    shoot request
    run_command "steps 200"
    keys ctrl+Return
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
    thumb 0
    keys i
    shoot gallery
}

scene_compare() {
    open_gallery 1280 800 light
    thumb 0
    xdotool keydown ctrl
    thumb 1
    xdotool keyup ctrl
    keys c
    shoot comparison
}

scene_find() {
    open_gallery 1280 800 light
    keys ctrl+f
    words "car"
    sleep 1
    thumb 0
    shoot search
    keys ctrl+k
    words "guid"
    shoot palette
}

scene_queue() {
    open_gallery 1280 800 dark
    keys ctrl+j
    run_command "steps 100"
    local prompt
    for prompt in "a yellow star" "a blue fish in the snow" "a rocket" "a purple car" "a green tree" "a strawberry" "a pink cake"; do
        ask "$prompt" 0.1
        keys ctrl+Return
    done
    shoot queue
    panel devices
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
    thumb 0
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

long_prompt="a wide wooden harbour at dusk with many small red and blue fishing boats, wet cobblestones that mirror the lanterns, gulls above \
the masts, an old lighthouse on the left, heavy clouds torn open by a last strip of orange light, a woman in a yellow raincoat who carries a \
basket of silver fish, children who chase a dog, nets that dry between poles, a bakery with a lit window, smoke from chimneys, snow on far \
mountains, painted in thick strokes with visible canvas, warm and cold light against each other, calm, detailed, quiet evening mood"
long_model="Juggernaut XL v11 Ragnarok photorealistic with baked VAE and a very long name fp16 pruned"

# Every panel in use, in one sitting.
scene_tour() {
    open_gallery 1280 800 dark
    ask "a purple car in the snow"
    for _ in 1 2 3; do keys ctrl+Return; sleep 1.5; done
    sleep 12
    thumb 0
    shoot viewer
    keys i
    shoot details
    keys i space
    shoot large
    keys Escape
    thumb 2
    xdotool keydown ctrl
    thumb 1
    xdotool keyup ctrl
    keys c
    shoot compare-side
    point 483 48
    shoot compare-slider
    point 558 48
    shoot compare-difference
    keys Escape
    keys ctrl+f
    words "car"
    sleep 1
    point $((width - 56)) 82
    keys Down Return
    sleep 1
    point $((width - 56)) 82
    shoot filters
    keys Escape
    sleep 0.3
    run_command "show everything"
    keys ctrl+f ctrl+a
    words "zebra"
    sleep 1
    shoot nothing-found
    keys ctrl+a Delete
    keys ctrl+k
    words "car"
    sleep 1
    shoot palette-found
    keys Escape
    keys ctrl+k
    words "sampler"
    shoot palette
    keys Escape
    keys ctrl+shift+s
    shoot saved-prompts
    keys Escape ctrl+t
    shoot styles
    words "pencil"
    keys Return
    keys ctrl+t
    words "zzz"
    shoot styles-none
    keys Escape
    keys ctrl+m
    sleep 1
    shoot models
    panel queue
    shoot queue-done
    keys ctrl+g
    words "10, 20, 30"
    keys Tab Tab
    words "3, 5, 8"
    sleep 3
    shoot sweep
    keys ctrl+k
    words "run all styles"
    keys Return
    sleep 4
    shoot sweep-profiles
    panel devices
    sleep 2
    shoot devices-use
    panel results
    sleep 2
    shoot results
    panel log
    shoot log
    keys ctrl+j
    keys ctrl+comma
    sleep 1
    shoot settings
    words "memory"
    sleep 1
    shoot settings-search
    keys Escape Escape
    keys alt+q
    shoot menu
    keys Escape Escape
    keys F1
    sleep 1
    shoot keys
    keys Escape
    keys shift+F1
    sleep 1
    shoot terms
    keys Escape
    xdotool mousemove "$(thumb_x 0)" 155 mousedown 1
    sleep 0.3
    local x
    for ((x = $(thumb_x 0) - 20; x > width / 2 + 60; x -= 40)); do xdotool mousemove $x 300; sleep 0.1; done
    sleep 1
    shoot drop stay
    xdotool mouseup 1
    sleep 1
    shoot start-picture
}

# Two pictures in an album, the search that offers it, a night, a simple request, a model before it is fetched.
scene_more() {
    open_gallery 1280 800 light
    thumb 1
    xdotool keydown ctrl
    thumb 2
    xdotool keyup ctrl
    keys ctrl+shift+n
    sleep 2
    words "Snow"
    keys Return
    sleep 2
    keys ctrl+f
    words "sno"
    sleep 1
    shoot albums
    keys Escape Escape
    keys ctrl+f ctrl+a Delete
    run_command "night of"
    sleep 4
    shoot night
    keys ctrl+j
    keys ctrl+m
    sleep 1
    run_command "models and"
    keys Tab Tab Tab Tab
    shoot offer-none
    keys ctrl+j
    run_command "simple request"
    sleep 0.5
    shoot simple
    run_command "simple request"
    keys ctrl+shift+s
    words "Boats"
    shoot presets
    keys Escape
}

# Other seeds of one picture, and one of them taken.
scene_seeds() {
    open_gallery 1280 800 dark
    ask "a penguin in the snow"
    keys ctrl+shift+d
    sleep 20
    point 660 330
    sleep 1
    shoot seeds
}

drag() { # X Y X Y ...: with the left button, through all of the places
    xdotool mousemove "$1" "$2" mousedown 1
    shift 2
    while [ $# -gt 1 ]; do xdotool mousemove "$1" "$2"; sleep 0.05; shift 2; done
    xdotool mouseup 1
    sleep 0.3
}

# A picture painted over: a stroke, the settings of its mask, a side that grows, all of it taken back, and the result beside its original.
scene_paint() {
    open_gallery 1280 800 dark
    ask "a house in the snow with a green roof"
    thumb 0
    sleep 1
    keys ctrl+shift+p
    sleep 1
    drag 600 250 640 235 680 235 720 255 730 280
    keys bracketleft bracketleft bracketleft
    drag 590 300 640 290 700 292 735 305
    xdotool mousemove 700 420
    shoot paint stay
    drag 396 430 380 430 370 430
    shoot paint-extend
    run_command "undo"
    keys c
    drag 560 400 600 390 660 395
    shoot paint-colour
    keys r
    drag 560 480 620 540
    keys l
    drag 700 480 760 500 740 560 690 540
    keys e
    drag 600 510 740 515
    shoot paint-tools
    for _ in 1 2 3 4 5 6 7 8 9; do keys ctrl+z; done
    shoot paint-undone
    for _ in 1 2; do keys ctrl+shift+z; done
    keys ctrl+Return
    sleep 8
    shoot paint-result
    xdotool mousemove 160 560 click --repeat 12 --delay 60 5
    shoot paint-mask
    run_command "compare the result"
    sleep 1
    shoot paint-compare
    keys Escape
    run_command "reject the result"
    sleep 2
    shoot paint-rejected
}

scene_wide() {
    open_gallery 2560 1440 dark
    ask "a penguin in the snow"
    keys ctrl+Return
    sleep 12
    thumb 0
    keys i
    sleep 1
    panel devices
    sleep 3
    shoot wide
}

scene_german() {
    language=de locale=de_DE.UTF-8 open_gallery 1280 800 light
    ask "a yellow star"
    keys ctrl+Return
    sleep 4
    thumb 0
    keys i
    show=zeigen panel Warteschlange
    shoot german
}

# Nothing there yet; this and the next are for LOOKS.
scene_empty() {
    rm -rf "$work/empty"
    as_new "$work/empty"
    open_window "$work/empty" 1280 800 dark
    shoot empty
    keys ctrl+m
    sleep 1
    shoot empty-models
    for name in queue grid devices results log; do
        panel $name
        sleep 1
        shoot empty-$name
    done
    keys ctrl+j ctrl+shift+s
    shoot empty-saved
}

# Long texts everywhere.
scene_long() {
    local home="$work/long"
    as_new "$home"
    if [ ! -d "$home/pictures" ]; then
        mkdir -p "$home/data/imagelab/models"
        ln -s "$root/resources/models/demo" "$home/data/imagelab/models/$long_model"
        draw "$home" --prompt "$long_prompt" --steps 8 --name "{date} {words} a file name that somebody chose and that goes on for very long indeed {seed}"
        draw "$home" --model "$home/data/imagelab/models/$long_model" --prompt "$long_prompt" --negative-prompt "$long_prompt" --steps 12 --profile pencil-sketch
        draw "$home" --prompt "a penguin" --steps 12
    fi
    open_window "$home" 1280 800 light
    ask "$long_prompt"
    keys ctrl+Return
    sleep 2
    keys ctrl+Return
    sleep 2
    keys ctrl+shift+s
    shoot long-saved
    keys Escape
    thumb 0
    keys i
    shoot long-details
    thumb 1
    xdotool keydown ctrl
    thumb 2
    xdotool keyup ctrl
    keys c
    shoot long-compare
    keys Escape
    panel queue
    shoot long-queue
    panel log
    shoot long-log
    panel results
    sleep 2
    shoot long-results
    keys ctrl+m
    sleep 1
    shoot long-models
    keys ctrl+j ctrl+k
    words "harbour"
    sleep 1
    shoot long-palette
    keys Return
}

# What is wrong, where it is said.
scene_wrong() {
    local home="$work/wrong"
    rm -rf "$home"
    as_new "$home"
    mkdir -p "$home/data/imagelab/models" "$home/pictures"
    printf 'not a model' >"$home/data/imagelab/models/torn download of a model.safetensors"
    cp "$root/resources/models/demo/samples.png" "$home/start.png"
    in_home "$home" "$program" queue add --prompt "a rocket from a picture" --init-image "$home/start.png" --count 2 >/dev/null 2>&1
    rm -rf "$home/start.png" "$home/data/imagelab/start_pictures"
    in_home "$home" "$program" queue run --until-empty >/dev/null 2>&1 || true
    touch "$home/pictures/output_images"
    open_window "$home" 1280 800 dark
    ask "a penguin in the snow"
    keys ctrl+Return
    sleep 4
    shoot wrong-output
    panel queue
    shoot wrong-queue
    panel log
    shoot wrong-log
    keys ctrl+m
    sleep 1
    shoot wrong-models
    keys ctrl+g
    words "ten"
    sleep 2
    shoot wrong-grid
    rm -f "$home/pictures/output_images"
}

scenes=("$@")
[ $# -gt 0 ] || scenes=(first gallery compare find grid error queue tour more seeds paint wide german)
read -ra looks <<<"${LOOKS:-}"
for look in "${looks[@]:-}"; do
    suffix="${look:+-$look}"
    for scene in "${scenes[@]}"; do "scene_$scene"; done
done
