// hdl.hpp: The whole language in one include
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/emit.hpp"
#include "gen/hdl/fsm.hpp"
#include "gen/hdl/function.hpp"
#include "gen/hdl/instance.hpp"
#include "gen/hdl/memory.hpp"
#include "gen/hdl/record.hpp"
#include "gen/hdl/shape.hpp"
#include "gen/hdl/signals.hpp"
#include "gen/hdl/signature.hpp"
#include "gen/hdl/stream.hpp"
