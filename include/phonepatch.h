/* Phonepatch: an embeddable audio and telephony engine. This file includes every group; each compiles alone. */
#ifndef PHONEPATCH_H
#define PHONEPATCH_H

#include "phonepatch/base.h"
#include "phonepatch/audio.h"
#include "phonepatch/carrier.h"
#include "phonepatch/codec.h"
#include "phonepatch/dave.h"
#include "phonepatch/jitter.h"
#include "phonepatch/resample.h"
#include "phonepatch/room.h"
#include "phonepatch/record.h"
#include "phonepatch/rtp.h"
#include "phonepatch/seal.h"
#include "phonepatch/tone.h"
#include "phonepatch/vad.h"
#include "phonepatch/voice.h"

#endif
