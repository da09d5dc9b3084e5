"""Runs a Python module and ends it, with every process in its group, when standard input closes.

Whoever starts this holds the other end: if it dies, by SIGKILL too, nothing is left running or lying
about. Arguments: the scratch directory to remove in the end, the module, the module's arguments.
"""

import os
import runpy
import shutil
import signal
import sys
import threading


def end_with_starter():
    while os.read(0, 4096):
        pass
    shutil.rmtree(scratch, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


scratch = sys.argv.pop(1)
module = sys.argv.pop(1)
threading.Thread(target=end_with_starter, daemon=True).start()
runpy.run_module(module, run_name="__main__", alter_sys=True)
