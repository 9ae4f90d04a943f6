/* Made by bindings/python/generate from include/; do not edit. */
#include "../engine/engine.h"

static PyStructSequence_Field JitterCounts_FIELDS[] = {{"received", NULL}, {"taken", NULL}, {"late", NULL}, {"duplicate", NULL}, {"rejected", NULL}, {"discarded", NULL}, {"lost", NULL}, {"resyncs", NULL}, {"pulls", NULL}, {"played", NULL}, {"concealed", NULL}, {"recovered", NULL}, {"silence", NULL}, {"starved", NULL}, {"stretched", NULL}, {NULL, NULL}};
static PyStructSequence_Desc JitterCounts_DESC = {"phonepatch.JitterCounts", NULL, JitterCounts_FIELDS, 15};
static PyTypeObject *JitterCounts_type;

PyObject *JitterCounts_of(const pp_jitter_counts *s) {
    PyObject *o = PyStructSequence_New(JitterCounts_type);
    if (!o) return NULL;
    PyStructSequence_SetItem(o, 0, PyLong_FromUnsignedLongLong(s->received));
    PyStructSequence_SetItem(o, 1, PyLong_FromUnsignedLongLong(s->taken));
    PyStructSequence_SetItem(o, 2, PyLong_FromUnsignedLongLong(s->late));
    PyStructSequence_SetItem(o, 3, PyLong_FromUnsignedLongLong(s->duplicate));
    PyStructSequence_SetItem(o, 4, PyLong_FromUnsignedLongLong(s->rejected));
    PyStructSequence_SetItem(o, 5, PyLong_FromUnsignedLongLong(s->discarded));
    PyStructSequence_SetItem(o, 6, PyLong_FromUnsignedLongLong(s->lost));
    PyStructSequence_SetItem(o, 7, PyLong_FromUnsignedLongLong(s->resyncs));
    PyStructSequence_SetItem(o, 8, PyLong_FromUnsignedLongLong(s->pulls));
    PyStructSequence_SetItem(o, 9, PyLong_FromUnsignedLongLong(s->played));
    PyStructSequence_SetItem(o, 10, PyLong_FromUnsignedLongLong(s->concealed));
    PyStructSequence_SetItem(o, 11, PyLong_FromUnsignedLongLong(s->recovered));
    PyStructSequence_SetItem(o, 12, PyLong_FromUnsignedLongLong(s->silence));
    PyStructSequence_SetItem(o, 13, PyLong_FromUnsignedLongLong(s->starved));
    PyStructSequence_SetItem(o, 14, PyLong_FromUnsignedLongLong(s->stretched));
    return whole(o, 15);
}

static PyStructSequence_Field JitterNow_FIELDS[] = {{"playing", NULL}, {"queued", NULL}, {"buffered_us", NULL}, {"delay_us", NULL}, {"target_us", NULL}, {NULL, NULL}};
static PyStructSequence_Desc JitterNow_DESC = {"phonepatch.JitterNow", NULL, JitterNow_FIELDS, 5};
static PyTypeObject *JitterNow_type;

PyObject *JitterNow_of(const pp_jitter_now *s) {
    PyObject *o = PyStructSequence_New(JitterNow_type);
    if (!o) return NULL;
    PyStructSequence_SetItem(o, 0, PyLong_FromUnsignedLong(s->playing));
    PyStructSequence_SetItem(o, 1, PyLong_FromUnsignedLongLong(s->queued));
    PyStructSequence_SetItem(o, 2, PyLong_FromUnsignedLongLong(s->buffered_us));
    PyStructSequence_SetItem(o, 3, PyLong_FromUnsignedLongLong(s->delay_us));
    PyStructSequence_SetItem(o, 4, PyLong_FromUnsignedLongLong(s->target_us));
    return whole(o, 5);
}


/* JitterBuffer */

PyTypeObject *JitterBuffer_type;

HANDLE_RESET(JitterBuffer, pp_jitter)

static PyObject *JitterBuffer_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"codec", "transport", "clock_rate", "channels", "sample_rate", "min_delay_ms", "max_delay_ms", "start_delay_ms", "fixed", NULL};
    PyObject *v[9];
    static const char where[] = "JitterBuffer";
    JitterBuffer *me = NULL;
    pp_jitter *made = NULL;
    pp_jitter_config config = PP_SIZED(pp_jitter_config);
    if (sort_new(where, names, 2, 2, args, keywords, v)
        || present((void *)lib.pp_jitter_create, "pp_jitter_create")
        || take_u32(v[0], &config.codec)
        || take_u32(v[1], &config.transport)
        || (v[2] && take_u32(v[2], &config.clock_rate))
        || (v[3] && take_u32(v[3], &config.channels))
        || (v[4] && take_u32(v[4], &config.sample_rate))
        || (v[5] && take_u32(v[5], &config.min_delay_ms))
        || (v[6] && take_u32(v[6], &config.max_delay_ms))
        || (v[7] && take_i32(v[7], &config.start_delay_ms))
        || (v[8] && take_u32(v[8], &config.fixed))
        || !(me = (JitterBuffer *)new_object(type))) goto done;
    pp_status status;
    UNLOCKED(LONG + 1, status = lib.pp_jitter_create(&config, &made));
    if (status < 0) {
        Py_CLEAR(me);
        refuse(status, where, 0);
    } else {
        adopt(me, made, lib.pp_jitter_destroy, 0);
        me->sample_rate = config.sample_rate;
        if (config.channels) me->channels = config.channels;
    }
