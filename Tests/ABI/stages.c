/* What the scenario consists of. */
#include "stages.h"

const stage *const stages[] = {&plain_stage, &opus_stage, &resample_stage, &mix_stage, &jitter_stage, &carrier_stage, &room_stage,
#ifndef BRIDGE
                               &record_stage, &listen_stage,
#endif
                               &transport_stage, &dave_stage, &group_stage, &voice_stage};
const int stage_count = sizeof stages / sizeof *stages;
