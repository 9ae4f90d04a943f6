/* Made by bindings/python/generate from include/; do not edit. */
#include "../engine/engine.h"

static PyStructSequence_Field RoomOutput_FIELDS[] = {{"kind", NULL}, {"data", NULL}, {"event", NULL}, {"leg", NULL}, {"wake_us", NULL}, {"position", NULL}, {"value", NULL}, {"extra", NULL}, {"user", NULL}, {"peer", NULL}, {NULL, NULL}};
static PyStructSequence_Desc RoomOutput_DESC = {"phonepatch.RoomOutput", NULL, RoomOutput_FIELDS, 10};
static PyTypeObject *RoomOutput_type;

PyObject *RoomOutput_of(pp_status kind, PyObject *data, const pp_room_output *s) {
    PyObject *o = PyStructSequence_New(RoomOutput_type);
    if (!o) {
        Py_XDECREF(data);
        return NULL;
    }
    PyStructSequence_SetItem(o, 0, PyLong_FromLong(kind));
    PyStructSequence_SetItem(o, 1, data);
    PyStructSequence_SetItem(o, 2, PyLong_FromUnsignedLong(s->event));
    PyStructSequence_SetItem(o, 3, PyLong_FromUnsignedLongLong(s->leg));
    PyStructSequence_SetItem(o, 4, PyLong_FromUnsignedLongLong(s->wake_us));
    PyStructSequence_SetItem(o, 5, PyLong_FromUnsignedLongLong(s->position));
    PyStructSequence_SetItem(o, 6, PyLong_FromUnsignedLongLong(s->value));
    PyStructSequence_SetItem(o, 7, PyLong_FromUnsignedLongLong(s->extra));
    PyStructSequence_SetItem(o, 8, PyLong_FromUnsignedLongLong(s->user));
    PyStructSequence_SetItem(o, 9, PyLong_FromUnsignedLongLong(s->peer));
    return whole(o, 10);
}

static PyStructSequence_Field LegStats_FIELDS[] = {{"prefill_ms", NULL}, {"lead_ms", NULL}, {"messages_in", NULL}, {"malformed", NULL}, {"in_received", NULL}, {"in_played", NULL}, {"in_concealed", NULL}, {"in_silence", NULL}, {"in_starved", NULL}, {"in_discarded", NULL}, {"in_lost", NULL}, {"in_resyncs", NULL}, {"buffered_us", NULL}, {"delay_us", NULL}, {"target_us", NULL}, {"queued_bytes", NULL}, {"underruns", NULL}, {"messages_out", NULL}, {"frames_out", NULL}, {"passed_through", NULL}, {"limited", NULL}, {"sent_ahead", NULL}, {"unsent", NULL}, {"far_starved", NULL}, {"far_queue_us", NULL}, {"events_lost", NULL}, {"tap_lost", NULL}, {"clipped", NULL}, {"rms_dbov", NULL}, {"peak_dbov", NULL}, {"speakers", NULL}, {"crowded", NULL}, {"in_recovered", NULL}, {NULL, NULL}};
static PyStructSequence_Desc LegStats_DESC = {"phonepatch.LegStats", NULL, LegStats_FIELDS, 33};
static PyTypeObject *LegStats_type;

