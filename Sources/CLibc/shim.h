/* The few C library calls that the engine makes. */
#pragma once
#include <stdlib.h>
#include <string.h>
