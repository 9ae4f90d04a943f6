/* Carrier messages: one read whole into a tuple, and `start`, which has parameters. */
#include "engine.h"

static PyObject *text_at(const uint8_t *bytes, pp_carrier_range range) {
    if (!range.length) Py_RETURN_NONE;
    return PyUnicode_DecodeUTF8((const char *)bytes + range.offset, (Py_ssize_t)range.length, "strict");
}

static PyObject *number_if(int is, uint64_t value) {
    if (!is) Py_RETURN_NONE;
    return PyLong_FromUnsignedLongLong(value);
}

static PyObject *parameters(const memory *message, const pp_carrier_message *told, uint8_t *scratch, size_t room) {
    PyObject *all = PyDict_New();
    pp_carrier_parameter p;
    pp_status status = PP_CARRIER_END;
    for (size_t cursor = told->parameters.offset; all && told->parameters.length; cursor = p.next) {
        status = lib.pp_carrier_next_parameter(message->bytes, message->count, cursor, scratch, room, &p);
        if (status != PP_OK) break;
        PyObject *name = PyUnicode_DecodeUTF8((const char *)scratch + p.name.offset, (Py_ssize_t)p.name.length, "strict");
        PyObject *value = PyUnicode_DecodeUTF8((const char *)scratch + p.value.offset, (Py_ssize_t)p.value.length, "strict");
        if (!name || !value || PyDict_SetItem(all, name, value)) Py_CLEAR(all);
        Py_XDECREF(name);
        Py_XDECREF(value);
    }
    if (all && status < 0) {
        Py_DECREF(all);
        return refuse(status, "carrier.read", 0);
    }
    return all;
}

static PyObject *message_type = (PyObject *)&PyTuple_Type;

/* carrier_type(type): what carrier_read makes; carrier.Message is made right here, without a tuple between. */
static PyObject *carrier_type(PyObject *self, PyObject *type) {
    (void)self;
    if (!PyType_Check(type) || !PyType_IsSubtype((PyTypeObject *)type, &PyTuple_Type)) {
        PyErr_SetString(PyExc_TypeError, "carrier_type takes a subclass of tuple");
        return NULL;
    }
    Py_INCREF(type);
    message_type = type;
    return new_none();
}

/* The fields of carrier.Message, in their order. */
PyObject *told_message(const memory *message, const pp_carrier_message *m, uint8_t *scratch, size_t room) {
    int media = m->kind == PP_CARRIER_MEDIA, start = m->kind == PP_CARRIER_START, dtmf = m->kind == PP_CARRIER_DTMF;
    char digit[2] = {(char)m->digit, 0};
    PyObject *payload = media ? PyBytes_FromStringAndSize((const char *)scratch + m->payload.offset, (Py_ssize_t)m->payload.length)
                              : new_none();
    PyObject *result = pack_as(message_type, 17, PyLong_FromUnsignedLong(m->kind), text_at(scratch, m->stream_sid), payload,
                               number_if(m->present & PP_CARRIER_HAS_SEQUENCE, m->sequence_number),
                               number_if(m->present & PP_CARRIER_HAS_CHUNK, m->chunk),
                               number_if(m->present & PP_CARRIER_HAS_TIMESTAMP, m->timestamp_ms), PyLong_FromUnsignedLong(m->track),
                               dtmf ? PyUnicode_FromString(digit) : new_none(), text_at(scratch, m->mark_name),
                               text_at(scratch, m->account_sid), text_at(scratch, m->call_sid), text_at(scratch, m->protocol),
                               text_at(scratch, m->version), PyLong_FromUnsignedLong(m->tracks), PyLong_FromUnsignedLong(m->encoding),
                               PyLong_FromUnsignedLong(m->sample_rate), new_none());
    /* Last, as the parameters are read into the same scratch. */
    PyObject *named = result && start ? parameters(message, m, scratch, room) : NULL;
    if (result && start && !named) Py_CLEAR(result);
    if (named) PyTuple_SetItem(result, 16, named);
    return result;
}