PyObject *LegStats_of(const pp_leg_stats *s) {
    PyObject *o = PyStructSequence_New(LegStats_type);
    if (!o) return NULL;
    PyStructSequence_SetItem(o, 0, PyLong_FromUnsignedLong(s->prefill_ms));
    PyStructSequence_SetItem(o, 1, PyLong_FromUnsignedLong(s->lead_ms));
    PyStructSequence_SetItem(o, 2, PyLong_FromUnsignedLongLong(s->messages_in));
    PyStructSequence_SetItem(o, 3, PyLong_FromUnsignedLongLong(s->malformed));
    PyStructSequence_SetItem(o, 4, PyLong_FromUnsignedLongLong(s->in_received));
    PyStructSequence_SetItem(o, 5, PyLong_FromUnsignedLongLong(s->in_played));
    PyStructSequence_SetItem(o, 6, PyLong_FromUnsignedLongLong(s->in_concealed));
    PyStructSequence_SetItem(o, 7, PyLong_FromUnsignedLongLong(s->in_silence));
    PyStructSequence_SetItem(o, 8, PyLong_FromUnsignedLongLong(s->in_starved));
    PyStructSequence_SetItem(o, 9, PyLong_FromUnsignedLongLong(s->in_discarded));
    PyStructSequence_SetItem(o, 10, PyLong_FromUnsignedLongLong(s->in_lost));
    PyStructSequence_SetItem(o, 11, PyLong_FromUnsignedLongLong(s->in_resyncs));
    PyStructSequence_SetItem(o, 12, PyLong_FromUnsignedLongLong(s->buffered_us));
    PyStructSequence_SetItem(o, 13, PyLong_FromUnsignedLongLong(s->delay_us));
    PyStructSequence_SetItem(o, 14, PyLong_FromUnsignedLongLong(s->target_us));
    PyStructSequence_SetItem(o, 15, PyLong_FromUnsignedLongLong(s->queued_bytes));
    PyStructSequence_SetItem(o, 16, PyLong_FromUnsignedLongLong(s->underruns));
    PyStructSequence_SetItem(o, 17, PyLong_FromUnsignedLongLong(s->messages_out));
    PyStructSequence_SetItem(o, 18, PyLong_FromUnsignedLongLong(s->frames_out));
    PyStructSequence_SetItem(o, 19, PyLong_FromUnsignedLongLong(s->passed_through));
    PyStructSequence_SetItem(o, 20, PyLong_FromUnsignedLongLong(s->limited));
    PyStructSequence_SetItem(o, 21, PyLong_FromUnsignedLongLong(s->sent_ahead));
    PyStructSequence_SetItem(o, 22, PyLong_FromUnsignedLongLong(s->unsent));
    PyStructSequence_SetItem(o, 23, PyLong_FromUnsignedLongLong(s->far_starved));
    PyStructSequence_SetItem(o, 24, PyLong_FromUnsignedLongLong(s->far_queue_us));
    PyStructSequence_SetItem(o, 25, PyLong_FromUnsignedLongLong(s->events_lost));
    PyStructSequence_SetItem(o, 26, PyLong_FromUnsignedLongLong(s->tap_lost));
    PyStructSequence_SetItem(o, 27, PyLong_FromUnsignedLongLong(s->clipped));
    PyStructSequence_SetItem(o, 28, PyFloat_FromDouble(s->rms_dbov));
    PyStructSequence_SetItem(o, 29, PyFloat_FromDouble(s->peak_dbov));
    PyStructSequence_SetItem(o, 30, PyLong_FromUnsignedLongLong(s->speakers));
    PyStructSequence_SetItem(o, 31, PyLong_FromUnsignedLongLong(s->crowded));
    PyStructSequence_SetItem(o, 32, PyLong_FromUnsignedLongLong(s->in_recovered));
    return whole(o, 33);
}

static PyStructSequence_Field Quality_FIELDS[] = {{"window_ms", NULL}, {"cause", NULL}, {"rating", NULL}, {"opinion", NULL}, {"loss_percent", NULL}, {"burst_ratio", NULL}, {"delay_ms", NULL}, {"speech_dbov", NULL}, {"echo_loss_db", NULL}, {"packet_us", NULL}, {"network_us", NULL}, {"buffer_us", NULL}, {"resampling_us", NULL}, {"chain_us", NULL}, {"tick_us", NULL}, {"queue_us", NULL}, {NULL, NULL}};
static PyStructSequence_Desc Quality_DESC = {"phonepatch.Quality", NULL, Quality_FIELDS, 16};
static PyTypeObject *Quality_type;

PyObject *Quality_of(const pp_quality *s) {
    PyObject *o = PyStructSequence_New(Quality_type);
    if (!o) return NULL;
    PyStructSequence_SetItem(o, 0, PyLong_FromUnsignedLong(s->window_ms));
    PyStructSequence_SetItem(o, 1, PyLong_FromUnsignedLong(s->cause));
    PyStructSequence_SetItem(o, 2, PyFloat_FromDouble(s->rating));
    PyStructSequence_SetItem(o, 3, PyFloat_FromDouble(s->opinion));
    PyStructSequence_SetItem(o, 4, PyFloat_FromDouble(s->loss_percent));
    PyStructSequence_SetItem(o, 5, PyFloat_FromDouble(s->burst_ratio));
    PyStructSequence_SetItem(o, 6, PyFloat_FromDouble(s->delay_ms));
    PyStructSequence_SetItem(o, 7, PyFloat_FromDouble(s->speech_dbov));
    PyStructSequence_SetItem(o, 8, PyFloat_FromDouble(s->echo_loss_db));
    PyStructSequence_SetItem(o, 9, PyLong_FromUnsignedLongLong(s->packet_us));
    PyStructSequence_SetItem(o, 10, PyLong_FromUnsignedLongLong(s->network_us));
    PyStructSequence_SetItem(o, 11, PyLong_FromUnsignedLongLong(s->buffer_us));
    PyStructSequence_SetItem(o, 12, PyLong_FromUnsignedLongLong(s->resampling_us));
    PyStructSequence_SetItem(o, 13, PyLong_FromUnsignedLongLong(s->chain_us));
    PyStructSequence_SetItem(o, 14, PyLong_FromUnsignedLongLong(s->tick_us));
    PyStructSequence_SetItem(o, 15, PyLong_FromUnsignedLongLong(s->queue_us));
    return whole(o, 16);
}


