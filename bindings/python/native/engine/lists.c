/* Calls whose shape is their own: a tone's steps, packets that change in place, lists of users. */
#include "engine.h"

PyObject *ToneGenerator_steps(ARGUMENTS) {
    static const char *const names[] = {"steps", "repeats", "level_dbov", NULL};
    ToneGenerator *me = (ToneGenerator *)self;
    PyObject *v[3];
    int32_t level = 0;
    pp_tone_step steps[PP_TONE_STEPS_MAX] = {{0}};
    if (sort_arguments("ToneGenerator.steps", names, 1, 1, args, given, keywords, v) || (v[2] && take_i32(v[2], &level)))
        return NULL;
    int repeats = v[1] ? PyObject_IsTrue(v[1]) : 0;
    Py_ssize_t count = PySequence_Size(v[0]);
    if (repeats < 0 || count < 0) return NULL;
    if (count > PP_TONE_STEPS_MAX) return refuse(PP_ERR_ARGUMENT, "ToneGenerator.steps", 0);
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *step = PySequence_GetItem(v[0], i);
        uint16_t numbers[3];
        int fits = step && PySequence_Check(step) && PySequence_Size(step) == 3;
        for (int k = 0; fits && k < 3; k++) {
            PyObject *number = PySequence_GetItem(step, k);
            fits = number && !take_u16(number, &numbers[k]);
            Py_XDECREF(number);
        }
        Py_XDECREF(step);
        if (!fits && !PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "a step is (low_hz, high_hz, duration_ms)");
        if (!fits) return NULL;
        steps[i] = (pp_tone_step){.low_hz = numbers[0], .high_hz = numbers[1], .duration_ms = numbers[2]};
    }
    if (usable(me, "ToneGenerator.steps")) return NULL;
    pp_status status = lib.pp_tone_steps(me->raw, steps, (size_t)count, (uint32_t)repeats, level);
    return status < 0 ? refuse(status, "ToneGenerator.steps", 0) : new_none();
}

/* read(samples) -> (bytes, how many are sound); read(out=...) -> how many are sound */
PyObject *ToneGenerator_read(ARGUMENTS) {
    static const char *const names[] = {"samples", "out", NULL};
    ToneGenerator *me = (ToneGenerator *)self;
    PyObject *v[2];
    size_t samples = 0, sound = 0;
    output to;
    if (sort_arguments("ToneGenerator.read", names, 0, 1, args, given, keywords, v) || (v[0] && take_size(v[0], &samples)))
        return NULL;
    if (!v[0] && !v[1]) {
        PyErr_SetString(PyExc_TypeError, "ToneGenerator.read() needs samples or out");
        return NULL;
    }
    if (samples > 1u << 28) return refuse(PP_ERR_ARGUMENT, "ToneGenerator.read", 0);
    if (open_output(v[1], 1, samples, &to)) return NULL;
    if (usable(me, "ToneGenerator.read")) {
        drop_output(&to);
        return NULL;
    }
    pp_status status;
    RELEASED(me, status = lib.pp_tone_read(me->raw, to.pcm, to.room, &sound));
    if (status < 0) {
        drop_output(&to);
        return refuse(status, "ToneGenerator.read", 0);
    }
    PyObject *made = to.made;
    PyObject *answer = close_output(&to, 1, to.room, sound);
    return made ? pack(2, answer, PyLong_FromSize_t(sound)) : answer;
}

/* As much as is kept, at most a second. */
PyObject *VoiceActivity_pre_roll(ARGUMENTS) {
    static const char *const names[] = {"out", NULL};
    VoiceActivity *me = (VoiceActivity *)self;
    PyObject *v[1];
    size_t count = 0;
    output to;
    if (sort_arguments("VoiceActivity.pre_roll", names, 0, 0, args, given, keywords, v)
        || open_output(v[0], 1, me->sample_rate ? me->sample_rate : 8000, &to)) return NULL;
    pp_status status = PP_OK;
    int closed = usable(me, "VoiceActivity.pre_roll");
    if (!closed) status = lib.pp_vad_pre_roll(me->raw, to.pcm, to.room, &count);
    if (!closed && status >= 0) return close_output(&to, 1, count, count);
    drop_output(&to);
    return closed ? NULL : refuse(status, "VoiceActivity.pre_roll", 0);
}