done:
    return (PyObject *)me;
}

static PyObject *JitterBuffer_insert(ARGUMENTS) {
    static const char *const names[] = {"sequence", "timestamp", "payload", "now_us", NULL};
    PyObject *v[4], *result = NULL;
    static const char where[] = "JitterBuffer.insert";
    JitterBuffer *me = (JitterBuffer *)self;
    uint16_t sequence = 0;
    uint32_t timestamp = 0;
    memory payload = {0};
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 4, 4, args, given, keywords, v)
        || take_u16(v[0], &sequence)
        || take_u32(v[1], &timestamp)
        || borrow_frozen(v[2], &payload)
        || take_u64(v[3], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_jitter_insert, "pp_jitter_insert")) goto done;
    pp_status status;
    status = lib.pp_jitter_insert(me->raw, sequence, timestamp, payload.bytes, payload.count, now_us);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = PyLong_FromLong(status);
done:
    give_back(&payload);
    return result;
}

static PyObject *JitterBuffer_append(ARGUMENTS) {
    static const char *const names[] = {"payload", "now_us", "position", NULL};
    PyObject *v[3], *result = NULL;
    static const char where[] = "JitterBuffer.append";
    JitterBuffer *me = (JitterBuffer *)self;
    memory payload = {0};
    uint64_t now_us = 0;
    int64_t position = -1;
    if (sort_arguments(where, names, 2, 3, args, given, keywords, v)
        || borrow_frozen(v[0], &payload)
        || take_u64(v[1], &now_us)
        || (v[2] && take_i64(v[2], &position))
        || usable(me, where)
        || present((void *)lib.pp_jitter_append, "pp_jitter_append")) goto done;
    pp_status status;
    status = lib.pp_jitter_append(me->raw, payload.bytes, payload.count, position, now_us);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = PyLong_FromLong(status);
done:
    give_back(&payload);
    return result;
}

static PyObject *JitterBuffer_flush(ARGUMENTS) {
    static const char *const names[] = {"now_us", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "JitterBuffer.flush";
    JitterBuffer *me = (JitterBuffer *)self;
    uint64_t now_us = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u64(v[0], &now_us)
        || usable(me, where)
        || present((void *)lib.pp_jitter_flush, "pp_jitter_flush")) goto done;
    pp_status status;
    status = lib.pp_jitter_flush(me->raw, now_us);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *JitterBuffer_pull(ARGUMENTS) {
    static const char *const names[] = {"now_us", "out", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "JitterBuffer.pull";
    JitterBuffer *me = (JitterBuffer *)self;
    uint64_t now_us = 0;
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u64(v[0], &now_us)
        || begin_answer(v[1], 1, &to)
        || usable(me, where)
        || present((void *)lib.pp_jitter_pull, "pp_jitter_pull")) goto done;
    pp_status status;
    do {
        RELEASED(me, status = lib.pp_jitter_pull(me->raw, now_us, to.pcm, to.room / me->channels, &count));
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count * me->channels));
    if (status < 0) {
        refuse(status, where, count * me->channels);
        goto done;
    }
    result = pack(2, PyLong_FromLong(status), take_answer(&to, count * me->channels));
done:
    end_answer(&to);
    return result;
}

