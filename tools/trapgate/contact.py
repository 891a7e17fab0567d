"""First contact with a machine: stages, each of which says how it went, on what evidence, what to do.

A stage is a function of a Contact that returns ok(), failed() or not_available(). An exception, ours or Python's,
is a failure of that stage and of no other; only Missing makes the stage not available.
Next: contact_stages.py. SPDX-License-Identifier: MIT
"""

import contextlib
import json
import os
import shlex
import subprocess
import sys
import textwrap
import time
import traceback
from collections import namedtuple

from . import ROOT, Error, Missing, signals

FORMAT_VERSION = 1
OK, FAILED, NOT_AVAILABLE = "ok", "failed", "not_available"
STATUSES = (OK, FAILED, NOT_AVAILABLE)
WIDTH = 100
# A program that was told to end has so many seconds to clean up.
END_S = 20

Outcome = namedtuple("Outcome", "status evidence remedy")
# stage: its name, group first ("boot.grub"); seconds: how long it took; logs: files of the tar.
Stage = namedtuple("Stage", "stage status evidence remedy seconds logs")


def ok(evidence, remedy=""):
    return Outcome(OK, evidence, remedy)


def failed(evidence, remedy):
    return Outcome(FAILED, evidence, remedy)


def not_available(reason, remedy=""):
    return Outcome(NOT_AVAILABLE, reason, remedy)


def say(file, text):
    """Prints a line. If nobody reads on (Ctrl-C ends the `tee` of a pipe, too), the run goes on without output."""
    try:
        print(text, file=file, flush=True)
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, file.fileno())
        os.close(nowhere)


def _one_line(text):
    return " ".join(str(text).split())


class Contact:
    """The state that the stages share. folder: what becomes the tar; cpu: a model to boot with, if not the usual
    one; boots: False after it is known that nothing boots; runs: result folders, by name; told: more facts for
    contact.json."""

    def __init__(self, opts, folder):
        self.opts, self.folder = opts, folder
        self.arch, self.accel, self.cpu = opts.arch, opts.accel, opts.cpu
        self.boots, self.runs, self.told = True, {}, {}
        self.stages, self._logs = [], []
        self._started = _now()
        self._complete = False

    def file(self, name):
        """Returns the path of a file of the tar, and lists the file with the running stage."""
        self._logs.append(name)
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.file(name), "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)

    def machine(self):
        """Returns the words for tools/run, tools/bench and tools/perf that say which machine the guest gets."""
        cpu = ["--cpu", self.cpu] if self.cpu else []
        memory = ["--memory", str(self.opts.memory)] if self.opts.memory else []
        return ["--accel", self.accel, *cpu, *memory]

    def tool(self, name, *words):
        """Returns the command of one of these tools, for this machine."""
        return [os.path.join(ROOT, "tools", name), "--arch", self.arch, *self.machine(), *words]

    def command(self, log, words, timeout, environ=None):
        """Runs a command, whose output goes to the log, too. Returns (exit status, output); the status is None if
        it was late."""
        path = self.file(log)
        with open(path, "wb") as file:
            file.write(f"$ {shlex.join(words)}\n".encode(errors="backslashreplace"))
            file.flush()
            status = _run(words, file, timeout, environ)
        with open(path, encoding="utf-8", errors="backslashreplace") as file:
            return status, file.read().partition("\n")[2]

    def go(self, stages):
        """Runs (name, function) one after the other. An exception that interrupts a stage is passed on."""
        for name, function in stages:
            say(sys.stderr, f"{name} ...")
            self._logs, begun = [], time.monotonic()
            try:
                outcome = self._outcome(name, function)
            except BaseException as error:
                self._keep(name, failed(_one_line(error) or type(error).__name__, "run it again"), begun)
                self._leave_out(stages)
                raise
            self._keep(name, outcome, begun)
        self._complete = True

    def _outcome(self, name, function):
        try:
            return function(self)
        except signals.Interrupted:
            raise
        except Missing as error:
            return not_available(_one_line(error), "make setup")
        except (Error, OSError) as error:
            return failed(_one_line(error), "the log of the stage")
        except Exception as error:  # a fault of ours must not lose what the other stages found
            self.write(f"{name}-exception.log", traceback.format_exc())
            return failed(f"first-contact itself: {type(error).__name__}: {_one_line(error)}", "report it, with the tar file")

    def _keep(self, name, outcome, begun):
        seconds = round(time.monotonic() - begun, 1)
        logs = [log for log in dict.fromkeys(self._logs) if os.path.exists(os.path.join(self.folder, log))]
        self.stages.append(Stage(name, outcome.status, outcome.evidence, outcome.remedy, seconds, logs))

    def _leave_out(self, stages):
        done = {stage.stage for stage in self.stages}
        for name, _ in stages:
            if name not in done:
                self.stages.append(Stage(name, *not_available("not reached: the run was ended before", "run it again"), 0, []))

    def failed(self):
        return any(stage.status == FAILED for stage in self.stages)

    def finish(self):
        """Writes contact.json for programs, and table.txt for people."""
        facts = {"format_version": FORMAT_VERSION, "complete": self._complete, "arch": self.arch,
                 "accelerator": self.accel, "cpu": self.cpu, "started": self._started, "ended": _now(),
                 "arguments": sys.argv[1:], **self.told,
                 "stages": [stage._asdict() for stage in self.stages]}
        with contextlib.suppress(OSError):  # a full disk is reported when the tar is written
            self.write("contact.json", json.dumps(facts, indent=1, ensure_ascii=False) + "\n")
            self.write("table.txt", table(self.stages) + "\n")


def _run(words, file, timeout, environ):
    """Runs a command and returns its exit status, or None if it was late. However we leave, the command does not
    run on."""
    process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", "--", *words], cwd=ROOT, stdin=subprocess.DEVNULL,
                               stdout=file, stderr=subprocess.STDOUT, env={**os.environ, **(environ or {})})
    try:
        return process.wait(timeout or None)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with signals.blocked():
            _end(process)


def _end(process):
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(END_S)
        process.kill()
        process.wait()


def last_line(text, default="no word"):
    """Returns the last line of a log that is not blank."""
    lines = [line for line in text.splitlines() if line.strip()]
    return _one_line(lines[-1]) if lines else default


def summary(stages):
    counts = [(sum(stage.status == status for stage in stages), status.replace("_", " ")) for status in STATUSES]
    return ", ".join(f"{count} {word}" for count, word in counts)


def table(stages):
    """Returns a table for people: each stage's status, evidence and remedy, wrapped."""
    name = max([len(stage.stage) for stage in stages] + [len("STAGE")])
    status = len(NOT_AVAILABLE)
    lines = [f"{'STAGE':<{name}}  {'STATUS':<{status}}  EVIDENCE"]
    for stage in stages:
        begin = f"{stage.stage:<{name}}  {stage.status.replace('_', ' '):<{status}}  "
        text = stage.evidence + (f"; to do: {stage.remedy}" if stage.remedy else "")
        lines += textwrap.wrap(text, WIDTH, initial_indent=begin, subsequent_indent=" " * len(begin),
                               break_on_hyphens=False) or [begin.rstrip()]
    return "\n".join(lines)


def _now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