/* Leg */

PyTypeObject *Leg_type;


static PyObject *Leg_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"kind", "start", "room_rate", "encoding", "sample_rate", "deaf", "sends_no_silence", "min_delay_ms", "max_delay_ms", "prefill_ms", "lead_ms", "queue_ms", "tap_ms", "speakers", "speaker_taps", "bitrate", "expected_loss", "gate_dbov", "mark_ms", "echo_tail_ms", "echo_delay_ms", "noise_suppression_db", "gain_target_dbov", "hear", "speech_threshold", "speech_hangover_ms", NULL};
    PyObject *v[26];
    static const char where[] = "Leg";
    Leg *me = NULL;
    pp_leg *made = NULL;
    pp_leg_config config = PP_SIZED(pp_leg_config);
    memory start = {0};
    uint32_t room_rate = 8000;
    if (sort_new(where, names, 1, 3, args, keywords, v)
        || present((void *)lib.pp_leg_create, "pp_leg_create")
        || take_u32(v[0], &config.kind)
        || (v[1] && v[1] != Py_None && borrow_text(v[1], &start))
        || (v[2] && take_u32(v[2], &room_rate))
        || (v[3] && take_u32(v[3], &config.encoding))
        || (v[4] && take_u32(v[4], &config.sample_rate))
        || (v[5] && take_u32(v[5], &config.deaf))
        || (v[6] && take_u32(v[6], &config.sends_no_silence))
        || (v[7] && take_i32(v[7], &config.min_delay_ms))
        || (v[8] && take_i32(v[8], &config.max_delay_ms))
        || (v[9] && take_i32(v[9], &config.prefill_ms))
        || (v[10] && take_i32(v[10], &config.lead_ms))
        || (v[11] && take_i32(v[11], &config.queue_ms))
        || (v[12] && take_i32(v[12], &config.tap_ms))
        || (v[13] && take_u32(v[13], &config.speakers))
        || (v[14] && take_u32(v[14], &config.speaker_taps))
        || (v[15] && take_i32(v[15], &config.bitrate))
        || (v[16] && take_i32(v[16], &config.expected_loss))
        || (v[17] && take_i32(v[17], &config.gate_dbov))
        || (v[18] && take_i32(v[18], &config.mark_ms))
        || (v[19] && take_i32(v[19], &config.echo_tail_ms))
        || (v[20] && take_i32(v[20], &config.echo_delay_ms))
        || (v[21] && take_i32(v[21], &config.noise_suppression_db))
        || (v[22] && take_i32(v[22], &config.gain_target_dbov))
        || (v[23] && take_u32(v[23], &config.hear))
        || (v[24] && take_float(v[24], &config.speech_threshold))
        || (v[25] && take_i32(v[25], &config.speech_hangover_ms))
        || !(me = (Leg *)new_object(type))) goto done;
    pp_status status;
    UNLOCKED(LONG + 1, status = lib.pp_leg_create(&config, start.bytes, start.count, room_rate, &made));
    if (status < 0) {
        Py_CLEAR(me);
        refuse(status, where, 0);
    } else {
        adopt(me, made, lib.pp_leg_destroy, 0);
        me->sample_rate = config.sample_rate;
    }
done:
    give_back(&start);
    return (PyObject *)me;
}

static PyMethodDef Leg_METHODS[] = {
    HANDLE_METHODS,
    {NULL, NULL, 0, NULL},
};
HANDLE_SPEC(Leg, "A party that is in no Room yet: a carrier's stream, sound of the host, a Discord channel.")


/* Room */

