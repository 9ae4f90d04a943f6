/* The [rt] calls of every stage fit into a thread with 128 KB of stack; prints how deep each went. */
#define _GNU_SOURCE
#include "scenario.h"

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define STACK (128 * 1024)
#define PAINT 0xA5

static void *live(void *given) {
    const stage *part = given;
    for (uint64_t n = 0; n < 2000; n++) part->frame(n);
    return NULL;
}

static size_t depth(const stage *part) {
    uint8_t *memory = mmap(NULL, STACK + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(memory != MAP_FAILED);
    CHECK(mprotect(memory, 4096, PROT_NONE) == 0); /* one byte too many ends the program */
    uint8_t *stack = memory + 4096;
    memset(stack, PAINT, STACK);
    pthread_attr_t attributes;
    pthread_t thread;
    CHECK(pthread_attr_init(&attributes) == 0);
    CHECK(pthread_attr_setstack(&attributes, stack, STACK) == 0);
    CHECK(pthread_create(&thread, &attributes, live, (void *)part) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    size_t untouched = 0;
    while (untouched < STACK && stack[untouched] == PAINT) untouched++;
    CHECK(munmap(memory, STACK + 4096) == 0);
    return STACK - untouched;
}

int main(void) {
    size_t worst = 0;
    make_voice();
    for (int i = 0; i < stage_count; i++) {
        CHECK(stages[i]->create() == PP_OK);
        size_t used = depth(stages[i]);
        stages[i]->destroy();
        printf("%s: %zu KB of stack\n", stages[i]->name, (used + 1023) / 1024);
        if (used > worst) worst = used;
    }
    printf("note: %zu of 128 KB, the thread's own part included\n", (worst + 1023) / 1024);
    return 0;
}
