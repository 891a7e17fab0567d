#!/usr/bin/env python3
"""Where a KVM guest runs: the CPU, the others, the node; the vCPU's thread of a real QEMU, pinned.

SPDX-License-Identifier: MIT
"""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import tap
from trapgate import Failure, affinity, session


class Placements(unittest.TestCase):
    def setUp(self):
        self.system = pathlib.Path(tempfile.mkdtemp(prefix="trapgate-test-"))
        self.addCleanup(shutil.rmtree, self.system)

    def put(self, name, text):
        path = self.system / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")

    def placement(self, cpu, allowed):
        return affinity.placement(cpu, set(allowed), str(self.system))

    def nodes(self, *lists, has_memory):
        for node, cpus in enumerate(lists):
            self.put(f"node/node{node}/cpulist", cpus)
        self.put("node/has_memory", has_memory)

    def test_a_machine_that_tells_nothing(self):
        self.assertEqual(self.placement(3, range(4)), (3, {0, 1, 2}, None))
        self.assertEqual(affinity.text(self.placement(1, range(4))), "0,2-3")

    def test_one_cpu(self):
        self.assertEqual(self.placement(0, [0]), (0, {0}, None))

    def test_an_isolated_cpu_is_not_among_those_allowed(self):
        self.assertEqual(self.placement(3, [0, 1]), (3, {0, 1}, None))

    def test_siblings_are_kept_off_if_there_are_others(self):
        self.put("cpu/cpu3/topology/thread_siblings_list", "1,3")
        self.assertEqual(self.placement(3, range(4)).others, {0, 2})
        self.assertEqual(self.placement(3, [1, 3]).others, {1})

    def test_one_node_is_none(self):
        self.nodes("0-3", has_memory="0")
        self.assertEqual(self.placement(3, range(4)), (3, {0, 1, 2}, None))

    def test_the_others_stay_on_its_node(self):
        self.nodes("0-3", "4-7", has_memory="0-1")
        self.assertEqual(self.placement(5, range(8)), (5, {4, 6, 7}, 1))
        self.put("cpu/cpu5/topology/thread_siblings_list", "4-7")
        self.assertEqual(self.placement(5, range(8)), (5, {4, 6, 7}, 1), "nearer than another node's")
        self.assertEqual(self.placement(5, range(4)), (5, {0, 1, 2, 3}, 1), "but its own CPU stays its own")

    def test_a_node_without_memory_binds_none(self):
        self.nodes("0-3", "4-7", has_memory="0")
        self.assertEqual(self.placement(5, range(8)), (5, {0, 1, 2, 3, 4, 6, 7}, None))

    def test_files_that_hold_rubbish(self):
        self.nodes("x", "9-\0", has_memory="[]")
        self.put("cpu/cpu3/topology/thread_siblings_list", "-")
        self.assertEqual(self.placement(3, range(4)), (3, {0, 1, 2}, None))


class Pin(unittest.TestCase):
    """A QEMU whose vCPU's thread has the name that TCG gives it; the host's first CPU stands for the vCPU's."""

    NAME = "CPU 0/TCG"

    def start(self, *words):
        """Its session: QEMU is a grandchild, as under perf."""
        process = subprocess.Popen(
            ["sh", "-c", '"$@"; exit $?', "sh", "qemu-system-x86_64", "-name", "trapgate,debug-threads=on", "-M",
             "none", "-nodefaults", "-display", "none", "-monitor", "none", "-S", *words], stdin=subprocess.DEVNULL,
            start_new_session=True, preexec_fn=session.die_with_parent)
        self.addCleanup(process.wait)
        self.addCleanup(os.killpg, process.pid, signal.SIGKILL)
        return process.pid

    def pin(self, leader, place, deadline_s=20):
        end = time.monotonic() + deadline_s
        while True:
            try:
                return affinity.pin(leader, place, self.NAME)
            except Failure:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def test_the_thread_alone_is_pinned(self):
        allowed = os.sched_getaffinity(0)
        first, everywhere = min(allowed), affinity.cpu_list(allowed)
        leader = self.start("-M", "q35", "-accel", "tcg")
        facts = self.pin(leader, affinity.Placement(first, allowed, 7))
        self.assertEqual((facts["vcpu"], facts["others"], facts["node"]), (str(first), everywhere, 7))
        named = {pathlib.Path(f"/proc/{p}/task/{t}/comm").read_text().strip(): os.sched_getaffinity(t)
                 for p, t in affinity._tasks(leader)}
        self.assertEqual(named.pop(self.NAME), {first})
        self.assertIn("qemu-system-x86", named)
        self.assertTrue(all(cpus == allowed for cpus in named.values()), named)

    def test_what_is_not_there(self):
        leader = self.start("-M", "q35", "-accel", "tcg")
        self.pin(leader, affinity.Placement(min(os.sched_getaffinity(0)), {0}, None))
        with self.assertRaisesRegex(Failure, "one thread of QEMU named 'CPU 0/KVM' to pin, found 0"):
            affinity.pin(leader, affinity.Placement(0, {0}, None))
        with self.assertRaisesRegex(Failure, "cannot be pinned to CPU 1023"):
            affinity.pin(leader, affinity.Placement(1023, {0}, None), self.NAME)


if __name__ == "__main__":
    tap.main()
