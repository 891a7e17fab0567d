# dispatch/slots.h, SYSCALL rows -> SLOT(nr, handler) for every slot of the table, empty ones with the shared sys_ni_syscall.
/^#define NR_SYSCALLS/ { slots = $3 }
/^SYSCALL/ { gsub(/[(),]/, " "); handler[$2] = "sys_" $3 }
END { for (i = 0; i < slots; i++) printf "SLOT(%d, %s)\n", i, (i in handler) ? handler[i] : "sys_ni_syscall" }