PyTypeObject *Room_type;


static PyObject *Room_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"sample_rate", "capacity", "max_message", "seed", NULL};
    PyObject *v[4];
    static const char where[] = "Room";
    Room *me = NULL;
    pp_room *made = NULL;
    pp_room_config config = PP_SIZED(pp_room_config);
    if (sort_new(where, names, 0, 2, args, keywords, v)
        || present((void *)lib.pp_room_create, "pp_room_create")
        || (v[0] && take_u32(v[0], &config.sample_rate))
        || (v[1] && take_u32(v[1], &config.capacity))
        || (v[2] && take_u32(v[2], &config.max_message))
        || (v[3] && take_u64(v[3], &config.seed))
        || !(me = (Room *)new_object(type))) goto done;
    pp_status status;
    UNLOCKED(LONG + 1, status = lib.pp_room_create(&config, &made));
    if (status < 0) {
        Py_CLEAR(me);
        refuse(status, where, 0);
    } else {
        adopt(me, made, lib.pp_room_destroy, 0);
        me->sample_rate = config.sample_rate;
    }
done:
    return (PyObject *)me;
}

static PyObject *Room_record_consent(ARGUMENTS) {
    static const char *const names[] = {"leg", "agreed", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "Room.record_consent";
    Room *me = (Room *)self;
    uint64_t leg = 0;
    uint32_t agreed = 0;
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || take_u64(v[0], &leg)
        || take_u32(v[1], &agreed)
        || usable(me, where)
        || present((void *)lib.pp_room_record_consent, "pp_room_record_consent")) goto done;
    pp_status status;
    status = lib.pp_room_record_consent(me->raw, leg, agreed);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Room_record_pause(ARGUMENTS) {
    static const char *const names[] = {"on", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Room.record_pause";
    Room *me = (Room *)self;
    uint32_t on = 1;
    if (sort_arguments(where, names, 0, 1, args, given, keywords, v)
        || (v[0] && take_u32(v[0], &on))
        || usable(me, where)
        || present((void *)lib.pp_room_record_pause, "pp_room_record_pause")) goto done;
    pp_status status;
    status = lib.pp_room_record_pause(me->raw, on);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Room_record_place(ARGUMENTS) {
    static const char *const names[] = {"leg", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Room.record_place";
    Room *me = (Room *)self;
    uint64_t leg = 0;
    uint32_t out_file = 0;
    uint32_t out_channel = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u64(v[0], &leg)
        || usable(me, where)
        || present((void *)lib.pp_room_record_place, "pp_room_record_place")) goto done;
    pp_status status;
    status = lib.pp_room_record_place(me->raw, leg, &out_file, &out_channel);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = pack(2, PyLong_FromUnsignedLong(out_file), PyLong_FromUnsignedLong(out_channel));
done:
    return result;
}

static PyObject *Room_record_finish(ARGUMENTS) {
    static const char *const names[] = {NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Room.record_finish";
    Room *me = (Room *)self;
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || usable(me, where)
        || present((void *)lib.pp_room_record_finish, "pp_room_record_finish")) goto done;
    pp_status status;
    status = lib.pp_room_record_finish(me->raw);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Room_message(ARGUMENTS) {
    static const char *const names[] = {"leg", "message", "now_us", NULL};
    PyObject *v[3], *result = NULL;
    static const char where[] = "Room.message";
    Room *me = (Room *)self;
    uint64_t leg = 0;
    memory message = {0};
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 3, 3, args, given, keywords, v)
        || take_u64(v[0], &leg)
        || borrow_text(v[1], &message)
        || take_u64(v[2], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_room_message, "pp_room_message")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_room_message(me->raw, leg, message.bytes, message.count, now_us));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&message);
    return result;
}

static PyObject *Room_write(ARGUMENTS) {
    static const char *const names[] = {"leg", "item", "sound", "last", NULL};
    PyObject *v[4], *result = NULL;
    static const char where[] = "Room.write";
    Room *me = (Room *)self;
    uint64_t leg = 0;
    uint64_t item = 0;
    memory sound = {0};
    uint32_t last = 0;
    size_t out_taken = 0;
    if (sort_arguments(where, names, 3, 4, args, given, keywords, v)
        || take_u64(v[0], &leg)
        || take_u64(v[1], &item)
        || borrow_frozen(v[2], &sound)
        || (v[3] && take_u32(v[3], &last))
        || usable(me, where)
        || present((void *)lib.pp_room_write, "pp_room_write")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_room_write(me->raw, leg, item, sound.bytes, sound.count, last, &out_taken));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = PyLong_FromSize_t(out_taken);
done:
    give_back(&sound);
    return result;
}

static PyObject *Room_flush(ARGUMENTS) {
    static const char *const names[] = {"leg", "now_us", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "Room.flush";
    Room *me = (Room *)self;
    uint64_t leg = 0;
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || take_u64(v[0], &leg)
        || take_u64(v[1], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_room_flush, "pp_room_flush")) goto done;
    pp_status status;
    status = lib.pp_room_flush(me->raw, leg, now_us);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Room_pause(ARGUMENTS) {
    static const char *const names[] = {"leg", "now_us", "on", NULL};
    PyObject *v[3], *result = NULL;
    static const char where[] = "Room.pause";
    Room *me = (Room *)self;
    uint64_t leg = 0;
    uint64_t now_us = 0;
    uint32_t on = 1;
    if (sort_arguments(where, names, 2, 3, args, given, keywords, v)
        || take_u64(v[0], &leg)
        || take_u64(v[1], &now_us)
        || (v[2] && take_u32(v[2], &on))
        || usable(me, where)
        || present((void *)lib.pp_room_pause, "pp_room_pause")) goto done;
    pp_status status;
    status = lib.pp_room_pause(me->raw, leg, on, now_us);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Room_mark(ARGUMENTS) {
    static const char *const names[] = {"leg", "name", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "Room.mark";
    Room *me = (Room *)self;
    uint64_t leg = 0;
    memory name = {0};
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || take_u64(v[0], &leg)
        || borrow_text(v[1], &name)
        || usable(me, where)
        || present((void *)lib.pp_room_mark, "pp_room_mark")) goto done;
    pp_status status;
    status = lib.pp_room_mark(me->raw, leg, name.bytes, name.count);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&name);
    return result;
}

static PyObject *Room_clear(ARGUMENTS) {
    static const char *const names[] = {"leg", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Room.clear";
    Room *me = (Room *)self;
    uint64_t leg = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u64(v[0], &leg)
        || usable(me, where)
        || present((void *)lib.pp_room_clear, "pp_room_clear")) goto done;
    pp_status status;
    status = lib.pp_room_clear(me->raw, leg);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Room_set_gain(ARGUMENTS) {
    static const char *const names[] = {"source", "listener", "gain", NULL};
    PyObject *v[3], *result = NULL;
    static const char where[] = "Room.set_gain";
    Room *me = (Room *)self;
    uint64_t source = 0;
    uint64_t listener = 0;
    float gain = 0;
    if (sort_arguments(where, names, 3, 3, args, given, keywords, v)
        || take_u64(v[0], &source)
        || take_u64(v[1], &listener)
        || take_float(v[2], &gain)
        || usable(me, where)
        || present((void *)lib.pp_room_set_gain, "pp_room_set_gain")) goto done;
    pp_status status;
    status = lib.pp_room_set_gain(me->raw, source, listener, gain);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Room_play_tone(ARGUMENTS) {
    static const char *const names[] = {"leg", "kind", "country", "level_dbov", NULL};
    PyObject *v[4], *result = NULL;
    static const char where[] = "Room.play_tone";
    Room *me = (Room *)self;
    uint64_t leg = 0;
    uint32_t kind = 0;
    uint32_t country = 0;
    int32_t level_dbov = 0;
    if (sort_arguments(where, names, 3, 4, args, given, keywords, v)
        || take_u64(v[0], &leg)
        || take_u32(v[1], &kind)
        || take_u32(v[2], &country)
        || (v[3] && take_i32(v[3], &level_dbov))
        || usable(me, where)
        || present((void *)lib.pp_room_play_tone, "pp_room_play_tone")) goto done;
    pp_status status;
    status = lib.pp_room_play_tone(me->raw, leg, kind, country, level_dbov);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Room_send_digits(ARGUMENTS) {
    static const char *const names[] = {"leg", "digits", "on_ms", "off_ms", "level_dbov", NULL};
    PyObject *v[5], *result = NULL;
    static const char where[] = "Room.send_digits";
    Room *me = (Room *)self;
    uint64_t leg = 0;
    memory digits = {0};
    uint32_t on_ms = 0;
    uint32_t off_ms = 0;
    int32_t level_dbov = 0;
    if (sort_arguments(where, names, 2, 5, args, given, keywords, v)
        || take_u64(v[0], &leg)
        || borrow_text(v[1], &digits)
        || (v[2] && take_u32(v[2], &on_ms))
        || (v[3] && take_u32(v[3], &off_ms))
        || (v[4] && take_i32(v[4], &level_dbov))
        || usable(me, where)
        || present((void *)lib.pp_room_send_digits, "pp_room_send_digits")) goto done;
    pp_status status;
    status = lib.pp_room_send_digits(me->raw, leg, digits.bytes, digits.count, on_ms, off_ms, level_dbov);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&digits);
    return result;
}

static PyObject *Room_stop_tone(ARGUMENTS) {
    static const char *const names[] = {"leg", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Room.stop_tone";
    Room *me = (Room *)self;
    uint64_t leg = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u64(v[0], &leg)
        || usable(me, where)
        || present((void *)lib.pp_room_stop_tone, "pp_room_stop_tone")) goto done;
    pp_status status;
    status = lib.pp_room_stop_tone(me->raw, leg);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Room_set_tap(ARGUMENTS) {
    static const char *const names[] = {"leg", "tap", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "Room.set_tap";
    Room *me = (Room *)self;
    uint64_t leg = 0;
    uint32_t tap = 0;
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || take_u64(v[0], &leg)
        || take_u32(v[1], &tap)
        || usable(me, where)
        || present((void *)lib.pp_room_set_tap, "pp_room_set_tap")) goto done;
    pp_status status;
    status = lib.pp_room_set_tap(me->raw, leg, tap);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Room_packet(ARGUMENTS) {
    static const char *const names[] = {"leg", "user", "ssrc", "sequence", "timestamp", "opus", "now_us", NULL};
    PyObject *v[7], *result = NULL;
    static const char where[] = "Room.packet";
    Room *me = (Room *)self;
    uint64_t leg = 0;
    uint64_t user = 0;
    uint32_t ssrc = 0;
    uint16_t sequence = 0;
    uint32_t timestamp = 0;
    memory opus = {0};
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 7, 7, args, given, keywords, v)
        || take_u64(v[0], &leg)
        || take_u64(v[1], &user)
        || take_u32(v[2], &ssrc)
        || take_u16(v[3], &sequence)
        || take_u32(v[4], &timestamp)
        || borrow_frozen(v[5], &opus)
        || take_u64(v[6], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_room_packet, "pp_room_packet")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_room_packet(me->raw, leg, user, ssrc, sequence, timestamp, opus.bytes, opus.count, now_us));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&opus);
    return result;
}

static PyObject *Room_set_speaker_taps(ARGUMENTS) {
    static const char *const names[] = {"leg", "on", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "Room.set_speaker_taps";
    Room *me = (Room *)self;
    uint64_t leg = 0;
    uint32_t on = 1;
    if (sort_arguments(where, names, 1, 2, args, given, keywords, v)
        || take_u64(v[0], &leg)
        || (v[1] && take_u32(v[1], &on))
        || usable(me, where)
        || present((void *)lib.pp_room_set_speaker_taps, "pp_room_set_speaker_taps")) goto done;
    pp_status status;
    status = lib.pp_room_set_speaker_taps(me->raw, leg, on);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Room_tick(ARGUMENTS) {
    static const char *const names[] = {"now_us", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Room.tick";
    Room *me = (Room *)self;
    uint64_t now_us = 0;
    uint32_t out_ran = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u64(v[0], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_room_tick, "pp_room_tick")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_room_tick(me->raw, now_us, &out_ran));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = PyLong_FromUnsignedLong(out_ran);
done:
    return result;
}

static PyObject *Room_poll(ARGUMENTS) {
    static const char *const names[] = {NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Room.poll";
    Room *me = (Room *)self;
    ANSWER(to);
    size_t count = 0;
    pp_room_output told = PP_SIZED(pp_room_output);
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || begin_answer(NULL, 0, &to)
        || usable(me, where)
        || present((void *)lib.pp_room_poll, "pp_room_poll")) goto done;
    pp_status status;
    do {
        RELEASED(me, status = lib.pp_room_poll(me->raw, to.bytes, to.room, &told));
        count = (size_t)told.len;
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = RoomOutput_of(status, take_answer(&to, count), &told);
done:
    end_answer(&to);
    return result;
}

static PyObject *Room_quality(ARGUMENTS) {
    static const char *const names[] = {"leg", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Room.quality";
    Room *me = (Room *)self;
    uint64_t leg = 0;
    pp_quality told = PP_SIZED(pp_quality);
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u64(v[0], &leg)
        || usable(me, where)
        || present((void *)lib.pp_room_quality, "pp_room_quality")) goto done;
    pp_status status;
    status = lib.pp_room_quality(me->raw, leg, &told);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = Quality_of(&told);
done:
    return result;
}

static PyObject *Room_leg_stats(ARGUMENTS) {
    static const char *const names[] = {"leg", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Room.leg_stats";
    Room *me = (Room *)self;
    uint64_t leg = 0;
    pp_leg_stats told = PP_SIZED(pp_leg_stats);
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u64(v[0], &leg)
        || usable(me, where)
        || present((void *)lib.pp_room_leg_stats, "pp_room_leg_stats")) goto done;
    pp_status status;
    status = lib.pp_room_leg_stats(me->raw, leg, &told);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = LegStats_of(&told);
done:
    return result;
}

static PyMethodDef Room_METHODS[] = {
    HANDLE_METHODS,
    {"record_consent", CALL(Room_record_consent), KEYWORDS,
     SIGNATURE_Room_record_consent "The leg agrees to be recorded (1), or no longer does (0). No byte comes out before the first consent. PP_ERR_STA"
     "TE when the Room has no recorder, or no track is left."},
    {"record_pause", CALL(Room_record_pause), KEYWORDS,
     SIGNATURE_Room_record_pause "Records silence for all (1) until it goes on (0): while a card number is said."},
    {"record_place", CALL(Room_record_place), KEYWORDS,
     SIGNATURE_Room_record_place "Which file the leg is in, and which channel of it. PP_ERR_STATE when it is in none."},
    {"record_finish", CALL(Room_record_finish), KEYWORDS,
     SIGNATURE_Room_record_finish "Nothing more is recorded; poll until PP_ROOM_WAIT for what is left."},
    {"message", CALL(Room_message), KEYWORDS,
     SIGNATURE_Room_message "One text message of the leg's carrier. What is refused is counted, told as PP_EVENT_MALFORMED and changes nothin"
     "g else: PP_ERR_MALFORMED for what is no message of this stream or longer than max_message, PP_ERR_STATE for a se"
     "cond `start`, or anything after `stop`. Unknown events are ignored, which is PP_OK."},
    {"write", CALL(Room_write), KEYWORDS,
     SIGNATURE_Room_write "Appends sound of `item`, a name of your own, to a PCM leg's queue, in the leg's format and in whole samples; out"
     "_taken, fewer when the queue is full, is what to write no more. Another item ends the one before; `last` = 1 end"
     "s this one, if all is taken. A queue that runs empty in the middle of an item is told as starved. Stops in the m"
     "iddle are faded over 5 ms; a sound's own beginning and end are not touched."},
    {"flush", CALL(Room_flush), KEYWORDS,
     SIGNATURE_Room_flush "Interrupts a PCM leg, within a frame: what it did not say is forgotten, what a carrier has queued of it is taken"
     " back by a clear, and PP_EVENT_HEARD tells for each item and each caller how much was heard: to 20 ms, whatever "
     "the delay to the carrier, as long as that is steady. After a pause it confirms the pause: the reports are as of "
     "then, and what is written next is said."},
    {"pause", CALL(Room_pause), KEYWORDS,
     SIGNATURE_Room_pause "Stops a PCM leg (1) in the same way, but to go on (0) where it was heard: nothing is lost, and up to 40 ms are s"
     "aid twice."},
    {"mark", CALL(Room_mark), KEYWORDS,
     SIGNATURE_Room_mark "A carrier's marker behind the sound sent so far; its echo is PP_EVENT_MARK. PP_ERR_ARGUMENT for a name that is n"
     "ot 1 to 128 bytes of UTF-8, PP_ERR_STATE when the leg is sent nothing, or 64 marks are pending."},
    {"clear", CALL(Room_clear), KEYWORDS,
     SIGNATURE_Room_clear "The carrier throws away what it has queued. Live sound goes on behind a new prefill."},
    {"set_gain", CALL(Room_set_gain), KEYWORDS,
     SIGNATURE_Room_set_gain "How loud `to` hears `from`, 0 to 8; 1 at first. A change is a ramp over one frame."},
    {"play_tone", CALL(Room_play_tone), KEYWORDS,
     SIGNATURE_Room_play_tone "This one and the next two need PP_FEATURE_LISTENING. [rt] Plays the leg a tone, besides what it hears of the oth"
     "ers: ringback while it waits, say. Arguments as those of pp_tone_network. PP_ERR_STATE when the leg is sent noth"
     "ing."},
    {"send_digits", CALL(Room_send_digits), KEYWORDS,
     SIGNATURE_Room_send_digits "Sends the leg digits as tones; arguments as those of pp_tone_digits."},
    {"stop_tone", CALL(Room_stop_tone), KEYWORDS,
     SIGNATURE_Room_stop_tone "Ends what the two above began."},
    {"set_tap", CALL(Room_set_tap), KEYWORDS,
     SIGNATURE_Room_set_tap "What poll yields of the leg's inbound sound: PP_TAP_."},
    {"packet", CALL(Room_packet), KEYWORDS,
     SIGNATURE_Room_packet "One Opus packet of a speaker in the Discord leg's channel, with the numbers of its RTP header: what PP_VOICE_MED"
     "IA gives. What is no Opus packet is counted as rejected. PP_ERR_STATE for another kind of leg."},
    {"set_speaker_taps", CALL(Room_set_speaker_taps), KEYWORDS,
     SIGNATURE_Room_set_speaker_taps "Whether poll yields each speaker of a Discord leg alone, with silence where it is silent. PP_ERR_STATE for a leg"
     " made without speaker_taps."},
    {"tick", CALL(Room_tick), KEYWORDS,
     SIGNATURE_Room_tick "Runs the ticks that are due: 0, 1 or 2 of them, told in *out_ran, which may be null."},
    {"poll", CALL(Room_poll), KEYWORDS,
     SIGNATURE_Room_poll "The next output: PP_ROOM_WAIT, or a positive kind with its bytes in `buffer`. Call it until it waits. PP_ERR_NO_"
     "SPACE sets out->len to the bytes needed and consumes nothing. A tap's sound is cut to the buffer."},
    {"quality", CALL(Room_quality), KEYWORDS,
     SIGNATURE_Room_quality "Set stats->size first (PP_SIZED)."},
    {"leg_stats", CALL(Room_leg_stats), KEYWORDS,
     SIGNATURE_Room_leg_stats "Set stats->size first (PP_SIZED)."},
    {"add", CALL(Room_add), KEYWORDS,
     SIGNATURE_Room_add "The Room owns the leg from here on; on failure it stays yours. PP_ERR_STATE when the Room is full, PP_ERR_ARGUME"
     "NT when the leg was made for another rate."},
    {"remove", CALL(Room_remove), KEYWORDS,
     SIGNATURE_Room_remove "The leg is yours again, to destroy, or to add to another Room. What it had to tell and to send is lost: poll fir"
     "st. An id that is not in the Room is PP_ERR_ARGUMENT, here and below."},
    {"record", CALL(Room_record), KEYWORDS,
     SIGNATURE_Room_record "The Room owns the recorder from here on; on failure it stays yours. PP_ERR_STATE when the Room has one, PP_ERR_A"
     "RGUMENT when it was made for another rate."},
    {"record_end", CALL(Room_record_end), KEYWORDS,
     SIGNATURE_Room_record_end "The recorder is yours again, to destroy; what was not polled is lost."},
    {"step", CALL(Room_step), KEYWORDS,
     SIGNATURE_Room_step ""},
    {NULL, NULL, 0, NULL},
};
HANDLE_SPEC(Room, "Callers, voices and channels meet in it; each hears the others, every 20 ms.")

static PyMethodDef FUNCTIONS_OF_GROUP[] = {
    {NULL, NULL, 0, NULL},
};

int add_room_group(PyObject *module) {
    return ((RoomOutput_type = add_sequence(module, "RoomOutput", &RoomOutput_DESC)) == NULL)
           || ((LegStats_type = add_sequence(module, "LegStats", &LegStats_DESC)) == NULL)
           || ((Quality_type = add_sequence(module, "Quality", &Quality_DESC)) == NULL)
           || ((Leg_type = add_class(module, "Leg", &Leg_SPEC)) == NULL)
           || ((Room_type = add_class(module, "Room", &Room_SPEC)) == NULL)
           || PyModule_AddFunctions(module, FUNCTIONS_OF_GROUP);
}
