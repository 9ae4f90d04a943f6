/* A DAVE session. Group work may allocate: it is done when the stage is made, and the frames only look at it. */
#include "stages.h"

#include <string.h>

static pp_dave_session *session;
static pp_dave_update *change;

/* Fetches everything. Group work has no status of its own: that memory ran out shows in what is missing. */
static pp_status drain(unsigned packages) {
    static uint8_t buffer[8192];
    for (int i = 0; i < 100; i++) {
        size_t length = 0;
        pp_dave_output out = PP_SIZED(pp_dave_output);
        TRY(pp_dave_poll(session, buffer, sizeof buffer, &length, &out));
        if (out.kind == PP_DAVE_OUT_NONE) return packages ? PP_ERR_NO_MEMORY : PP_OK;
        if (out.kind == PP_DAVE_OUT_UPDATE) TRY(pp_dave_take(session, change));
        if (out.kind == PP_DAVE_OUT_BINARY) {
            CHECK(buffer[0] == 26 && length > 300);
            packages--;
        }
    }
    return PP_ERR_INTERNAL;
}

static pp_status group_create(void) {
    /* A key that is no point of the curve; and proposals from nowhere. */
    static const uint8_t sender[71] = {25, 0x40, 65, 4, 1, 2, 3}, proposals[] = {27, 0, 1, 2};
    pp_dave_session_config config = PP_SIZED(pp_dave_session_config);
    pp_dave_update_config carrying = PP_SIZED(pp_dave_update_config);
    config.user = 7, config.channel = 8, config.users = 20, carrying.users = 20;
    TRY(pp_dave_session_create(&config, &session));
    TRY(pp_dave_update_create(&carrying, &change));
    TRY(pp_dave_connect(session, 9));
    TRY(pp_dave_start(session, 1, 0));
    TRY(pp_dave_receive(session, sender, sizeof sender, 0));
    TRY(pp_dave_receive(session, proposals, sizeof proposals, 0));
    TRY(drain(1));
    TRY(pp_dave_prepare_epoch(session, 1, 1, 0));
    TRY(pp_dave_execute_transition(session, 5, 0));
    TRY(pp_dave_disconnect(session, 9));
    TRY(pp_dave_recover(session, 0));
    TRY(pp_dave_tick(session, 0));
    return drain(1);
}

static void group_destroy(void) {
    pp_dave_session_destroy(session), pp_dave_update_destroy(change);
    session = NULL, change = NULL;
}

static void group_frame(uint64_t n) {
    uint8_t text[64];
    size_t length = 0;
    pp_dave_state state = PP_SIZED(pp_dave_state);
    (void)n;
    CHECK(pp_dave_session_state(session, &state) == PP_OK && state.version == 1 && !state.established);
    CHECK(pp_dave_privacy_code(session, text, sizeof text, &length) == PP_DAVE_ABSENT);
    CHECK(pp_dave_take(session, change) == PP_DAVE_ABSENT);
    CHECK(strstr(pp_dave_privacy_notice(), "not end-to-end encrypted"));
}

const stage group_stage = {"dave session", group_create, group_frame, group_destroy};
