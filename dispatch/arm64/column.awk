# Picks arm64's number, the second column, out of dispatch/syscalls.def.
/^SYSCALL/ { gsub(/[(),]/, " "); if ($3 != "-") printf "%d SYSCALL(%d, %s, %s)\n", $3, $3, $4, $5 }
