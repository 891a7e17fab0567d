# Picks x86_64's number, the first column, out of dispatch/syscalls.def.
/^SYSCALL/ { gsub(/[(),]/, " "); if ($2 != "-") printf "%d SYSCALL(%d, %s, %s)\n", $2, $2, $4, $5 }
