"""Serve one application as `gregoire serve` does: python -m benchmarks.serving APPLICATION PORT."""

import sys

from gregoire.site.serving import serve

if __name__ == "__main__":
    _, application, port = sys.argv
    serve(host="127.0.0.1", port=int(port), workers=1, log_level="WARNING", application=application)
