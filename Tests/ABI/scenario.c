#include "scenario.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int report_fd = 2;

void fail(const char *file, int line, const char *what) {
    char text[300];
    /* By hand: printf may allocate, and the caller may be counting. */
    const char *parts[] = {file, ":", NULL, ": failed: ", what, "\n"};
    char digits[12];
    int at = (int)sizeof digits - 1;
    digits[at] = 0;
    do digits[--at] = (char)('0' + line % 10); while ((line /= 10) && at);
    parts[2] = digits + at;
    size_t length = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t n = strlen(parts[i]);
        if (n > sizeof text - length) n = sizeof text - length;
        memcpy(text + length, parts[i], n);
        length += n;
    }
    ssize_t written = write(report_fd, text, length);
    _exit(written < 0 ? 2 : 1);
}

pp_status create_stages(void) {
    for (int i = 0; i < stage_count; i++) {
        pp_status status = stages[i]->create();
        if (status != PP_OK) return status;
    }
    return PP_OK;
}

void run_frame(uint64_t n) {
    for (int i = 0; i < stage_count; i++) stages[i]->frame(n);
}

void destroy_stages(void) {
    for (int i = stage_count - 1; i >= 0; i--) stages[i]->destroy();
}
