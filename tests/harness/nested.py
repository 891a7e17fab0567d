"""Runs Linux with KVM in an emulator: it runs steps, and says by a serial port of its own how each ended.

The kernel's messages go to the console, which is another port, so that they cannot spoil what is read here. Each
step's output leaves as soon as the step ends, so that a run which is cut short still tells of the steps before. On
x86_64 the port is the second UART, ttyS1; on arm64 a pci-serial, ttyS0 beside the console's ttyAMA0. root.py makes
the root. SPDX-License-Identifier: MIT
"""

import io
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import zlib
from collections import namedtuple

import cases

sys.path.insert(0, os.path.join(cases.ROOT, "tools"))
from trapgate import signals
from trapgate.session import die_with_parent

# One command for the shell, with the time that it may take.
Step = namedtuple("Step", "name command timeout_s")
# How a step ended: the status that a shell sees (143: it took too long), what it wrote; files: {path: bytes}
# of what it left in the folder $OUT.
Result = namedtuple("Result", "status stdout stderr seconds files")
# The Result of a step that did not come to its end.
NOTHING = Result(None, "", "", 0, {})

# A case takes at most so many seconds to end a run that hangs, and to tell of it.
CASE_END_S = 120

INIT = """\
#!/bin/busybox sh
/bin/busybox --install /usr/bin 2>/dev/null
export PATH=/usr/bin HOME=/tmp LC_ALL=C.UTF-8
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
mkdir -p /dev/shm; mount -t tmpfs -o size=80% tmp /dev/shm; mount -t tmpfs tmp /tmp
mount -t tracefs trace /sys/kernel/tracing
for name in {modules}; do [ ! -e /modules/$name.ko ] || insmod /modules/$name.ko; done
stty -F {port} raw -echo 115200
seconds() {{ cut -d. -f1 /proc/uptime; }}
step() {{
	folder=/tmp/steps/$1; export OUT=$folder/out; mkdir -p $OUT; from=$(seconds)
	echo "nested: $1" >/dev/console
	timeout -s TERM $2 sh -c "$3" >$folder/stdout 2>$folder/stderr </dev/null
	echo $? $(($(seconds) - from)) >$folder/status
	tar -c -C /tmp/steps $1 | gzip >{port}
	rm -r $folder
}}
cd /w
{steps}
sleep 1; {end} -f
"""


def init(steps, port, modules=(), end="poweroff"):
    """Returns the text of /init, which runs the steps in order, sends what they wrote to `port`, and ends by `end`."""
    lines = [f"step {step.name} {step.timeout_s} {shlex.quote(step.command)}" for step in steps]
    return INIT.format(modules=" ".join(modules) or "''", port=port, steps="\n".join(lines), end=end)


def case_step(name, slower, options="", timeout_s=600, every=1):
    """Returns a case of tests.cfg as a step. tests/harness/case itself judges it there, each `every`th of its rows.
    A run that hangs is ended before the step would be, so that what it said until then shows where."""
    timeout = next(case.timeout for case in cases.load(cases.ARCHES) if case.name == name)
    slower = min(slower, int((timeout_s - CASE_END_S) / timeout))
    words = f"--accel kvm {options}".strip()
    command = f"TEST_OPTIONS={shlex.quote(words)} TEST_SLOWER={slower} tests/harness/case {name}"
    command += f" {every}" if every > 1 else ""
    return Step(name.replace("/", "."), command, timeout_s)


def _archives(data):
    """Yields the tar archives that lie in `data` one after another, each a gzip stream; a cut one at its end is
    left out."""
    while data:
        stream = zlib.decompressobj(31)
        try:
            archive = stream.decompress(data)
        except zlib.error:
            return
        if not stream.eof:
            return
        yield archive
        data = stream.unused_data


def _files(archive):
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar.getmembers() if member.isfile()}


def _result(files, name):
    """Returns one step's Result, out of its archive's files."""
    status, seconds = map(int, files[f"{name}/status"].split())
    stdout, stderr = (files[f"{name}/{kind}"].decode(errors="backslashreplace") for kind in ("stdout", "stderr"))
    prefix = f"{name}/out/"
    return Result(status, stdout, stderr, seconds,
                  {path.removeprefix(prefix): data for path, data in files.items() if path.startswith(prefix)})


def results(data):
    """Returns {name: Result} of the steps that came to their end, out of what was written to the port."""
    found = {}
    for archive in _archives(data):
        files = _files(archive)
        name = next(iter(files)).partition("/")[0]
        found[name] = _result(files, name)
    return found


def put_files(result, folder):
    """Writes what a step left in $OUT below `folder`."""
    for path, data in result.files.items():
        target = os.path.join(folder, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(data)


def in_folder(work):
    """Runs work(folder), and returns its status. However it ends, by SIGTERM too, the emulator has ended and
    the folder is gone."""
    def main(stack):
        with signals.blocked():
            folder = tempfile.mkdtemp(prefix="trapgate-test-")
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        return work(folder)
    return signals.run(main)


def run(command, port_file, timeout_s):
    """Runs the emulator to its end. Returns ({name: Result}, its console's text); what the port got lies in
    `port_file`."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          start_new_session=True, preexec_fn=die_with_parent) as emulator:
        try:
            said = emulator.communicate(timeout=timeout_s)[0]
        except subprocess.TimeoutExpired:
            os.killpg(emulator.pid, signal.SIGKILL)
            said = emulator.communicate()[0] + b"\nno end within %g s" % timeout_s
        except BaseException:
            os.killpg(emulator.pid, signal.SIGKILL)
            raise
    # Bochs makes the file when the first byte is written.
    data = b""
    if os.path.exists(port_file):
        with open(port_file, "rb") as file:
            data = file.read()
    return results(data), said.decode(errors="backslashreplace").replace("\r", "")


def judge_steps(tap, name, found, steps, console):
    """Asserts that every step came to its end. If not, the console shows which one was the last to begin."""
    begun = re.findall(r"^nested: (\S+)", console, re.MULTILINE)
    tap.same(sorted(found), sorted(step.name for step in steps), f"{name}: Linux ran, and each step came to its end")
    if tap.failed:
        tap.note(f"the last step that began: {begun[-1] if begun else 'none'}\n{console[-3000:]}")


def judge_case(tap, name, result, console):
    """Passes on the TAP of a case that ran there; one that never ended is a failure."""
    if result is None:
        tap.ok(False, f"{name} came to its end", console[-2000:])
        return
    whole = tap.pass_on(result.stdout)
    last = (result.stdout.splitlines() or ["nothing"])[-1]
    tap.ok(whole and result.status == 0, f"{name} under KVM: its plan, and status 0",
           f"status {result.status} after {result.seconds} s; it came as far as: {last}\n{result.stderr[-2000:]}\n"
           f"{console[-1000:]}")
