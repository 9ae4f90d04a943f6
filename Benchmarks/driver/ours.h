/* What the files of our side share: each stage through phonepatch.h, on the stripped library. */
#ifndef OURS_H
#define OURS_H

#include "bench.h"

#include <phonepatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define must(call) must_at(call, __FILE__, __LINE__)

static inline void must_at(pp_status status, const char *file, int line) {
    if (status >= PP_OK) return;
    fprintf(stderr, "%s:%d: %s\n", file, line, pp_status_text(status));
    exit(1);
}

static inline void nothing(void) {}

/* A carrier's leg, made from its `start`. */
static inline pp_leg *carrier_leg(const pp_leg_config *given, uint32_t room_rate) {
    uint8_t text[1024];
    size_t length;
    pp_leg_config config = *given;
    pp_carrier_start start = PP_SIZED(pp_carrier_start);
    pp_leg *leg = NULL;
    start.stream_sid = start.call_sid = start.account_sid = (const uint8_t *)SID;
    start.stream_sid_len = start.call_sid_len = start.account_sid_len = sizeof SID - 1;
    must(pp_carrier_write_start(&start, text, sizeof text, &length));
    config.kind = PP_LEG_CARRIER;
    must(pp_leg_create(&config, text, length, room_rate, &leg));
    return leg;
}

#endif
