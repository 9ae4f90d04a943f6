/* Made by bindings/python/generate from include/; do not edit. */
#include "../engine/engine.h"

static PyStructSequence_Field TransportCounts_FIELDS[] = {{"sealed", NULL}, {"opened", NULL}, {"malformed", NULL}, {"unauthenticated", NULL}, {NULL, NULL}};
static PyStructSequence_Desc TransportCounts_DESC = {"phonepatch.TransportCounts", NULL, TransportCounts_FIELDS, 4};
static PyTypeObject *TransportCounts_type;

PyObject *TransportCounts_of(const pp_transport_counts *s) {
    PyObject *o = PyStructSequence_New(TransportCounts_type);
    if (!o) return NULL;
    PyStructSequence_SetItem(o, 0, PyLong_FromUnsignedLongLong(s->sealed));
    PyStructSequence_SetItem(o, 1, PyLong_FromUnsignedLongLong(s->opened));
    PyStructSequence_SetItem(o, 2, PyLong_FromUnsignedLongLong(s->malformed));
    PyStructSequence_SetItem(o, 3, PyLong_FromUnsignedLongLong(s->unauthenticated));
    return whole(o, 4);
}


/* Transport */

PyTypeObject *Transport_type;


static PyObject *Transport_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"key", "mode", "first_nonce", NULL};
    PyObject *v[3];
    static const char where[] = "Transport";
    Transport *me = NULL;
    pp_transport *made = NULL;
    pp_transport_config config = PP_SIZED(pp_transport_config);
    memory key = {0};
    if (sort_new(where, names, 2, 2, args, keywords, v)
        || present((void *)lib.pp_transport_create, "pp_transport_create")
        || borrow_frozen(v[0], &key)
        || take_u32(v[1], &config.mode)
        || (v[2] && take_u32(v[2], &config.first_nonce))
        || !(me = (Transport *)new_object(type))) goto done;
    pp_status status;
    UNLOCKED(LONG + 1, status = lib.pp_transport_create(&config, key.bytes, key.count, &made));
    if (status < 0) {
        Py_CLEAR(me);
        refuse(status, where, 0);
    } else {
        adopt(me, made, lib.pp_transport_destroy, 1);
    }
done:
    give_back(&key);
    return (PyObject *)me;
}

static PyObject *Transport_stats(ARGUMENTS) {
    static const char *const names[] = {NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Transport.stats";
    Transport *me = (Transport *)self;
    pp_transport_counts told = PP_SIZED(pp_transport_counts);
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || usable(me, where)
        || present((void *)lib.pp_transport_stats, "pp_transport_stats")) goto done;
    pp_status status;
    status = lib.pp_transport_stats(me->raw, &told);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = TransportCounts_of(&told);
done:
    return result;
}

static PyMethodDef Transport_METHODS[] = {
    HANDLE_METHODS,
    {"stats", CALL(Transport_stats), KEYWORDS,
     SIGNATURE_Transport_stats "Counts since create."},
    {"seal", CALL(Transport_seal), KEYWORDS,
     SIGNATURE_Transport_seal "Seals in place the RTP or RTCP packet in the first `packet_len` bytes of `packet`, which has `packet_cap` bytes."
     " out_len is packet_len + PP_TRANSPORT_OVERHEAD. PP_ERR_STATE: all 2^32 numbers of the key are used up."},
    {"open", CALL(Transport_open), KEYWORDS,
     SIGNATURE_Transport_open "Opens a datagram in place: the first *out_len bytes are then the packet. PP_ERR_MALFORMED: it is none. PP_ERR_AU"
     "TH: its tag does not fit; the encrypted part is zeros then."},
    {"seal_into", CALL(Transport_seal_into), KEYWORDS,
     SIGNATURE_Transport_seal_into ""},
    {"open_into", CALL(Transport_open_into), KEYWORDS,
     SIGNATURE_Transport_open_into ""},
    {NULL, NULL, 0, NULL},
};
HANDLE_SPEC(Transport, "The encryption of RTP packets between a client and Discord's forwarding unit.")

static PyObject *transport_mode(ARGUMENTS) {
    static const char *const names[] = {"name", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "transport_mode";
    (void)self;
    memory name = {0};
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || borrow_text(v[0], &name)
        || present((void *)lib.pp_transport_mode, "pp_transport_mode")) goto done;
    result = PyLong_FromUnsignedLong(lib.pp_transport_mode(name.bytes, name.count));
done:
    give_back(&name);
    return result;
}

static PyMethodDef FUNCTIONS_OF_GROUP[] = {
    {"transport_mode", CALL(transport_mode), KEYWORDS,
     SIGNATURE_transport_mode "The PP_TRANSPORT_... of a name in the gateway's messages; 0 for any other."},
    {NULL, NULL, 0, NULL},
};

int add_seal_group(PyObject *module) {
    return ((TransportCounts_type = add_sequence(module, "TransportCounts", &TransportCounts_DESC)) == NULL)
           || ((Transport_type = add_class(module, "Transport", &Transport_SPEC)) == NULL)
           || PyModule_AddFunctions(module, FUNCTIONS_OF_GROUP);
}
