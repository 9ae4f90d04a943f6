/* The parts that scenario.c joins. */
#ifndef STAGES_H
#define STAGES_H

#include "scenario.h"

#define TRY(call)                                  \
    do {                                           \
        pp_status status_of_call = (call);         \
        if (status_of_call) return status_of_call; \
    } while (0)

extern const stage plain_stage, opus_stage, resample_stage, mix_stage, jitter_stage, carrier_stage, room_stage, record_stage,
    transport_stage, dave_stage, group_stage, listen_stage, voice_stage;

#endif
