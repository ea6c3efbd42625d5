// schedule.cpp: The commands of a program while it is being compiled
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/schedule.hpp"

#include "gen/config/hash.hpp"
#include "sw/tensor/interruption.hpp"

#include <algorithm>
#include <cstring>

namespace weft {
namespace {

Access access(SpaceId space, std::int64_t r0, std::int64_t r1, std::int64_t c0, std::int64_t c1,
              bool write) {
  return {{space, r0, r1, c0, c1}, write};
}

} // namespace

Access reads(TensorId t, std::int64_t r0, std::int64_t r1, std::int64_t c0, std::int64_t c1) {
  return access(tensorSpace(t), r0, r1, c0, c1, false);
}
Access writes(TensorId t, std::int64_t r0, std::int64_t r1, std::int64_t c0, std::int64_t c1) {
  return access(tensorSpace(t), r0, r1, c0, c1, true);
}
Access readsWords(SpaceId space, std::int64_t begin, std::int64_t end) {
  return access(space, 0, 1, begin, end, false);
}
Access writesWords(SpaceId space, std::int64_t begin, std::int64_t end) {
  return access(space, 0, 1, begin, end, true);
}

Schedule::Schedule(const Graph& graph, const Config& config, Constants constants,
                   const ScheduleChoice& choice, CommandSink& sink)
    : graph_(graph), config_(config), constantsAre_(constants), capacity_(arrayCapacity(config)),
      constantSegment_(static_cast<std::uint64_t>(config.bus.bytes)),
      tensorSegment_(static_cast<std::uint64_t>(config.bus.bytes)),
      placements_(placeTensors(graph, config.bus.bytes, constantSegment_, tensorSegment_)),
      choice_(choice), sink_(sink) {
  if (constantsAre_ == Constants::packed)
    storeRowwiseConstants();
}

void Schedule::storeRowwiseConstants() {
  constants_.resize(constantSegment_.size());
  for (TensorId id = 0; id < graph_.tensors.size(); ++id) {
    const GraphTensor& tensor = graph_.tensors[id];
    const Placement& place = placements_[id];
    if (tensor.kind != TensorKind::weight || !place.placed)
      continue;
    const std::size_t rowBytes = tensor.columns * place.elementBytes;
    for (std::size_t row = 0; row < tensor.rows; ++row)
      std::memcpy(constants_.data() + place.at(static_cast<std::int64_t>(row), 0),
                  tensor.data.bytes().data() + row * rowBytes, rowBytes);
  }
}

std::uint32_t Schedule::addConstant(std::size_t size, const Pack& pack) {
  const std::uint64_t offset = constantSegment_.allocate(size);
  if (constantsAre_ == Constants::packed) {
    constants_.resize(constantSegment_.size());
    pack(std::span(constants_).subspan(offset, size));
  }
  return static_cast<std::uint32_t>(offset);
}

void Schedule::loadConstant(isa::LoadTo destination, std::uint32_t offset, std::size_t bytes,
                            std::int64_t begin, std::int64_t words) {
  isa::Load load;
  load.base = kConstantBase;
  load.destination = destination;
  load.offset = offset;
  load.bytes = static_cast<std::uint32_t>(bytes);
  load.start = static_cast<std::uint32_t>(begin);
  load.wordStep = 1;
  const SpaceId space = destination == isa::LoadTo::weights ? kWeightSpace : kParameterSpace;
  issue(isa::Engine::load, load, {writesWords(space, begin, begin + words)});
}

std::optional<Resident> Schedule::residentFor(const MatmulOp& product, const Operator& next) {
  if (!choice_.onChip)
    return std::nullopt;
  auto resident = weft::residentFor(graph_, placements_, capacity_, rowsPerBlock(), product, next);
  if (resident)
    resident->begin =
        capacity_.activationWords - residentWords(capacity_) / 2 * (1 + residents_++ % 2);
  return resident;
}

void Schedule::handOn(PlannedCommand command, std::span<const Access> accesses) {
  stopIfInterrupted();
  const Ordering ordering = dependencies_.append(command.engine, accesses);
  for (std::size_t i = 0; i < ordering.signalCount; ++i)
    sink_.signal(ordering.signals[i].number, ordering.signals[i].tokens);
  command.tokens.wait = ordering.wait;
  sink_.append(command);
}

Program Schedule::finish(std::span<const PlannedCommand> commands) {
  Program program;
  const auto hash = hashWords(config_);
  program.words = isa::encode(isa::Check{hash[0], hash[1]});
  for (const PlannedCommand& command : commands) {
    const std::vector<std::uint32_t> words = std::visit(
        [&](const auto& fields) { return isa::encode(fields, command.tokens); }, command.fields);
    program.words.insert(program.words.end(), words.begin(), words.end());
    program.operatorOf.push_back(command.op);
    program.tileOf.push_back(command.tile);
  }
  program.commands = program.operatorOf.size() + Program::kChecks;
  program.placements = placements_;
  for (const Operator& op : graph_.operators)
    for (const TensorId output : op.outputs())
      program.stored.push_back(output);
  program.constants = std::move(constants_);
  program.segmentBytes = {constantSegment_.size(), tensorSegment_.size()};
  return program;
}

} // namespace weft
