/* MediaStream: a carrier's messages as samples at a rate of one's own, and back, each way in one call. */
#include "engine.h"

#define MOST_SID 128

typedef struct stream {
    pp_resampler *up, *down; /* null where the rates are equal */
    uint32_t encoding;
    size_t sid_len;
    uint8_t sid[MOST_SID];
} stream;

typedef struct MediaStream {
    HANDLE(stream)
} MediaStream;

static void destroy(stream *raw) {
    lib.pp_resampler_destroy(raw->up);
    lib.pp_resampler_destroy(raw->down);
    PyMem_Free(raw);
}

static pp_status resampler(uint32_t from, uint32_t to, pp_resampler **out) {
    pp_resampler_config config = PP_SIZED(pp_resampler_config);
    config.from_rate = from;
    config.to_rate = to;
    return from == to ? PP_OK : lib.pp_resampler_create(&config, out);
}

static PyObject *stream_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"stream_sid", "sample_rate", "encoding", "line_rate", NULL};
    static const char where[] = "carrier.MediaStream";
    PyObject *v[4], *result = NULL;
    memory sid = {0};
    uint32_t rate = 8000, encoding = PP_ENCODING_MULAW, line = 8000;
    MediaStream *self = NULL;
    stream *raw = NULL;
    if (sort_new(where, names, 1, 2, args, keywords, v) || present(lib.pp_carrier_read, "pp_carrier_read")
        || (v[1] && take_u32(v[1], &rate)) || (v[2] && take_u32(v[2], &encoding)) || (v[3] && take_u32(v[3], &line))
        || borrow_text(v[0], &sid)) return NULL;
    int g711 = encoding == PP_ENCODING_MULAW || encoding == PP_ENCODING_ALAW;
    int linear = encoding == PP_ENCODING_L16 || encoding == PP_ENCODING_L16_NETWORK;
    if (!sid.count || sid.count > MOST_SID || (!g711 && !linear) || (line != 8000 && (g711 || (line != 16000 && line != 24000)))) {
        refuse(PP_ERR_ARGUMENT, where, 0);
        goto done;
    }
    if (!(self = (MediaStream *)new_object(type))) goto done;
    if (!(raw = PyMem_Calloc(1, sizeof *raw))) {
        PyErr_NoMemory();
        goto done;
    }
    adopt(self, raw, destroy, 0);
    self->sample_rate = rate;
    raw->encoding = encoding;
    memcpy(raw->sid, sid.bytes, raw->sid_len = sid.count);
    pp_status status = resampler(line, rate, &raw->up);
    if (status >= 0) status = resampler(rate, line, &raw->down);
    if (status < 0) refuse(status, where, 0);
    else result = Py_NewRef((PyObject *)self);
done:
    give_back(&sid);
    Py_XDECREF((PyObject *)self);
    return result;
}

/* How many bytes of the line a sample takes. */
static size_t width(const stream *raw) { return raw->encoding == PP_ENCODING_MULAW || raw->encoding == PP_ENCODING_ALAW ? 1 : 2; }

static pp_status decode(const stream *raw, const uint8_t *bytes, size_t len, int16_t *pcm, size_t room) {
    size_t samples;
    return width(raw) == 1 ? lib.pp_g711_decode(raw->encoding, bytes, len, pcm, room, &samples)
                           : lib.pp_l16_decode(raw->encoding, bytes, len, pcm, room, &samples);
}

/* The sound of a media message. */
static PyObject *sound(MediaStream *self, const uint8_t *payload, size_t len) {
    static const char where[] = "MediaStream.read";
    stream *raw = self->raw;
    size_t samples = len / width(raw), room = samples, consumed = 0, produced = 0;
    int16_t here[2048], *pcm = here;
    output to;
    pp_status status = samples * width(raw) == len ? PP_OK : PP_ERR_MALFORMED;
    if (status >= 0 && raw->up) status = lib.pp_resampler_needed(raw->up, samples, &room);
    if (status < 0) return refuse(status, where, 0);
    if (open_output(NULL, 1, room, &to)) return NULL;
    if (!raw->up) {
        status = decode(raw, payload, len, to.pcm, room);
        produced = samples;
    } else if (!(pcm = space(samples * 2, here, sizeof here))) {
        drop_output(&to);
        return NULL;
    } else {
        RELEASED(self, {
            status = decode(raw, payload, len, pcm, samples);
            if (status >= 0) status = lib.pp_resampler_process(raw->up, pcm, samples, to.pcm, room, &consumed, &produced);
        });
    }
    if (pcm != here) PyMem_Free(pcm);
    if (status >= 0) return close_output(&to, 1, produced, 0);
    drop_output(&to);
    return refuse(status, where, 0);
}

