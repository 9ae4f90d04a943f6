/* libopus. opus_*_ctl is variadic, which Swift cannot call: one typed inline for every request that we use. */
#pragma once
#include <opus.h>
