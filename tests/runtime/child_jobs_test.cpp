// child_jobs_test.cpp: Results and failures of child processes reach their parent
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/child_jobs.hpp"

#include "gen/num/error.hpp"
#include "sw/runtime/subprocess.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fcntl.h>
#include <map>
#include <sys/wait.h>
#include <unistd.h>

namespace weft {
namespace {

void ignore(const std::string& /*bytes*/) {}

bool noChildIsLeft() { return waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD; }

TEST(ChildJobs, GiveEveryResultToItsOwnReceiver) {
  std::map<int, std::string> results;
  ChildJobs jobs(3);
  for (int i = 0; i < 10; ++i)
    jobs.start(
        "job", [i] { return std::string(static_cast<std::size_t>(i) * 100'000, 'a'); },
        [&results, i](std::string bytes) { results[i] = std::move(bytes); });
  jobs.wait();
  ASSERT_EQ(results.size(), 10U);
  for (const auto& [i, bytes] : results)
    EXPECT_EQ(bytes, std::string(static_cast<std::size_t>(i) * 100'000, 'a'));
  EXPECT_TRUE(noChildIsLeft());
}

/// Each child waits for a byte from the parent; the third can only be started when one has ended.
TEST(ChildJobs, RunAtMostSoManyAtATime) {
  std::array<int, 2> gate{};
  ASSERT_EQ(pipe(gate.data()), 0);
  std::size_t finished = 0;
  ChildJobs jobs(2);
  const auto passGate = [&] {
    char byte = 0;
    return std::string(1, read(gate[0], &byte, 1) == 1 ? byte : '?');
  };
  const auto count = [&](const std::string& bytes) { finished += bytes == "g" ? 1 : 0; };
  jobs.start("a", passGate, count);
  jobs.start("b", passGate, count);
  EXPECT_EQ(finished, 0U);
  ASSERT_EQ(write(gate[1], "ggg", 3), 3);
  jobs.start("c", passGate, count);
  EXPECT_GE(finished, 1U);
  jobs.wait();
  EXPECT_EQ(finished, 3U);
  close(gate[0]);
  close(gate[1]);
}

template <class Expected> void expectFailure(const ChildJobs::Work& work, const std::string& text) {
  ChildJobs jobs(2);
  jobs.start("layer7", work, ignore);
  try {
    jobs.wait();
    FAIL() << "no exception";
  } catch (const Expected& error) {
    EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();
  }
  EXPECT_TRUE(noChildIsLeft());
}

TEST(ChildJobs, ThrowWhatTheirChildrenThrowWithTheirNames) {
  expectFailure<ToolError>([]() -> std::string { throw ToolError("no tool"); }, "layer7: no tool");
  expectFailure<DesignError>([]() -> std::string { throw DesignError("too big"); },
                             "layer7: too big");
  expectFailure<InternalError>([]() -> std::string { throw std::runtime_error("odd"); },
                               "layer7: odd");
  expectFailure<Interrupted>([]() -> std::string { throw Interrupted(); }, "interrupted");
}

TEST(ChildJobs, NoticeThatAChildDied) {
  expectFailure<InternalError>(
      []() -> std::string {
        raise(SIGALRM);
        return {};
      },
      "layer7: the process was ended by signal 14 (Alarm clock)");
  expectFailure<InternalError>([]() -> std::string { _exit(5); },
                               "layer7: the process ended without a result");
}

TEST(ChildJobs, WantOfMemoryIsNoBrokenPromise) {
  expectFailure<DesignError>([]() -> std::string { throw std::bad_alloc(); },
                             "layer7: out of memory");
  expectFailure<DesignError>(
      []() -> std::string {
        raise(SIGKILL);
        return {};
      },
      "layer7: the process was killed, perhaps for want of memory");
}

TEST(ChildJobs, AFailureEndsTheOtherChildrenAtLastByForce) {
  {
    ChildJobs jobs(2);
    jobs.start(
        "endless",
        []() -> std::string {
          std::signal(SIGTERM, SIG_IGN);
          while (true)
            pause();
        },
        ignore);
    jobs.start(
        "broken", []() -> std::string { throw ToolError("broken"); }, ignore);
    EXPECT_THROW(jobs.wait(), ToolError);
  }
  EXPECT_TRUE(noChildIsLeft());
}

} // namespace
} // namespace weft
