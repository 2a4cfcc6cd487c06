#!/usr/bin/env bash
# make_packages.sh BUILD: the Debian package and the archive that runs from any folder, in BUILD/package. BUILD is a finished release build.
#
# The archive holds the program, its data, and every library it needs but those that belong to the system and its drivers: glibc and the
# compiler's, OpenGL's, X11's, fontconfig's (the kinds that AppImage's excludelist leaves out, for the same reason: a driver of the
# machine is loaded into the program and expects the machine's own). packaging/archive_needs.txt names the packages that bring them.
set -euo pipefail
build="$(readlink -f "$1")"
source="$(dirname "$(dirname "$(readlink -f "$0")")")"
out="$build/package"
rm -rf "$out"
mkdir -p "$out"

(cd "$build" && cpack -G DEB >"$out/cpack.log" 2>&1) || { tail -20 "$out/cpack.log" >&2; exit 1; }
rm -rf "$out/_CPack_Packages" "$out/cpack.log"

version="$(dpkg-deb -f "$out"/imagelab_*.deb Version)"
name="imagelab-$version-linux-$(uname -m)"
root="$out/$name"
cmake --install "$build" --strip --prefix "$root" >/dev/null

system='^(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|util|mvec|anl|nsl)|libstdc\+\+|libgcc_s|libgomp|libGL|libEGL|libGLX|libGLdispatch|libOpenGL|libGLESv2|libdrm|libgbm|libvulkan|libX11|libX11-xcb|libxcb|libxcb-glx|libxcb-dri[23]|libXext|libXfixes|libwayland-.*|libfontconfig|libfreetype|libexpat|libz|libSM|libICE)\.so'

qt_plugins="$(qtpaths6 --plugin-dir 2>/dev/null || qmake6 -query QT_INSTALL_PLUGINS)"
for plugin in platforms/libqxcb platforms/libqoffscreen platforms/libqwayland-generic platforms/libqwayland-egl iconengines/libqsvgicon \
    imageformats/libqsvg imageformats/libqjpeg imageformats/libqico imageformats/libqgif xcbglintegrations/libqxcb-glx-integration \
    xcbglintegrations/libqxcb-egl-integration platforminputcontexts/libcomposeplatforminputcontextplugin \
    platforminputcontexts/libibusplatforminputcontextplugin wayland-shell-integration/libxdg-shell; do
    [ -f "$qt_plugins/$plugin.so" ] || continue
    install -D -m 644 "$qt_plugins/$plugin.so" "$root/plugins/$plugin.so"
done
printf '[Paths]\nPrefix = ..\nPlugins = plugins\n' >"$root/bin/qt.conf"

# ldd names whatever is reached from the program and the plugins, so one round is all.
mkdir -p "$root/lib"
find "$root/bin" "$root/plugins" -type f \( -name imagelab -o -name '*.so' \) -exec ldd {} + |
    awk '$2 == "=>" && $3 ~ /^\// { print $3 }' | sort -u |
    while read -r library; do
        [[ "$(basename "$library")" =~ $system ]] || install -m 644 "$(readlink -f "$library")" "$root/lib/$(basename "$library")"
    done
strip --strip-unneeded "$root"/lib/*.so* "$root"/plugins/*/*.so
patchelf --set-rpath '$ORIGIN/../lib' "$root/bin/imagelab"
for library in "$root"/lib/*.so*; do patchelf --set-rpath '$ORIGIN' "$library"; done
for plugin in "$root"/plugins/*/*.so; do patchelf --set-rpath '$ORIGIN/../../lib' "$plugin"; done

# Their licences, as Debian states them.
mkdir -p "$root/share/doc/libraries"
for library in "$root"/lib/*.so* "$root"/plugins/*/*.so; do
    dpkg-query -S "*/$(basename "$library")" 2>/dev/null | sed 's/:.*//'
done | tr -d ',' | sort -u | while read -r package; do
    [ -f "/usr/share/doc/$package/copyright" ] && cp -L "/usr/share/doc/$package/copyright" "$root/share/doc/libraries/$package.txt"
done || true
cp "$source/packaging/archive_needs.txt" "$root/share/doc/"

tar -C "$out" --sort=name --owner=0 --group=0 --numeric-owner -cf - "$name" | xz -T0 -6 >"$out/$name.tar.xz"
echo "the program: $(stat -c %s "$build/imagelab" | numfmt --to=iec-i)B as built, $(stat -c %s "$root/bin/imagelab" | numfmt --to=iec-i)B stripped"
for file in "$out"/*.deb "$out/$name.tar.xz"; do
    echo "$(stat -c %s "$file" | numfmt --to=iec-i)B  ${file#"$PWD"/}"
done
echo "$(du -sb "$root" | cut -f1 | numfmt --to=iec-i)B  the archive, unpacked"
rm -rf "$root"
