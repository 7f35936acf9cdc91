// Lets other workers run before each atomic access of the engine. Builds that want this include it before
// everything else (-include). The program's own counts use <stdatomic.h>, and are not affected.
//
// Nobody else can see what the engine does between two atomic accesses. So if the next worker is chosen
// before each of them, every interleaving of threads can happen, including those for which a running thread
// would have to be stopped between two instructions.
#ifndef FUZZ_THREADS_YIELD_H
#define FUZZ_THREADS_YIELD_H

/// Now and then lets another worker run.
void stress__yield(void);

// A macro is not expanded inside itself, so the name after the comma is the builtin.
#define __atomic_load_n(...) (stress__yield(), __atomic_load_n(__VA_ARGS__))
#define __atomic_store_n(...) (stress__yield(), __atomic_store_n(__VA_ARGS__))
#define __atomic_exchange_n(...) (stress__yield(), __atomic_exchange_n(__VA_ARGS__))
#define __atomic_compare_exchange_n(...) (stress__yield(), __atomic_compare_exchange_n(__VA_ARGS__))
#define __atomic_fetch_add(...) (stress__yield(), __atomic_fetch_add(__VA_ARGS__))
#define __atomic_fetch_sub(...) (stress__yield(), __atomic_fetch_sub(__VA_ARGS__))
#define __atomic_fetch_and(...) (stress__yield(), __atomic_fetch_and(__VA_ARGS__))
#define __atomic_fetch_or(...) (stress__yield(), __atomic_fetch_or(__VA_ARGS__))
#define __atomic_fetch_xor(...) (stress__yield(), __atomic_fetch_xor(__VA_ARGS__))
#define __atomic_add_fetch(...) (stress__yield(), __atomic_add_fetch(__VA_ARGS__))
#define __atomic_sub_fetch(...) (stress__yield(), __atomic_sub_fetch(__VA_ARGS__))
#define __atomic_and_fetch(...) (stress__yield(), __atomic_and_fetch(__VA_ARGS__))
#define __atomic_or_fetch(...) (stress__yield(), __atomic_or_fetch(__VA_ARGS__))
#define __atomic_xor_fetch(...) (stress__yield(), __atomic_xor_fetch(__VA_ARGS__))

#endif
