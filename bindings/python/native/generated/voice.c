/* Made by bindings/python/generate from include/; do not edit. */
#include "../engine/engine.h"

static PyStructSequence_Field VoiceOutput_FIELDS[] = {{"kind", NULL}, {"data", NULL}, {"what", NULL}, {"wake_us", NULL}, {"guild", NULL}, {"channel", NULL}, {"user", NULL}, {"value", NULL}, {"extra", NULL}, {"connection", NULL}, {"code", NULL}, {"group", NULL}, {"transition", NULL}, {"ssrc", NULL}, {"timestamp", NULL}, {"sequence", NULL}, {NULL, NULL}};
static PyStructSequence_Desc VoiceOutput_DESC = {"phonepatch.VoiceOutput", NULL, VoiceOutput_FIELDS, 16};
static PyTypeObject *VoiceOutput_type;

PyObject *VoiceOutput_of(pp_status kind, PyObject *data, const pp_voice_output *s) {
    PyObject *o = PyStructSequence_New(VoiceOutput_type);
    if (!o) {
        Py_XDECREF(data);
        return NULL;
    }
    PyStructSequence_SetItem(o, 0, PyLong_FromLong(kind));
    PyStructSequence_SetItem(o, 1, data);
    PyStructSequence_SetItem(o, 2, PyLong_FromUnsignedLong(s->what));
    PyStructSequence_SetItem(o, 3, PyLong_FromUnsignedLongLong(s->wake_us));
    PyStructSequence_SetItem(o, 4, PyLong_FromUnsignedLongLong(s->guild));
    PyStructSequence_SetItem(o, 5, PyLong_FromUnsignedLongLong(s->channel));
    PyStructSequence_SetItem(o, 6, PyLong_FromUnsignedLongLong(s->user));
    PyStructSequence_SetItem(o, 7, PyLong_FromUnsignedLongLong(s->value));
    PyStructSequence_SetItem(o, 8, PyLong_FromUnsignedLongLong(s->extra));
    PyStructSequence_SetItem(o, 9, PyLong_FromUnsignedLong(s->connection));
    PyStructSequence_SetItem(o, 10, PyLong_FromUnsignedLong(s->code));
    PyStructSequence_SetItem(o, 11, PyLong_FromUnsignedLong(s->group));
    PyStructSequence_SetItem(o, 12, PyLong_FromUnsignedLong(s->transition));
    PyStructSequence_SetItem(o, 13, PyLong_FromUnsignedLong(s->ssrc));
    PyStructSequence_SetItem(o, 14, PyLong_FromUnsignedLong(s->timestamp));
    PyStructSequence_SetItem(o, 15, PyLong_FromUnsignedLong(s->sequence));
    return whole(o, 16);
}

static PyStructSequence_Field VoiceStats_FIELDS[] = {{"state", NULL}, {"dave_version", NULL}, {"sources", NULL}, {"waiting", NULL}, {"muted", NULL}, {"round_trip_us", NULL}, {"connects", NULL}, {"resumes", NULL}, {"rejoins", NULL}, {"messages", NULL}, {"malformed", NULL}, {"heartbeats", NULL}, {"heartbeats_missed", NULL}, {"datagrams", NULL}, {"others", NULL}, {"heard", NULL}, {"padded", NULL}, {"sent", NULL}, {"lost_transport", NULL}, {"lost_malformed", NULL}, {"lost_unknown_source", NULL}, {"lost_no_key", NULL}, {"lost_plaintext", NULL}, {"lost_bad_frame", NULL}, {"lost_replayed", NULL}, {"lost_unauthenticated", NULL}, {"lost_crowded", NULL}, {"lost_not_ready", NULL}, {"lost_no_own_key", NULL}, {"lost_muted", NULL}, {"events_lost", NULL}, {NULL, NULL}};
static PyStructSequence_Desc VoiceStats_DESC = {"phonepatch.VoiceStats", NULL, VoiceStats_FIELDS, 31};
static PyTypeObject *VoiceStats_type;

