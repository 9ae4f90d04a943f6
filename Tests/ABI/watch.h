/* Stands in front of the allocator, the locks and the clocks of the C library, for this program and every library in it.
 * While `watching`, each call is counted; `fail_at` makes the n-th allocation from then on fail. */
#ifndef WATCH_H
#define WATCH_H

#include <stdbool.h>
#include <stdint.h>

extern volatile bool watching;
extern volatile uint64_t watched_calls;
extern const char *volatile first_watched; /* the name of the first function that was called          */

extern volatile int64_t fail_at;           /* 0: never; 1: the next allocation                       */
extern volatile bool only_ours;            /* of those that libphonepatch itself makes               */
extern volatile bool failed_one;           /* an allocation was refused                              */
extern volatile int64_t blocks;            /* allocated and not freed, while fail_at counts           */

#endif
