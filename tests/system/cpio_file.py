"""cpio archives of the format newc, right or wrong on purpose. SPDX-License-Identifier: MIT"""

REGULAR, DIRECTORY, SYMLINK = 0o100000, 0o040000, 0o120000


def padded(data):
    return data + bytes(-len(data) % 4)


def member(name, data=b"", mode=REGULAR | 0o755, inode=1, links=1, size=None, name_size=None,
           magic=b"070701"):
    """One file; sizes that are given are written down whatever there is."""
    name = name.encode() + b"\0"
    fields = (inode, mode, 0, 0, links, 0, len(data) if size is None else size, 0, 0, 0, 0,
              len(name) if name_size is None else name_size, 0)
    return padded(magic + b"".join(b"%08x" % field for field in fields) + name) + padded(data)


def archive(*members):
    return b"".join(members) + member("TRAILER!!!", mode=0)