PyObject *VoiceStats_of(const pp_voice_stats *s) {
    PyObject *o = PyStructSequence_New(VoiceStats_type);
    if (!o) return NULL;
    PyStructSequence_SetItem(o, 0, PyLong_FromUnsignedLong(s->state));
    PyStructSequence_SetItem(o, 1, PyLong_FromUnsignedLong(s->dave_version));
    PyStructSequence_SetItem(o, 2, PyLong_FromUnsignedLong(s->sources));
    PyStructSequence_SetItem(o, 3, PyLong_FromUnsignedLong(s->waiting));
    PyStructSequence_SetItem(o, 4, PyLong_FromUnsignedLong(s->muted));
    PyStructSequence_SetItem(o, 5, PyLong_FromUnsignedLongLong(s->round_trip_us));
    PyStructSequence_SetItem(o, 6, PyLong_FromUnsignedLongLong(s->connects));
    PyStructSequence_SetItem(o, 7, PyLong_FromUnsignedLongLong(s->resumes));
    PyStructSequence_SetItem(o, 8, PyLong_FromUnsignedLongLong(s->rejoins));
    PyStructSequence_SetItem(o, 9, PyLong_FromUnsignedLongLong(s->messages));
    PyStructSequence_SetItem(o, 10, PyLong_FromUnsignedLongLong(s->malformed));
    PyStructSequence_SetItem(o, 11, PyLong_FromUnsignedLongLong(s->heartbeats));
    PyStructSequence_SetItem(o, 12, PyLong_FromUnsignedLongLong(s->heartbeats_missed));
    PyStructSequence_SetItem(o, 13, PyLong_FromUnsignedLongLong(s->datagrams));
    PyStructSequence_SetItem(o, 14, PyLong_FromUnsignedLongLong(s->others));
    PyStructSequence_SetItem(o, 15, PyLong_FromUnsignedLongLong(s->heard));
    PyStructSequence_SetItem(o, 16, PyLong_FromUnsignedLongLong(s->padded));
    PyStructSequence_SetItem(o, 17, PyLong_FromUnsignedLongLong(s->sent));
    PyStructSequence_SetItem(o, 18, PyLong_FromUnsignedLongLong(s->lost_transport));
    PyStructSequence_SetItem(o, 19, PyLong_FromUnsignedLongLong(s->lost_malformed));
    PyStructSequence_SetItem(o, 20, PyLong_FromUnsignedLongLong(s->lost_unknown_source));
    PyStructSequence_SetItem(o, 21, PyLong_FromUnsignedLongLong(s->lost_no_key));
    PyStructSequence_SetItem(o, 22, PyLong_FromUnsignedLongLong(s->lost_plaintext));
    PyStructSequence_SetItem(o, 23, PyLong_FromUnsignedLongLong(s->lost_bad_frame));
    PyStructSequence_SetItem(o, 24, PyLong_FromUnsignedLongLong(s->lost_replayed));
    PyStructSequence_SetItem(o, 25, PyLong_FromUnsignedLongLong(s->lost_unauthenticated));
    PyStructSequence_SetItem(o, 26, PyLong_FromUnsignedLongLong(s->lost_crowded));
    PyStructSequence_SetItem(o, 27, PyLong_FromUnsignedLongLong(s->lost_not_ready));
    PyStructSequence_SetItem(o, 28, PyLong_FromUnsignedLongLong(s->lost_no_own_key));
    PyStructSequence_SetItem(o, 29, PyLong_FromUnsignedLongLong(s->lost_muted));
    PyStructSequence_SetItem(o, 30, PyLong_FromUnsignedLongLong(s->events_lost));
    return whole(o, 31);
}


/* Voice */

PyTypeObject *Voice_type;


static PyObject *Voice_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"user", "plain_allowed", "seed", "no_aes", "arrivals", "sources", NULL};
    PyObject *v[6];
    static const char where[] = "Voice";
    Voice *me = NULL;
    pp_voice *made = NULL;
    pp_voice_config config = PP_SIZED(pp_voice_config);
    if (sort_new(where, names, 1, 1, args, keywords, v)
        || present((void *)lib.pp_voice_create, "pp_voice_create")
        || take_u64(v[0], &config.user)
        || (v[1] && take_u32(v[1], &config.plain_allowed))
        || (v[2] && take_u64(v[2], &config.seed))
        || (v[3] && take_u32(v[3], &config.no_aes))
        || (v[4] && take_u32(v[4], &config.arrivals))
        || (v[5] && take_u32(v[5], &config.sources))
        || !(me = (Voice *)new_object(type))) goto done;
    pp_status status;
    UNLOCKED(LONG + 1, status = lib.pp_voice_create(&config, &made));
    if (status < 0) {
        Py_CLEAR(me);
        refuse(status, where, 0);
    } else {
        adopt(me, made, lib.pp_voice_destroy, 1);
    }
done:
    return (PyObject *)me;
}

