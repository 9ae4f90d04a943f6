/* Made by bindings/python/generate from include/; do not edit. */
#include "../engine/engine.h"


static PyObject *base64_encoded_len(ARGUMENTS) {
    static const char *const names[] = {"len", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "base64_encoded_len";
    (void)self;
    size_t len = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_size(v[0], &len)
        || present((void *)lib.pp_base64_encoded_len, "pp_base64_encoded_len")) goto done;
    result = PyLong_FromSize_t(lib.pp_base64_encoded_len(len));
done:
    return result;
}

static PyObject *base64_encode(ARGUMENTS) {
    static const char *const names[] = {"data", "out", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "base64_encode";
    (void)self;
    memory data = {0};
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || borrow_frozen(v[0], &data)
        || begin_answer(v[1], 0, &to)
        || overlap(&to, &data)
        || present((void *)lib.pp_base64_encode, "pp_base64_encode")) goto done;
    pp_status status;
    do {
        UNLOCKED(data.count, status = lib.pp_base64_encode(data.bytes, data.count, to.bytes, to.room, &count));
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = take_answer(&to, count);
done:
    give_back(&data);
    end_answer(&to);
    return result;
}

static PyObject *base64_decode(ARGUMENTS) {
    static const char *const names[] = {"text", "out", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "base64_decode";
    (void)self;
    memory text = {0};
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || borrow_text(v[0], &text)
        || begin_answer(v[1], 0, &to)
        || overlap(&to, &text)
        || present((void *)lib.pp_base64_decode, "pp_base64_decode")) goto done;
    pp_status status;
    do {
        UNLOCKED(text.count, status = lib.pp_base64_decode(text.bytes, text.count, to.bytes, to.room, &count));
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = take_answer(&to, count);
done:
    give_back(&text);
    end_answer(&to);
    return result;
}

static PyObject *carrier_write_media(ARGUMENTS) {
    static const char *const names[] = {"stream_sid", "payload", "out", NULL};
    PyObject *v[3], *result = NULL;
    static const char where[] = "carrier_write_media";
    (void)self;
    memory stream_sid = {0};
    memory payload = {0};
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || borrow_text(v[0], &stream_sid)
        || borrow_frozen(v[1], &payload)
        || begin_answer(v[2], 0, &to)
        || overlap(&to, &stream_sid)
        || overlap(&to, &payload)
        || present((void *)lib.pp_carrier_write_media, "pp_carrier_write_media")) goto done;
    pp_status status;
    do {
        UNLOCKED(stream_sid.count + payload.count, status = lib.pp_carrier_write_media(stream_sid.bytes, stream_sid.count, payload.bytes, payload.count, to.bytes, to.room, &count));
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = take_answer(&to, count);
done:
    give_back(&stream_sid);
    give_back(&payload);
    end_answer(&to);
    return result;
}

static PyObject *carrier_write_mark(ARGUMENTS) {
    static const char *const names[] = {"stream_sid", "name", "out", NULL};
    PyObject *v[3], *result = NULL;
    static const char where[] = "carrier_write_mark";
    (void)self;
    memory stream_sid = {0};
    memory name = {0};
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || borrow_text(v[0], &stream_sid)
        || borrow_text(v[1], &name)
        || begin_answer(v[2], 0, &to)
        || overlap(&to, &stream_sid)
        || overlap(&to, &name)
        || present((void *)lib.pp_carrier_write_mark, "pp_carrier_write_mark")) goto done;
    pp_status status;
    do {
        UNLOCKED(stream_sid.count + name.count, status = lib.pp_carrier_write_mark(stream_sid.bytes, stream_sid.count, name.bytes, name.count, to.bytes, to.room, &count));
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = take_answer(&to, count);
done:
    give_back(&stream_sid);
    give_back(&name);
    end_answer(&to);
    return result;
}

static PyObject *carrier_write_clear(ARGUMENTS) {
    static const char *const names[] = {"stream_sid", "out", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "carrier_write_clear";
    (void)self;
    memory stream_sid = {0};
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || borrow_text(v[0], &stream_sid)
        || begin_answer(v[1], 0, &to)
        || overlap(&to, &stream_sid)
        || present((void *)lib.pp_carrier_write_clear, "pp_carrier_write_clear")) goto done;
    pp_status status;
    do {
        UNLOCKED(stream_sid.count, status = lib.pp_carrier_write_clear(stream_sid.bytes, stream_sid.count, to.bytes, to.room, &count));
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = take_answer(&to, count);
done:
    give_back(&stream_sid);
    end_answer(&to);
    return result;
}

static PyObject *carrier_write_connected(ARGUMENTS) {
    static const char *const names[] = {"out", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "carrier_write_connected";
    (void)self;
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || begin_answer(v[0], 0, &to)
        || present((void *)lib.pp_carrier_write_connected, "pp_carrier_write_connected")) goto done;
    pp_status status;
    do {
        UNLOCKED(0, status = lib.pp_carrier_write_connected(to.bytes, to.room, &count));
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

static PyObject *carrier_write_track_media(ARGUMENTS) {
    static const char *const names[] = {"sequence_number", "stream_sid", "track", "chunk", "timestamp_ms", "payload", "out", NULL};
    PyObject *v[7], *result = NULL;
    static const char where[] = "carrier_write_track_media";
    (void)self;
    uint64_t sequence_number = 0;
    memory stream_sid = {0};
    uint32_t track = 0;
    uint64_t chunk = 0;
    uint64_t timestamp_ms = 0;
    memory payload = {0};
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 6, 6, args, given, keywords, v)
        || take_u64(v[0], &sequence_number)
        || borrow_text(v[1], &stream_sid)
        || take_u32(v[2], &track)
        || take_u64(v[3], &chunk)
        || take_u64(v[4], &timestamp_ms)
        || borrow_frozen(v[5], &payload)
        || begin_answer(v[6], 0, &to)
        || overlap(&to, &stream_sid)
        || overlap(&to, &payload)
        || present((void *)lib.pp_carrier_write_track_media, "pp_carrier_write_track_media")) goto done;
    pp_status status;
    do {
        UNLOCKED(stream_sid.count + payload.count, status = lib.pp_carrier_write_track_media(sequence_number, stream_sid.bytes, stream_sid.count, track, chunk, timestamp_ms, payload.bytes, payload.count, to.bytes, to.room, &count));
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = take_answer(&to, count);
done:
    give_back(&stream_sid);
    give_back(&payload);
    end_answer(&to);
    return result;
}

static PyObject *carrier_write_dtmf(ARGUMENTS) {
    static const char *const names[] = {"sequence_number", "stream_sid", "digit", "out", NULL};
    PyObject *v[4], *result = NULL;
    static const char where[] = "carrier_write_dtmf";
    (void)self;
    uint64_t sequence_number = 0;
    memory stream_sid = {0};
    uint32_t digit = 0;
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 3, 3, args, given, keywords, v)
        || take_u64(v[0], &sequence_number)
        || borrow_text(v[1], &stream_sid)
        || take_u32(v[2], &digit)
        || begin_answer(v[3], 0, &to)
        || overlap(&to, &stream_sid)
        || present((void *)lib.pp_carrier_write_dtmf, "pp_carrier_write_dtmf")) goto done;
    pp_status status;
    do {
        UNLOCKED(stream_sid.count, status = lib.pp_carrier_write_dtmf(sequence_number, stream_sid.bytes, stream_sid.count, digit, to.bytes, to.room, &count));
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = take_answer(&to, count);
done:
    give_back(&stream_sid);
    end_answer(&to);
    return result;
}

static PyObject *carrier_write_mark_echo(ARGUMENTS) {
    static const char *const names[] = {"sequence_number", "stream_sid", "name", "out", NULL};
    PyObject *v[4], *result = NULL;
    static const char where[] = "carrier_write_mark_echo";
    (void)self;
    uint64_t sequence_number = 0;
    memory stream_sid = {0};
    memory name = {0};
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 3, 3, args, given, keywords, v)
        || take_u64(v[0], &sequence_number)
        || borrow_text(v[1], &stream_sid)
        || borrow_text(v[2], &name)
        || begin_answer(v[3], 0, &to)
        || overlap(&to, &stream_sid)
        || overlap(&to, &name)
        || present((void *)lib.pp_carrier_write_mark_echo, "pp_carrier_write_mark_echo")) goto done;
    pp_status status;
    do {
        UNLOCKED(stream_sid.count + name.count, status = lib.pp_carrier_write_mark_echo(sequence_number, stream_sid.bytes, stream_sid.count, name.bytes, name.count, to.bytes, to.room, &count));
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = take_answer(&to, count);
done:
    give_back(&stream_sid);
    give_back(&name);
    end_answer(&to);
    return result;
}

static PyObject *carrier_write_stop(ARGUMENTS) {
    static const char *const names[] = {"sequence_number", "stream_sid", "account_sid", "call_sid", "out", NULL};
    PyObject *v[5], *result = NULL;
    static const char where[] = "carrier_write_stop";
    (void)self;
    uint64_t sequence_number = 0;
    memory stream_sid = {0};
    memory account_sid = {0};
    memory call_sid = {0};
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 4, 4, args, given, keywords, v)
        || take_u64(v[0], &sequence_number)
        || borrow_text(v[1], &stream_sid)
        || borrow_text(v[2], &account_sid)
        || borrow_text(v[3], &call_sid)
        || begin_answer(v[4], 0, &to)
        || overlap(&to, &stream_sid)
        || overlap(&to, &account_sid)
        || overlap(&to, &call_sid)
        || present((void *)lib.pp_carrier_write_stop, "pp_carrier_write_stop")) goto done;
    pp_status status;
    do {
        UNLOCKED(stream_sid.count + account_sid.count + call_sid.count, status = lib.pp_carrier_write_stop(sequence_number, stream_sid.bytes, stream_sid.count, account_sid.bytes, account_sid.count, call_sid.bytes, call_sid.count, to.bytes, to.room, &count));
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    if (status < 0) {
        refuse(status, where, count);
        goto done;
    }
    result = take_answer(&to, count);
done:
    give_back(&stream_sid);
    give_back(&account_sid);
    give_back(&call_sid);
    end_answer(&to);
    return result;
}

static PyMethodDef FUNCTIONS_OF_GROUP[] = {
    {"base64_encoded_len", CALL(base64_encoded_len), KEYWORDS,
     SIGNATURE_base64_encoded_len "The characters that `len` bytes become; SIZE_MAX when that is beyond any memory."},
    {"base64_encode", CALL(base64_encode), KEYWORDS,
     SIGNATURE_base64_encode "Writes pp_base64_encoded_len(len) characters and no NUL. *out_len may be null."},
    {"base64_decode", CALL(base64_decode), KEYWORDS,
     SIGNATURE_base64_decode "Writes the bytes; text_len / 4 * 3 of room always do. On a text that is no base64, `bytes` holds nothing of mean"
     "ing."},
    {"carrier_write_media", CALL(carrier_write_media), KEYWORDS,
     SIGNATURE_carrier_write_media "Sound to play behind what was sent before: raw, in the format of the stream, any length."},
    {"carrier_write_mark", CALL(carrier_write_mark), KEYWORDS,
     SIGNATURE_carrier_write_mark "A marker behind the sound sent so far."},
    {"carrier_write_clear", CALL(carrier_write_clear), KEYWORDS,
     SIGNATURE_carrier_write_clear "Throws away what the carrier has queued; the marks in it come back."},
    {"carrier_write_connected", CALL(carrier_write_connected), KEYWORDS,
     SIGNATURE_carrier_write_connected "The first message on a connection."},
    {"carrier_write_track_media", CALL(carrier_write_track_media), KEYWORDS,
     SIGNATURE_carrier_write_track_media "Sound of one track, PP_CARRIER_INBOUND or _OUTBOUND."},
    {"carrier_write_dtmf", CALL(carrier_write_dtmf), KEYWORDS,
     SIGNATURE_carrier_write_dtmf "A key was pressed: ASCII, one of 0-9 * # A-D."},
    {"carrier_write_mark_echo", CALL(carrier_write_mark_echo), KEYWORDS,
     SIGNATURE_carrier_write_mark_echo "A marker comes back: it was reached, or cleared away."},
    {"carrier_write_stop", CALL(carrier_write_stop), KEYWORDS,
     SIGNATURE_carrier_write_stop "The last message of a stream."},
    {NULL, NULL, 0, NULL},
};

int add_carrier_group(PyObject *module) {
    return PyModule_AddFunctions(module, FUNCTIONS_OF_GROUP);
}
