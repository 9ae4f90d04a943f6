/* Made by bindings/python/generate from include/; do not edit. */
#include "../engine/engine.h"

static PyStructSequence_Field RtpHeader_FIELDS[] = {{"payload_type", NULL}, {"marker", NULL}, {"sequence", NULL}, {"timestamp", NULL}, {"ssrc", NULL}, {"extension_profile", NULL}, {"padding", NULL}, {"extension_offset", NULL}, {"extension_len", NULL}, {"payload_offset", NULL}, {"payload_len", NULL}, {NULL, NULL}};
static PyStructSequence_Desc RtpHeader_DESC = {"phonepatch.RtpHeader", NULL, RtpHeader_FIELDS, 11};
static PyTypeObject *RtpHeader_type;

PyObject *RtpHeader_of(const pp_rtp *s) {
    PyObject *o = PyStructSequence_New(RtpHeader_type);
    if (!o) return NULL;
    PyStructSequence_SetItem(o, 0, PyLong_FromUnsignedLong(s->payload_type));
    PyStructSequence_SetItem(o, 1, PyLong_FromUnsignedLong(s->marker));
    PyStructSequence_SetItem(o, 2, PyLong_FromUnsignedLong(s->sequence));
    PyStructSequence_SetItem(o, 3, PyLong_FromUnsignedLong(s->timestamp));
    PyStructSequence_SetItem(o, 4, PyLong_FromUnsignedLong(s->ssrc));
    PyStructSequence_SetItem(o, 5, PyLong_FromUnsignedLong(s->extension_profile));
    PyStructSequence_SetItem(o, 6, PyLong_FromUnsignedLong(s->padding));
    PyStructSequence_SetItem(o, 7, PyLong_FromSize_t(s->extension_offset));
    PyStructSequence_SetItem(o, 8, PyLong_FromSize_t(s->extension_len));
    PyStructSequence_SetItem(o, 9, PyLong_FromSize_t(s->payload_offset));
    PyStructSequence_SetItem(o, 10, PyLong_FromSize_t(s->payload_len));
    return whole(o, 11);
}

static PyObject *rtp_read(ARGUMENTS) {
    static const char *const names[] = {"packet", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "rtp_read";
    (void)self;
    memory packet = {0};
    pp_rtp told = PP_SIZED(pp_rtp);
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || borrow_frozen(v[0], &packet)
        || present((void *)lib.pp_rtp_read, "pp_rtp_read")) goto done;
    pp_status status;
    UNLOCKED(packet.count, status = lib.pp_rtp_read(packet.bytes, packet.count, &told));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = RtpHeader_of(&told);
done:
    give_back(&packet);
    return result;
}

static PyObject *rtp_write(ARGUMENTS) {
    static const char *const names[] = {"payload_type", "marker", "sequence", "timestamp", "ssrc", "extension_profile", "padding", "extension_offset", "extension_len", "payload_offset", "payload_len", "out", NULL};
    PyObject *v[12], *result = NULL;
    static const char where[] = "rtp_write";
    (void)self;
    uint32_t payload_type = 0;
    uint32_t marker = 0;
    uint32_t sequence = 0;
    uint32_t timestamp = 0;
    uint32_t ssrc = 0;
    uint32_t extension_profile = 0;
    uint32_t padding = 0;
    size_t extension_offset = 0;
    size_t extension_len = 0;
    size_t payload_offset = 0;
    size_t payload_len = 0;
    ANSWER(to);
    size_t count = 0;
    if (sort_arguments(where, names, 0, 11, args, given, keywords, v)
        || (v[0] && take_u32(v[0], &payload_type))
        || (v[1] && take_u32(v[1], &marker))
        || (v[2] && take_u32(v[2], &sequence))
        || (v[3] && take_u32(v[3], &timestamp))
        || (v[4] && take_u32(v[4], &ssrc))
        || (v[5] && take_u32(v[5], &extension_profile))
        || (v[6] && take_u32(v[6], &padding))
        || (v[7] && take_size(v[7], &extension_offset))
        || (v[8] && take_size(v[8], &extension_len))
        || (v[9] && take_size(v[9], &payload_offset))
        || (v[10] && take_size(v[10], &payload_len))
        || begin_answer(v[11], 0, &to)
        || present((void *)lib.pp_rtp_write, "pp_rtp_write")) goto done;
    pp_rtp header = PP_SIZED(pp_rtp);
    header.payload_type = payload_type;
    header.marker = marker;
    header.sequence = sequence;
    header.timestamp = timestamp;
    header.ssrc = ssrc;
    header.extension_profile = extension_profile;
    header.padding = padding;
    header.extension_offset = extension_offset;
    header.extension_len = extension_len;
    header.payload_offset = payload_offset;
    header.payload_len = payload_len;
    pp_status status;
    do {
        UNLOCKED(0, status = lib.pp_rtp_write(&header, to.bytes, to.room, &count));
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

static PyObject *rtp_is_control(ARGUMENTS) {
    static const char *const names[] = {"packet", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "rtp_is_control";
    (void)self;
    memory packet = {0};
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || borrow_frozen(v[0], &packet)
        || present((void *)lib.pp_rtp_is_control, "pp_rtp_is_control")) goto done;
    result = PyBool_FromLong((long)lib.pp_rtp_is_control(packet.bytes, packet.count));
done:
    give_back(&packet);
    return result;
}

static PyMethodDef FUNCTIONS_OF_GROUP[] = {
    {"rtp_read", CALL(rtp_read), KEYWORDS,
     SIGNATURE_rtp_read "Reads one packet. PP_ERR_MALFORMED: another version than 2, a header, extension or padding longer than the packe"
     "t, padding of no bytes, or nothing left to play."},
    {"rtp_write", CALL(rtp_write), KEYWORDS,
     SIGNATURE_rtp_write "Writes the 12 bytes of a header from payload_type, marker, sequence, timestamp and ssrc. *out_len may be null."},
    {"rtp_is_control", CALL(rtp_is_control), KEYWORDS,
     SIGNATURE_rtp_is_control "1 for an RTCP packet, which shares the port, else 0. Sealed or in the clear."},
    {NULL, NULL, 0, NULL},
};

int add_rtp_group(PyObject *module) {
    return ((RtpHeader_type = add_sequence(module, "RtpHeader", &RtpHeader_DESC)) == NULL)
           || PyModule_AddFunctions(module, FUNCTIONS_OF_GROUP);
}