static PyObject *Voice_join(ARGUMENTS) {
    static const char *const names[] = {"guild", "channel", "now_us", "stage", NULL};
    PyObject *v[4], *result = NULL;
    static const char where[] = "Voice.join";
    Voice *me = (Voice *)self;
    uint64_t guild = 0;
    uint64_t channel = 0;
    uint64_t now_us = 0;
    uint32_t stage = 0;
    if (sort_arguments(where, names, 3, 4, args, given, keywords, v)
        || take_u64(v[0], &guild)
        || take_u64(v[1], &channel)
        || take_u64(v[2], &now_us)
        || (v[3] && take_u32(v[3], &stage))
        || usable(me, where)
        || present((void *)lib.pp_voice_join, "pp_voice_join")) goto done;
    pp_status status;
    status = lib.pp_voice_join(me->raw, guild, channel, stage, now_us);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Voice_leave(ARGUMENTS) {
    static const char *const names[] = {"now_us", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Voice.leave";
    Voice *me = (Voice *)self;
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u64(v[0], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_voice_leave, "pp_voice_leave")) goto done;
    pp_status status;
    status = lib.pp_voice_leave(me->raw, now_us);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Voice_state(ARGUMENTS) {
    static const char *const names[] = {"session", "channel", "now_us", "stage", NULL};
    PyObject *v[4], *result = NULL;
    static const char where[] = "Voice.state";
    Voice *me = (Voice *)self;
    memory session = {0};
    uint64_t channel = 0;
    uint64_t now_us = 0;
    uint32_t stage = 0;
    if (sort_arguments(where, names, 3, 4, args, given, keywords, v)
        || borrow_text(v[0], &session)
        || take_u64(v[1], &channel)
        || take_u64(v[2], &now_us)
        || (v[3] && take_u32(v[3], &stage))
        || usable(me, where)
        || present((void *)lib.pp_voice_state, "pp_voice_state")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_voice_state(me->raw, session.bytes, session.count, channel, stage, now_us));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&session);
    return result;
}

static PyObject *Voice_server(ARGUMENTS) {
    static const char *const names[] = {"endpoint", "token", "now_us", NULL};
    PyObject *v[3], *result = NULL;
    static const char where[] = "Voice.server";
    Voice *me = (Voice *)self;
    memory endpoint = {0};
    memory token = {0};
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 3, 3, args, given, keywords, v)
        || borrow_text(v[0], &endpoint)
        || borrow_text(v[1], &token)
        || take_u64(v[2], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_voice_server, "pp_voice_server")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_voice_server(me->raw, endpoint.bytes, endpoint.count, token.bytes, token.count, now_us));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&endpoint);
    give_back(&token);
    return result;
}

static PyObject *Voice_connected(ARGUMENTS) {
    static const char *const names[] = {"connection", "now_us", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "Voice.connected";
    Voice *me = (Voice *)self;
    uint32_t connection = 0;
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || take_u32(v[0], &connection)
        || take_u64(v[1], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_voice_opened, "pp_voice_opened")) goto done;
    pp_status status;
    status = lib.pp_voice_opened(me->raw, connection, now_us);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Voice_disconnected(ARGUMENTS) {
    static const char *const names[] = {"connection", "code", "now_us", NULL};
    PyObject *v[3], *result = NULL;
    static const char where[] = "Voice.disconnected";
    Voice *me = (Voice *)self;
    uint32_t connection = 0;
    uint32_t code = 0;
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 3, 3, args, given, keywords, v)
        || take_u32(v[0], &connection)
        || take_u32(v[1], &code)
        || take_u64(v[2], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_voice_closed, "pp_voice_closed")) goto done;
    pp_status status;
    status = lib.pp_voice_closed(me->raw, connection, code, now_us);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Voice_text(ARGUMENTS) {
    static const char *const names[] = {"connection", "message", "now_us", NULL};
    PyObject *v[3], *result = NULL;
    static const char where[] = "Voice.text";
    Voice *me = (Voice *)self;
    uint32_t connection = 0;
    memory message = {0};
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 3, 3, args, given, keywords, v)
        || take_u32(v[0], &connection)
        || borrow_text(v[1], &message)
        || take_u64(v[2], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_voice_text, "pp_voice_text")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_voice_text(me->raw, connection, message.bytes, message.count, now_us));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&message);
    return result;
}

static PyObject *Voice_binary(ARGUMENTS) {
    static const char *const names[] = {"connection", "message", "now_us", NULL};
    PyObject *v[3], *result = NULL;
    static const char where[] = "Voice.binary";
    Voice *me = (Voice *)self;
    uint32_t connection = 0;
    memory message = {0};
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 3, 3, args, given, keywords, v)
        || take_u32(v[0], &connection)
        || borrow_frozen(v[1], &message)
        || take_u64(v[2], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_voice_binary, "pp_voice_binary")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_voice_binary(me->raw, connection, message.bytes, message.count, now_us));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&message);
    return result;
}

