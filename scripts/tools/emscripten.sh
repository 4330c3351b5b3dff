# Sourced by scripts/test: builds the modules by Emscripten into build/emscripten/. Where no emcc is on
# the PATH it takes Debian 13's, which lives in a folder of its own, build/emscripten-root (3 GB;
# needs root, and the network the first time): the newest of Debian 12 cannot build the core.

emscriptenRoot=build/emscripten-root

# Debian 13 with Emscripten in $emscriptenRoot. A folder that was left half made is begun anew.
installEmscripten() {
  [ ! -f $emscriptenRoot/installed ] || return 0
  [ "$(id -u)" = 0 ] || {
    echo 'needs root (debootstrap, chroot), or emcc 3.1.60 or newer on the PATH' >&2
    return 1
  }
  command -v debootstrap >/dev/null ||
    { apt-get update -q && apt-get install -q -y --no-install-recommends debootstrap; } || return
  rm -rf $emscriptenRoot
  debootstrap --variant=minbase trixie $emscriptenRoot &&
    chroot $emscriptenRoot env DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
      --no-install-recommends emscripten cmake ninja-build nlohmann-json3-dev &&
    touch $emscriptenRoot/installed
}

# The sources go into the folder, since nothing may be mounted there: one that is deleted together
# with it would be a pity. Times are kept, so that only what changed is built again.
buildInRoot() {
  local inside=$emscriptenRoot/agentkeep
  mkdir -p $inside
  rm -rf $inside/src $inside/wasm $inside/cmake $inside/test
  mkdir $inside/test
  cp -a CMakeLists.txt CMakePresets.json package.json cmake src wasm $inside/
  cp -a test/library $inside/test/
  chroot $emscriptenRoot env HOME=/root bash -c 'cd /agentkeep || exit
    [ -f build/emscripten/build.ninja ] || cmake --preset emscripten || exit
    ninja -C build/emscripten -j2 --quiet' || return
  cp $inside/build/emscripten/*.wasm build/emscripten/
}

buildEmscripten() {
  mkdir -p build/emscripten
  if command -v emcc >/dev/null; then
    configureAndBuild emscripten || return
  else
    installEmscripten && buildInRoot || return
  fi
  for module in build/emscripten/*.wasm; do
    printf '%s: %d bytes, %d gzipped\n' "$module" "$(wc -c <"$module")" \
      "$(gzip -9c "$module" | wc -c)"
  done
}
