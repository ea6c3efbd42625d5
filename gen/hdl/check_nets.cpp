// check_nets.cpp: Every bit has one driver and a reader
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/check.hpp"

#include <algorithm>

namespace weft::hdl {

namespace {

/// `'x' is`, or `bits 7..4 of 'x' are`.
std::string subject(const Net& net, BitRange bits) {
  const std::string name = "'" + net.name + "'";
  if (bits.low == 0 && bits.high + 1 == net.width)
    return name + " is";
  if (bits.low == bits.high)
    return "bit " + std::to_string(bits.low) + " of " + name + " is";
  return "bits " + std::to_string(bits.high) + ".." + std::to_string(bits.low) + " of " + name +
         " are";
}

bool isDriven(const Signal& signal) {
  return signal.kind != Signal::Kind::input && signal.kind != Signal::Kind::constant;
}

void checkDoubleDrivers(const Elaboration& elaboration, const Net& net,
                        std::vector<Net::Drive>& drives) {
  std::sort(drives.begin(), drives.end(), [](const Net::Drive& a, const Net::Drive& b) {
    return std::pair(a.bits.low, a.driver) < std::pair(b.bits.low, b.driver);
  });
  const Net::Drive* widest = nullptr; // the drive so far that reaches highest
  for (const Net::Drive& drive : drives) {
    if (widest && widest->driver != drive.driver && drive.bits.low <= widest->bits.high) {
      const BitRange both{drive.bits.low, std::min(drive.bits.high, widest->bits.high)};
      const bool isFirst = widest->driver < drive.driver;
      const Where &first = isFirst ? *widest->where : *drive.where,
                  &second = isFirst ? *drive.where : *widest->where;
      elaboration.fail(subject(net, both) + " driven twice; the other driver is at " + place(first),
                       second);
    }
    if (!widest || drive.bits.high > widest->bits.high)
      widest = &drive;
  }
}

void checkNet(const Elaboration& elaboration, const Net& net) {
  const BitRange all{0, net.width - 1};
  if (isDriven(*net.signal)) {
    std::vector<Net::Drive> drives = net.drives;
    checkDoubleDrivers(elaboration, net, drives);
    RangeSet driven;
    for (const Net::Drive& drive : drives)
      driven.add(drive.bits);
    if (const auto gap = driven.firstGap(all))
      elaboration.fail(subject(net, *gap) + " never driven", net.signal->where);
  }
  if (net.signal->kind == Signal::Kind::output)
    return;
  if (const auto gap = net.reads.firstGap(all))
    elaboration.fail(subject(net, *gap) + " never used", net.signal->where);
}

} // namespace

void checkNets(const Elaboration& elaboration) {
  for (const Net& net : elaboration.nets())
    checkNet(elaboration, net);
}

} // namespace weft::hdl