static PyObject *stream_read(PyObject *object, PyObject *text) {
    MediaStream *self = (MediaStream *)object;
    memory message = {0};
    uint8_t here[4096], *scratch = here;
    PyObject *result = NULL;
    if (borrow_text(text, &message)) return NULL;
    if (usable(self, "MediaStream.read") || !(scratch = space(message.count, here, sizeof here))) goto done;
    size_t room = message.count > sizeof here ? message.count : sizeof here;
    uint32_t linear = self->raw->encoding == PP_ENCODING_L16_NETWORK ? PP_ENCODING_L16_NETWORK : 0;
    pp_carrier_message m = PP_SIZED(pp_carrier_message);
    pp_status status = lib.pp_carrier_read(message.bytes, message.count, linear, scratch, room, &m);
    result = status < 0                     ? refuse(status, "MediaStream.read", 0)
             : m.kind == PP_CARRIER_MEDIA ? sound(self, scratch + m.payload.offset, m.payload.length)
                                          : told_message(&message, &m, scratch, room);
done:
    give_back(&message);
    if (scratch != here) PyMem_Free(scratch);
    return result;
}

/* What comes out of the samples at the line's rate, in the line's code; its length in `len`. */
static pp_status encode(const stream *raw, const int16_t *pcm, size_t samples, int16_t *narrow, size_t room, uint8_t *codes, size_t *len) {
    size_t consumed, produced = samples;
    pp_status status = raw->down ? lib.pp_resampler_process(raw->down, pcm, samples, narrow, room, &consumed, &produced) : PP_OK;
    if (status < 0) return status;
    if (raw->down) pcm = narrow;
    return width(raw) == 1 ? lib.pp_g711_encode(raw->encoding, pcm, produced, codes, room, len)
                           : lib.pp_l16_encode(raw->encoding, pcm, produced, codes, room * 2, len);
}

static PyObject *stream_write(PyObject *object, PyObject *pcm) {
    static const char where[] = "MediaStream.write";
    MediaStream *self = (MediaStream *)object;
    memory from;
    int16_t here[1024], *narrow = here;
    uint8_t bytes[2048], *codes = bytes;
    size_t len = 0, count = 0;
    PyObject *result = NULL;
    ANSWER(to);
    if (borrow_samples(pcm, &from)) return NULL;
    if (usable(self, where) || begin_answer(NULL, 0, &to)) goto done;
    stream *raw = self->raw;
    size_t room = from.count;
    pp_status status = raw->down ? lib.pp_resampler_needed(raw->down, from.count, &room) : PP_OK;
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    if ((raw->down && !(narrow = space(room * 2, here, sizeof here))) || !(codes = space(room * 2, bytes, sizeof bytes))) goto done;
    if (raw->down) RELEASED(self, status = encode(raw, from.pcm, from.count, narrow, room, codes, &len));
    else UNLOCKED(room, status = encode(raw, from.pcm, from.count, narrow, room, codes, &len));
    if (status >= 0 && !len) {
        result = PyBytes_FromStringAndSize("", 0);
        goto done;
    }
    if (status >= 0) {
        do {
            status = lib.pp_carrier_write_media(raw->sid, raw->sid_len, codes, len, to.bytes, to.room, &count);
        } while (status == PP_ERR_NO_SPACE && more_answer(&to, count));
    }
    result = status < 0 ? refuse(status, where, count) : take_answer(&to, count);
done:
    give_back(&from);
    if (narrow != here) PyMem_Free(narrow);
    if (codes != bytes) PyMem_Free(codes);
    end_answer(&to);
    return result;
}

static PyObject *stream_reset(PyObject *object, PyObject *unused) {
    MediaStream *self = (MediaStream *)object;
    (void)unused;
    if (usable(self, "MediaStream.reset")) return NULL;
    pp_status status = self->raw->up ? lib.pp_resampler_reset(self->raw->up) : PP_OK;
    if (status >= 0 && self->raw->down) status = lib.pp_resampler_reset(self->raw->down);
    return status < 0 ? refuse(status, "MediaStream.reset", 0) : new_none();
}

static PyObject *rate_of(PyObject *self, void *unused) {
    (void)unused;
    return PyLong_FromUnsignedLong(((MediaStream *)self)->sample_rate);
}

static PyMethodDef METHODS[] = {
    HANDLE_METHODS,
    {"read", stream_read, METH_O, SIGNATURE_MediaStream_read "The sound of a media message; any other as a Message."},
    {"write", stream_write, METH_O,
     SIGNATURE_MediaStream_write "The media message that says this; empty while nothing comes out."},
    {"reset", stream_reset, METH_NOARGS, SIGNATURE_MediaStream_reset "Forgets the sound so far."},
    {NULL, NULL, 0, NULL},
};
static PyGetSetDef PROPERTIES[] = {
    HANDLE_PROPERTIES,
    {"sample_rate", rate_of, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyType_Slot SLOTS[] = {
    {Py_tp_new, stream_new}, {Py_tp_dealloc, handle_dealloc}, {Py_tp_methods, METHODS}, {Py_tp_getset, PROPERTIES},
    {Py_tp_doc, SIGNATURE_MediaStream "A carrier's stream as samples."}, {0, NULL},
};
static PyType_Spec SPEC = {"phonepatch._engine.MediaStream", sizeof(MediaStream), 0,
                           Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, SLOTS};

int add_media_stream(PyObject *module) { return add_type(module, "MediaStream", &SPEC); }