static PyObject *Voice_datagram(ARGUMENTS) {
    static const char *const names[] = {"datagram", "now_us", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "Voice.datagram";
    Voice *me = (Voice *)self;
    memory datagram = {0};
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || borrow_frozen(v[0], &datagram)
        || take_u64(v[1], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_voice_datagram, "pp_voice_datagram")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_voice_datagram(me->raw, datagram.bytes, datagram.count, now_us));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&datagram);
    return result;
}

static PyObject *Voice_send(ARGUMENTS) {
    static const char *const names[] = {"opus", "now_us", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "Voice.send";
    Voice *me = (Voice *)self;
    memory opus = {0};
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || borrow_frozen(v[0], &opus)
        || take_u64(v[1], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_voice_send, "pp_voice_send")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_voice_send(me->raw, opus.bytes, opus.count, now_us));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&opus);
    return result;
}

static PyObject *Voice_tick(ARGUMENTS) {
    static const char *const names[] = {"now_us", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Voice.tick";
    Voice *me = (Voice *)self;
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u64(v[0], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_voice_tick, "pp_voice_tick")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_voice_tick(me->raw, now_us));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Voice_poll(ARGUMENTS) {
    static const char *const names[] = {NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Voice.poll";
    Voice *me = (Voice *)self;
    ANSWER(to);
    size_t count = 0;
    pp_voice_output told = PP_SIZED(pp_voice_output);
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || begin_answer(NULL, 0, &to)
        || usable(me, where)
        || present((void *)lib.pp_voice_poll, "pp_voice_poll")) goto done;
    pp_status status;
    do {
        RELEASED(me, status = lib.pp_voice_poll(me->raw, to.bytes, to.room, &told));
        count = (size_t)told.len;
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = VoiceOutput_of(status, take_answer(&to, count), &told);
done:
    end_answer(&to);
    return result;
}

static PyObject *Voice_dave_binary(ARGUMENTS) {
    static const char *const names[] = {"group", "message", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "Voice.dave_binary";
    Voice *me = (Voice *)self;
    uint32_t group = 0;
    memory message = {0};
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || take_u32(v[0], &group)
        || borrow_frozen(v[1], &message)
        || usable(me, where)
        || present((void *)lib.pp_voice_dave_binary, "pp_voice_dave_binary")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_voice_dave_binary(me->raw, group, message.bytes, message.count));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&message);
    return result;
}

static PyObject *Voice_dave_ready(ARGUMENTS) {
    static const char *const names[] = {"group", "transition", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "Voice.dave_ready";
    Voice *me = (Voice *)self;
    uint32_t group = 0;
    uint32_t transition = 0;
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || take_u32(v[0], &group)
        || take_u32(v[1], &transition)
        || usable(me, where)
        || present((void *)lib.pp_voice_dave_ready, "pp_voice_dave_ready")) goto done;
    pp_status status;
    status = lib.pp_voice_dave_ready(me->raw, group, transition);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Voice_dave_invalid(ARGUMENTS) {
    static const char *const names[] = {"group", "transition", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "Voice.dave_invalid";
    Voice *me = (Voice *)self;
    uint32_t group = 0;
    uint32_t transition = 0;
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || take_u32(v[0], &group)
        || take_u32(v[1], &transition)
        || usable(me, where)
        || present((void *)lib.pp_voice_dave_invalid, "pp_voice_dave_invalid")) goto done;
    pp_status status;
    status = lib.pp_voice_dave_invalid(me->raw, group, transition);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Voice_dave_keys(ARGUMENTS) {
    static const char *const names[] = {"group", "update", "now_us", NULL};
    PyObject *v[3], *result = NULL;
    static const char where[] = "Voice.dave_keys";
    Voice *me = (Voice *)self;
    uint32_t group = 0;
    DaveUpdate *update = NULL;
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 3, 3, args, given, keywords, v)
        || take_u32(v[0], &group)
        || take_handle(v[1], DaveUpdate_type, where, (void *)&update)
        || take_u64(v[2], &now_us)
        || usable(me, where)
        || usable(update, where)
        || present((void *)lib.pp_voice_dave_keys, "pp_voice_dave_keys")) goto done;
    pp_status status;
    status = lib.pp_voice_dave_keys(me->raw, group, update->raw, now_us);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Voice_read(ARGUMENTS) {
    static const char *const names[] = {NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Voice.read";
    Voice *me = (Voice *)self;
    pp_voice_stats told = PP_SIZED(pp_voice_stats);
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || usable(me, where)
        || present((void *)lib.pp_voice_read, "pp_voice_read")) goto done;
    pp_status status;
    status = lib.pp_voice_read(me->raw, &told);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = VoiceStats_of(&told);
done:
    return result;
}

static PyMethodDef Voice_METHODS[] = {
    HANDLE_METHODS,
    {"join", CALL(Voice_join), KEYWORDS,
     SIGNATURE_Voice_join "Be in this channel; in one already, a move. `stage` is 1 for a stage channel, which Discord does not encrypt end"
     " to end."},
    {"leave", CALL(Voice_leave), KEYWORDS,
     SIGNATURE_Voice_leave "Leave it: the WebSocket is closed and the main gateway told."},
    {"state", CALL(Voice_state), KEYWORDS,
     SIGNATURE_Voice_state "The main gateway's VOICE_STATE_UPDATE of the bot itself, every one; `channel` 0 when it is null."},
    {"server", CALL(Voice_server), KEYWORDS,
     SIGNATURE_Voice_server "The main gateway's VOICE_SERVER_UPDATE of the guild, every one; `endpoint` as it came, with its port; empty when"
     " it is null."},
    {"connected", CALL(Voice_connected), KEYWORDS,
     SIGNATURE_Voice_connected "The WebSocket `connection` is open. What comes from one that is not the newest is passed over, here and below."},
    {"disconnected", CALL(Voice_disconnected), KEYWORDS,
     SIGNATURE_Voice_disconnected "It was closed with this code; 1006: it was lost, or could not be opened."},
    {"text", CALL(Voice_text), KEYWORDS,
     SIGNATURE_Voice_text "One text message from it. PP_ERR_MALFORMED: not understood, counted, and nothing else."},
    {"binary", CALL(Voice_binary), KEYWORDS,
     SIGNATURE_Voice_binary "One binary message from it."},
    {"datagram", CALL(Voice_datagram), KEYWORDS,
     SIGNATURE_Voice_datagram "One datagram from the voice server."},
    {"send", CALL(Voice_send), KEYWORDS,
     SIGNATURE_Voice_send "One Opus packet of what we say: one for each 20 ms while there is something to say, none while there is not; fiv"
     "e of silence follow by themselves. PP_ERR_MALFORMED for what is no Opus packet, or too long. PP_ERR_STATE when i"
     "t cannot be sent now: the session is not ready, there is no key yet, or we are mute; counted by cause."},
    {"tick", CALL(Voice_tick), KEYWORDS,
     SIGNATURE_Voice_tick "Time passed."},
    {"poll", CALL(Voice_poll), KEYWORDS,
     SIGNATURE_Voice_poll "The next output: PP_VOICE_WAIT, or a positive kind with its bytes in `buffer`. Call it until it waits. PP_ERR_NO"
     "_SPACE sets out->len to the bytes needed and consumes nothing."},
    {"dave_binary", CALL(Voice_dave_binary), KEYWORDS,
     SIGNATURE_Voice_dave_binary "The group's binary message for the gateway, its op first. PP_ERR_NO_SPACE: too much waits already."},
    {"dave_ready", CALL(Voice_dave_ready), KEYWORDS,
     SIGNATURE_Voice_dave_ready "The group is ready for the transition."},
    {"dave_invalid", CALL(Voice_dave_invalid), KEYWORDS,
     SIGNATURE_Voice_dave_invalid "A commit or welcome of the transition was of no use to the group."},
    {"dave_keys", CALL(Voice_dave_keys), KEYWORDS,
     SIGNATURE_Voice_dave_keys "Swaps the keys of a pp_dave_take in. The update is then empty and wiped, also when it is of an older group."},
    {"read", CALL(Voice_read), KEYWORDS,
     SIGNATURE_Voice_read "Set stats->size first (PP_SIZED)."},
    {NULL, NULL, 0, NULL},
};
HANDLE_SPEC(Voice, "One bot in one Discord voice channel: gateway, datagrams, and the sound in them.")

static PyMethodDef FUNCTIONS_OF_GROUP[] = {
    {NULL, NULL, 0, NULL},
};

int add_voice_group(PyObject *module) {
    return ((VoiceOutput_type = add_sequence(module, "VoiceOutput", &VoiceOutput_DESC)) == NULL)
           || ((VoiceStats_type = add_sequence(module, "VoiceStats", &VoiceStats_DESC)) == NULL)
           || ((Voice_type = add_class(module, "Voice", &Voice_SPEC)) == NULL)
           || PyModule_AddFunctions(module, FUNCTIONS_OF_GROUP);
}
