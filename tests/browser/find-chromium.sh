#!/bin/sh
# Find Chromium for the browser tests, or install it where this user may. Without one they are skipped,
# with the reason shown; HATANG_REQUIRE_BROWSER=1 makes that a failure.
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo -n"
  echo "Chromium is not here: installing it with apt-get …"
  $sudo apt-get update -qq >/dev/null 2>&1 &&
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null 2>&1 && exit 0
fi
.venv/bin/python -m playwright install chromium >/dev/null 2>&1 && exit 0
echo "Chromium could not be found or installed."
[ "${HATANG_REQUIRE_BROWSER:-}" = 1 ] && exit 1
exit 0
