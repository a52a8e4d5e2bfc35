"""Whatever is compiled is compiled once in a session of tests, also where Python is told to write none.

A test of a command starts Python anew, a dozen times for one campus, and half of what each start
takes would be spent on compiling Django. It lies in a folder that goes away with the session.
"""

import atexit
import os
import shutil
import sys
import tempfile

if sys.dont_write_bytecode and "PYTHONDONTWRITEBYTECODE" in os.environ:
    del os.environ["PYTHONDONTWRITEBYTECODE"]
    sys.pycache_prefix = tempfile.mkdtemp(prefix="gregoire-bytecode-")
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix  # of workers and of commands
    sys.dont_write_bytecode = False
    atexit.register(shutil.rmtree, sys.pycache_prefix, ignore_errors=True)
