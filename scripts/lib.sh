# Sourced by the scripts of this folder: works from the project's folder, finds its tools, and
# keeps them offline. Bash 3.2 (macOS) must be able to read all of them.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/.tools/node_modules/.bin:$PWD/node_modules/.bin:$PATH"
set -a
. scripts/tools/offline.env
set +a

# Ends the script with one line on stderr.
die() {
  printf '%s: %s\n' "scripts/$(basename "$0")" "$*" >&2
  exit 1
}

# Prints the comment at the top of the running script, for --help.
printHelp() {
  awk 'NR == 1 { next } /^#/ { sub(/^# ?/, ""); print; next } { exit }' "scripts/$(basename "$0")"
}

# True where `node` and `npm` are there and new enough for wrangler (22.12).
hasNode() {
  command -v npm >/dev/null && command -v node >/dev/null &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number);
             process.exit(a > 22 || (a === 22 && b >= 12) ? 0 : 1)'
}

# What the formatters own. C++ files are printed with a NUL after each, for xargs -0.
cppFiles() {
  find src wasm test bench \( -name '*.cc' -o -name '*.h' \) -type f -print0 2>/dev/null
}
prettierFiles=('**/*.{ts,mts,js,mjs,json}' README.md 'docs/**/*.md')

# Prints the name of an LLVM tool of version 22: `clang-tidy-22`, or `clang-tidy` of that version.
newest() {
  local name
  for name in "$1-22" "$1"; do
    if "$name" --version 2>/dev/null | grep -q 'version 22\.'; then
      echo "$name"
      return
    fi
  done
  die "$1 22 is missing: run scripts/setup first"
}

# Bundles the command `agentkeep` of this tree, and prints the path of the script. The store's module
# stays outside, at a path that wasm/ and build/ share: not every command needs one that is built.
commandLine() {
  [ -d node_modules ] || die 'node_modules is missing: run scripts/setup first'
  mkdir -p build
  # What is run is never half-written, also where two run at once.
  esbuild cli/main.ts --bundle --platform=node --format=esm --log-level=warning \
    '--external:*.embedded.js' --external:#sqlite --external:pg --external:wrangler \
    --external:progress \
    --outfile="build/agentkeep-$$.mjs"
  mv "build/agentkeep-$$.mjs" build/agentkeep.mjs
  echo build/agentkeep.mjs
}