static PyObject *JitterBuffer_frame_bytes(ARGUMENTS) {
    static const char *const names[] = {"out", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "JitterBuffer.frame_bytes";
    JitterBuffer *me = (JitterBuffer *)self;
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || begin_answer(v[0], 0, &to)
        || usable(me, where)
        || present((void *)lib.pp_jitter_frame_bytes, "pp_jitter_frame_bytes")) goto done;
    pp_status status;
    do {
        status = lib.pp_jitter_frame_bytes(me->raw, to.bytes, to.room, &count);
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = take_answer(&to, count);
done:
    end_answer(&to);
    return result;
}

static PyObject *JitterBuffer_stats_interval(ARGUMENTS) {
    static const char *const names[] = {NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "JitterBuffer.stats_interval";
    JitterBuffer *me = (JitterBuffer *)self;
    pp_jitter_counts told = PP_SIZED(pp_jitter_counts);
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || usable(me, where)
        || present((void *)lib.pp_jitter_stats_interval, "pp_jitter_stats_interval")) goto done;
    pp_status status;
    status = lib.pp_jitter_stats_interval(me->raw, &told);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = JitterCounts_of(&told);
done:
    return result;
}

static PyObject *JitterBuffer_stats_lifetime(ARGUMENTS) {
    static const char *const names[] = {NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "JitterBuffer.stats_lifetime";
    JitterBuffer *me = (JitterBuffer *)self;
    pp_jitter_counts told = PP_SIZED(pp_jitter_counts);
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || usable(me, where)
        || present((void *)lib.pp_jitter_stats_lifetime, "pp_jitter_stats_lifetime")) goto done;
    pp_status status;
    status = lib.pp_jitter_stats_lifetime(me->raw, &told);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = JitterCounts_of(&told);
done:
    return result;
}

static PyObject *JitterBuffer_stats_now(ARGUMENTS) {
    static const char *const names[] = {NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "JitterBuffer.stats_now";
    JitterBuffer *me = (JitterBuffer *)self;
    pp_jitter_now told = PP_SIZED(pp_jitter_now);
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || usable(me, where)
        || present((void *)lib.pp_jitter_stats_now, "pp_jitter_stats_now")) goto done;
    pp_status status;
    status = lib.pp_jitter_stats_now(me->raw, &told);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = JitterNow_of(&told);
done:
    return result;
}

static PyMethodDef JitterBuffer_METHODS[] = {
    HANDLE_METHODS,
    HANDLE_RESET_METHOD(JitterBuffer),
    {"insert", CALL(JitterBuffer_insert), KEYWORDS,
     SIGNATURE_JitterBuffer_insert "A packet with the numbers of its RTP header: up to 60 ms of plain samples, up to 120 ms and 1500 bytes of Opus. "
     "PP_OK or a positive outcome; the payload is copied."},
    {"append", CALL(JitterBuffer_append), KEYWORDS,
     SIGNATURE_JitterBuffer_append "The next piece of an ordered stream of plain samples, any number of bytes; what does not fill a frame waits for "
     "the next piece. `position` says where it begins, in samples from any origin, or is negative for 'right behind': "
     "a jump forward by 20 ms or more leaves frames lost; one back by a second, or ahead by an hour, restarts the coun"
     "t. PP_OK, PP_JITTER_OVERFLOW, or PP_JITTER_REJECTED if the codec is Opus."},
    {"flush", CALL(JitterBuffer_flush), KEYWORDS,
     SIGNATURE_JitterBuffer_flush "The stream is at its end: a frame begun is filled up with silence."},
    {"pull", CALL(JitterBuffer_pull), KEYWORDS,
     SIGNATURE_JitterBuffer_pull "Writes the next 20 ms, sample_rate / 50 samples per channel, interleaved, and returns what they are: PP_JITTER_P"
     "LAYED ... Less room is PP_ERR_NO_SPACE, with nothing done and the room needed in *out_samples, which may be null"
     "."},
    {"frame_bytes", CALL(JitterBuffer_frame_bytes), KEYWORDS,
     SIGNATURE_JitterBuffer_frame_bytes "The received bytes of the frame pulled last, if the PCM is exactly that one frame as it was decoded, not resampl"
     "ed; otherwise *out_len is 0. For passing sound on without coding it again."},
    {"stats_interval", CALL(JitterBuffer_stats_interval), KEYWORDS,
     SIGNATURE_JitterBuffer_stats_interval "Counts since the last call of this function."},
    {"stats_lifetime", CALL(JitterBuffer_stats_lifetime), KEYWORDS,
     SIGNATURE_JitterBuffer_stats_lifetime "Counts since create or reset."},
    {"stats_now", CALL(JitterBuffer_stats_now), KEYWORDS,
     SIGNATURE_JitterBuffer_stats_now "How it stands at this moment."},
    {NULL, NULL, 0, NULL},
};
HANDLE_SPEC(JitterBuffer, "Packets in as the network brings them, 20 ms of sound out on every pull.")

static PyMethodDef FUNCTIONS_OF_GROUP[] = {
    {NULL, NULL, 0, NULL},
};

int add_jitter_group(PyObject *module) {
    return ((JitterCounts_type = add_sequence(module, "JitterCounts", &JitterCounts_DESC)) == NULL)
           || ((JitterNow_type = add_sequence(module, "JitterNow", &JitterNow_DESC)) == NULL)
           || ((JitterBuffer_type = add_class(module, "JitterBuffer", &JitterBuffer_SPEC)) == NULL)
           || PyModule_AddFunctions(module, FUNCTIONS_OF_GROUP);
}
