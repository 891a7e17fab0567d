# SYSCALL(nr, name, implemented) rows after their number -> the rows alone; a number used twice stops the build.
NR > 1 && $1 == last { print "dispatch/syscalls.def: number " $1 " is used twice" > "/dev/stderr"; exit 1 }
{ last = $1; sub(/^[0-9]+ /, ""); print }