/* Transport ----------------------------------------------------------------------------------------------------- */

/* seal and open make new bytes; the two below change a buffer in place. */
static PyObject *in_new_bytes(Transport *me, const char *where, PyObject *packet, int seal) {
    memory from = {0};
    PyObject *made = NULL;
    size_t count = 0;
    if (borrow_frozen(packet, &from)) return NULL;
    size_t room = from.count + (seal ? PP_TRANSPORT_OVERHEAD : 0);
    if (!usable(me, where) && (made = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)room))) {
        uint8_t *bytes = (uint8_t *)PyBytes_AsString(made);
        pp_status status;
        memcpy(bytes, from.bytes, from.count);
        RELEASED(me, status = seal ? lib.pp_transport_seal(me->raw, bytes, room, from.count, &count)
                                   : lib.pp_transport_open(me->raw, bytes, room, &count));
        PyObject *whole = made;
        if (status < 0) made = refuse(status, where, count);
        else if (count != room) made = PyBytes_FromStringAndSize((const char *)bytes, (Py_ssize_t)count);
        if (made != whole) Py_DECREF(whole);
    }
    give_back(&from);
    return made;
}

PyObject *Transport_seal(ARGUMENTS) {
    static const char *const names[] = {"packet", NULL};
    PyObject *v[1];
    if (sort_arguments("Transport.seal", names, 1, 1, args, given, keywords, v)) return NULL;
    return in_new_bytes((Transport *)self, "Transport.seal", v[0], 1);
}

PyObject *Transport_open(ARGUMENTS) {
    static const char *const names[] = {"datagram", NULL};
    PyObject *v[1];
    if (sort_arguments("Transport.open", names, 1, 1, args, given, keywords, v)) return NULL;
    return in_new_bytes((Transport *)self, "Transport.open", v[0], 0);
}

/* In place, so under the interpreter's lock: no other thread can change the packet while it is read. */
static PyObject *in_place(Transport *me, const char *where, PyObject *const *v, int seal) {
    memory buffer = {0};
    size_t length, count = 0;
    PyObject *result = NULL;
    if (take_size(v[1], &length) || borrow_bytes_out(v[0], &buffer)) return NULL;
    if (usable(me, where)) goto done;
    pp_status status = PP_ERR_ARGUMENT;
    if (length <= buffer.count)
        status = seal ? lib.pp_transport_seal(me->raw, buffer.bytes, buffer.count, length, &count)
                      : lib.pp_transport_open(me->raw, buffer.bytes, length, &count);
    result = status < 0 ? refuse(status, where, count) : PyLong_FromSize_t(count);
done:
    give_back(&buffer);
    return result;
}

PyObject *Transport_seal_into(ARGUMENTS) {
    static const char *const names[] = {"buffer", "packet_len", NULL};
    PyObject *v[2];
    if (sort_arguments("Transport.seal_into", names, 2, 2, args, given, keywords, v)) return NULL;
    return in_place((Transport *)self, "Transport.seal_into", v, 1);
}

PyObject *Transport_open_into(ARGUMENTS) {
    static const char *const names[] = {"buffer", "datagram_len", NULL};
    PyObject *v[2];
    if (sort_arguments("Transport.open_into", names, 2, 2, args, given, keywords, v)) return NULL;
    return in_place((Transport *)self, "Transport.open_into", v, 0);
}

PyObject *DaveSession_members(ARGUMENTS) {
    static const char *const names[] = {NULL};
    DaveSession *me = (DaveSession *)self;
    PyObject *v[1];
    uint64_t users[256]; /* as many as a session may have */
    size_t count = 0;
    if (sort_arguments("DaveSession.members", names, 0, 0, args, given, keywords, v) || usable(me, "DaveSession.members"))
        return NULL;
    pp_status status;
    RELEASED(me, status = lib.pp_dave_members(me->raw, users, 256, &count));
    if (status < 0) return refuse(status, "DaveSession.members", count);
    PyObject *list = PyList_New((Py_ssize_t)count);
    for (size_t i = 0; list && i < count; i++) {
        PyObject *user = PyLong_FromUnsignedLongLong(users[i]);
        if (!user) Py_CLEAR(list);
        else PyList_SetItem(list, (Py_ssize_t)i, user);
    }
    return list;
}
