/* A busy host in C: every group of phonepatch.h with loss, duplicates, malformed input, buffers that are too small, legs
 * that come and go. The tests of memory, time and stack run it in their own way: create, frame by frame, destroy. */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "voice.h"

#include <phonepatch.h>
#include <stdbool.h>

typedef struct stage {
    const char *name;
    pp_status (*create)(void);    /* the first failure, or PP_OK                                     */
    void (*frame)(uint64_t n);    /* one 20 ms frame; only after a create that was PP_OK              */
    void (*destroy)(void);        /* also after a create that failed half-way                        */
} stage;

extern const stage *const stages[];
extern const int stage_count;

/* Where failed checks are written to, and how the program ends then. */
extern int report_fd;
void fail(const char *file, int line, const char *what);
#define CHECK(condition) ((condition) ? (void)0 : fail(__FILE__, __LINE__, #condition))

pp_status create_stages(void);
void run_frame(uint64_t n);
void destroy_stages(void);

#endif
