"""Linux with KVM in an emulator: it runs steps, and says by a serial port of its own how each ended.

The kernel's messages go to the console, which is another port: when they come cannot spoil what is read
here. Each step's output leaves as soon as the step ends, so that a run which is cut short still tells of
the steps before. The root is root.py's. SPDX-License-Identifier: MIT
"""

import io
import os
import shlex
import signal
import subprocess
import sys
import tarfile
import zlib
from collections import namedtuple

import cases

sys.path.insert(0, os.path.join(cases.ROOT, "tools"))
from trapgate.session import die_with_parent

# One command for the shell, with the time that it may take.
Step = namedtuple("Step", "name command timeout_s")
# How a step ended: the status that a shell sees (143: it took too long), what it wrote.
Result = namedtuple("Result", "status stdout stderr seconds")
# A step that did not come to its end.
NOTHING = Result(None, "", "", 0)

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
	folder=/tmp/steps/$1; mkdir -p $folder; from=$(seconds)
	echo "nested: $1" >/dev/console
	timeout -s TERM $2 sh -c "$3" >$folder/stdout 2>$folder/stderr </dev/null
	echo $? $(($(seconds) - from)) >$folder/status
	tar -c -C /tmp/steps $1 | gzip >{port}
	rm -r $folder
}}
cd /w
{steps}
sleep 1; poweroff -f
"""


def init(steps, port, modules=()):
    """The text of /init: runs the steps in order and sends what they wrote to `port`."""
    lines = [f"step {step.name} {step.timeout_s} {shlex.quote(step.command)}" for step in steps]
    return INIT.format(modules=" ".join(modules) or "''", port=port, steps="\n".join(lines))


def case_step(name, slower, options="", timeout_s=600):
    """A case of tests.cfg as a step: judged there by tests/harness/case itself."""
    words = f"--accel kvm {options}".strip()
    command = f"TEST_OPTIONS={shlex.quote(words)} TEST_SLOWER={slower} tests/harness/case {name}"
    return Step(name.replace("/", "."), command, timeout_s)


def _archives(data):
    """The tar archives that lie in `data` one after another, each a gzip stream; a cut one at its end is left out."""
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


def results(data):
    """{name: Result} of the steps that came to their end, out of what was written to the port."""
    found = {}
    for archive in _archives(data):
        files = {}
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            for member in tar.getmembers():
                if member.isfile():
                    files[member.name] = tar.extractfile(member).read().decode(errors="backslashreplace")
        for path, text in files.items():
            name, _, kind = path.rpartition("/")
            if kind == "status":
                status, seconds = map(int, text.split())
                found[name] = Result(status, files[f"{name}/stdout"], files[f"{name}/stderr"], seconds)
    return found


def run(command, port_file, timeout_s):
    """Runs the emulator to its end. ({name: Result}, its console's text); what the port got lies in `port_file`."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          start_new_session=True, preexec_fn=die_with_parent) as emulator:
        try:
            said = emulator.communicate(timeout=timeout_s)[0]
        except subprocess.TimeoutExpired:
            os.killpg(emulator.pid, signal.SIGKILL)
            said = emulator.communicate()[0] + b"\nno end within %d s" % timeout_s
        except BaseException:
            os.killpg(emulator.pid, signal.SIGKILL)
            raise
    with open(port_file, "rb") as file:
        return results(file.read()), said.decode(errors="backslashreplace").replace("\r", "")


def judge_case(tap, name, result, console):
    """Passes on the TAP of a case that ran there; one that never ended is a failure."""
    if result is None:
        tap.ok(False, f"{name} came to its end", console[-2000:])
        return
    whole = tap.pass_on(result.stdout)
    tap.ok(whole and result.status == 0, f"{name} under KVM: its plan, and status 0",
           f"status {result.status} after {result.seconds} s\n{result.stderr[-2000:]}")