static PyObject *carrier_read(ARGUMENTS) {
    static const char *const names[] = {"message", "linear", NULL};
    PyObject *v[2], *result = NULL;
    memory message = {0};
    uint32_t linear = 0;
    uint8_t here[4096], *scratch = here;
    (void)self;
    if (sort_arguments("carrier.read", names, 1, 1, args, given, keywords, v)
        || present(lib.pp_carrier_read, "pp_carrier_read") || (v[1] && take_u32(v[1], &linear))
        || borrow_text(v[0], &message) || !(scratch = space(message.count, here, sizeof here))) goto done;
    size_t room = message.count > sizeof here ? message.count : sizeof here;
    pp_carrier_message m = PP_SIZED(pp_carrier_message);
    pp_status status;
    UNLOCKED(message.count, status = lib.pp_carrier_read(message.bytes, message.count, linear, scratch, room, &m));
    result = status < 0 ? refuse(status, "carrier.read", 0) : told_message(&message, &m, scratch, room);
done:
    give_back(&message);
    if (scratch != here) PyMem_Free(scratch);
    return result;
}

enum { MOST = 64 };

/* carrier_write_start(stream_sid, account_sid, call_sid, parameters, encoding, sample_rate, tracks, sequence_number) */
static PyObject *carrier_write_start(ARGUMENTS) {
    static const char *const names[] = {"stream_sid", "account_sid", "call_sid", "parameters", "encoding", "sample_rate",
                                        "tracks", "sequence_number", "out", NULL};
    static const char where[] = "carrier.write_start";
    PyObject *v[9], *result = NULL;
    memory sids[3], texts[MOST][2];
    pp_carrier_pair pairs[MOST];
    pp_carrier_start start = PP_SIZED(pp_carrier_start);
    size_t count = 0;
    int used = 0;
    PyObject *name, *value;
    Py_ssize_t at = 0;
    ANSWER(to);
    (void)self;
    memset(sids, 0, sizeof sids);
    memset(texts, 0, sizeof texts);
    if (sort_arguments(where, names, 3, 3, args, given, keywords, v)
        || present(lib.pp_carrier_write_start, "pp_carrier_write_start") || (v[4] && take_u32(v[4], &start.encoding))
        || (v[5] && take_u32(v[5], &start.sample_rate)) || (v[6] && take_u32(v[6], &start.tracks))
        || (v[7] && take_u64(v[7], &start.sequence_number)) || borrow_text(v[0], &sids[0]) || borrow_text(v[1], &sids[1])
        || borrow_text(v[2], &sids[2]) || begin_answer(v[8], 0, &to)) goto done;
    if (v[3] && v[3] != Py_None && !PyDict_Check(v[3])) {
        PyErr_SetString(PyExc_TypeError, "parameters is a dict of str");
        goto done;
    }
    while (v[3] && v[3] != Py_None && PyDict_Next(v[3], &at, &name, &value)) {
        /* Only str, so that nothing here can run Python and change the dict. */
        if (used == MOST || !PyUnicode_Check(name) || !PyUnicode_Check(value)) {
            PyErr_SetString(PyExc_TypeError, "parameters is a dict of at most 64 pairs of str");
            goto done;
        }
        if (borrow_text(name, &texts[used][0]) || borrow_text(value, &texts[used][1])) goto done;
        pairs[used] = (pp_carrier_pair){texts[used][0].bytes, texts[used][0].count, texts[used][1].bytes, texts[used][1].count};
        used++;
    }
    start.stream_sid = sids[0].bytes, start.stream_sid_len = sids[0].count;
    start.account_sid = sids[1].bytes, start.account_sid_len = sids[1].count;
    start.call_sid = sids[2].bytes, start.call_sid_len = sids[2].count;
    start.parameters = used ? pairs : NULL, start.parameters_len = (size_t)used;
    pp_status status;
    do {
        status = lib.pp_carrier_write_start(&start, to.bytes, to.room, &count);
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    result = status < 0 ? refuse(status, where, count) : take_answer(&to, count);
done:
    for (int i = 0; i < 3; i++) give_back(&sids[i]);
    end_answer(&to);
    return result;
}

static PyMethodDef METHODS[] = {
    {"carrier_read", CALL(carrier_read), KEYWORDS, SIGNATURE_carrier_read "One message of either side."},
    {"carrier_type", carrier_type, METH_O, SIGNATURE_carrier_type "What carrier_read makes: a subclass of tuple."},
    {"carrier_write_start", CALL(carrier_write_start), KEYWORDS, SIGNATURE_carrier_write_start "The stream begins."},
    {NULL, NULL, 0, NULL},
};

int add_carrier(PyObject *module) { return PyModule_AddFunctions(module, METHODS); }
