// outputs_test.cpp: Where results go is checked before the work, and nothing else is destroyed
// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/weft_tool.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

namespace weft::testing {
namespace {

namespace fs = std::filesystem;

std::string textOf(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

TEST(Outputs, ADeviceStaysADevice) {
  const std::string device = scratch("null");
  if (::mknod(device.c_str(), S_IFCHR | 0666, 1 << 8 | 3) != 0)
    GTEST_SKIP() << "only root makes devices";
  EXPECT_EQ(weft("config list --json " + device).status, 0);
  EXPECT_EQ(weft("run tiny4 gemm:1x1x1 --quiet --trace " + device).status, 0);
  EXPECT_TRUE(fs::is_character_file(device));
}

TEST(Outputs, APipeAndStandardOutputAreWritten) {
  const std::string pipe = scratch("pipe"), got = scratch("got"), both = scratch("both");
  const ToolResult result =
      shell("mkfifo " + pipe + "; cat " + pipe + " > " + got +
            " & " WEFT_TOOL " config list --json " + pipe + " > /dev/null && wait");
  EXPECT_EQ(result.status, 0) << result.output;
  EXPECT_EQ(nlohmann::json::parse(textOf(got))["presets"][0], "tiny4");
  EXPECT_EQ(shell(WEFT_TOOL " config list --json /dev/stdout > " + both).status, 0);
  const std::string text = textOf(both);
  EXPECT_TRUE(text.starts_with("tiny4\n")) << text;
  EXPECT_EQ(nlohmann::json::parse(text.substr(text.find('{')))["presets"][0], "tiny4");
  EXPECT_TRUE(weft("config list --json /dev/stdout | cat").output.ends_with("}\n"));
}

TEST(Outputs, ALinkStaysAndAReadOnlyFileIsRefused) {
  const std::string link = scratch("link.json"), target = scratch("target.json");
  fs::create_symlink("target.json", link);
  EXPECT_EQ(weft("config list --json " + link).status, 0);
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_NE(textOf(target), "");
  fs::permissions(target, fs::perms::owner_read);
  expectRefused("config list --json " + target, "read-only");
  expectRefused("config list --json " + link, "read-only");
}

/// Each would take minutes before it fails.
TEST(Outputs, AreCheckedBeforeTheWork) {
  const std::string folder = scratch("a_folder"), file = scratch("a_file");
  fs::create_directories(folder);
  std::ofstream(file) << "mine";
  const std::string run = "run tiny4 gemm:4096x16384x65536 --backend golden ";
  for (const std::string& bad :
       {folder, std::string("/nowhere/x"), file + "/x", std::string("''")}) {
    expectRefused(run + "--json " + bad, "--json: ");
    expectRefused(run + "--trace " + bad, "--trace: ");
    expectRefused(run + "--wave " + bad, "--wave: ");
  }
  for (const std::string& bad : {file, file + "/x", std::string("''")})
    expectRefused(run + "--output " + bad, "--output: ");
  for (const std::string& bad :
       {file, file + "/x/y", std::string("''"), fs::path(file).parent_path().string()}) {
    expectRefused("gen wide64 -o " + bad, "-o: ");
    expectRefused("quantize '" WEFT_DIGITS "' --calibration '" WEFT_DIGITS "/calibration.npy' -o " +
                      bad,
                  "-o: ");
  }
  EXPECT_EQ(textOf(file), "mine");
}

/// The last to be written would be all that is left.
TEST(Outputs, TwoOfOneNameOrOverAnInputAreRefused) {
  const std::string run = "run tiny4 gemm:4096x16384x65536 ", file = scratch("twice");
  const std::string link = scratch("once.json"), same = scratch("./twice");
  fs::create_symlink("twice", link);
  expectRefused(run + "--json " + file + " --trace " + same, "is also the file of --json");
  expectRefused(run + "--json " + link + " --wave " + file + ",from=1",
                "is also the file of --json");
  expectRefused(run + "--trace " + file + " --wave " + file, "is also the file of --trace");
  const std::string config = scratch("mine.json");
  fs::copy_file(WEFT_SOURCE_DIR "/configs/tiny4.json", config);
  for (const std::string& command :
       {std::string("config check "), "gen -o " + scratch("new") + " "})
    expectRefused(command + config + " --json " + config, "is also the file of CONFIG");
  for (const char* command : {"model ", "run "})
    expectRefused(command + config + " gemm:1x1x1 --json " + config, "is also the file of CONFIG");
  const std::string images = scratch("images.npy");
  fs::copy_file(WEFT_DIGITS "/calibration.npy", images);
  expectRefused("quantize '" WEFT_DIGITS "' --calibration " + images + " -o " + scratch("new") +
                    " --json " + images,
                "is also the file of --calibration");
  EXPECT_EQ(weft("config list --json /dev/null").status, 0);
  EXPECT_NE(textOf(config).find("tiny4"), std::string::npos);
}

/// What is measured must still be there afterwards.
TEST(Outputs, FilesOfTheWorkloadAreNotReplaced) {
  const fs::path folder = scratch("work");
  fs::create_directories(folder / "digits");
  for (const char* name : {"images.npy", "labels.npy", "digits/config.json",
                           "digits/model.safetensors", "digits/float.safetensors"})
    std::ofstream(folder / name) << "mine";
  const auto at = [&](const char* name) { return (folder / name).string(); };
  const std::string workload =
      " model:" + at("digits") + ",input=" + at("images.npy") + ",labels=" + at("labels.npy") + " ";
  for (const char* name : {"images.npy", "labels.npy", "digits/config.json",
                           "digits/model.safetensors", "digits/float.safetensors"}) {
    for (const char* option : {"--json ", "--trace ", "--wave "})
      expectRefused("run tiny4" + workload + option + at(name), "is also the file of WORKLOAD");
    expectRefused("model tiny4" + workload + "--json " + at(name), "is also the file of WORKLOAD");
    EXPECT_EQ(textOf(at(name)), "mine") << name;
  }
}

TEST(Outputs, TensorsAreNotWrittenOverTheWorkloadsOwn) {
  const std::string folder = scratch("tensors"), model = folder + "/digits";
  const std::string images = folder + "/classifier.out.npy"; // as the output is called
  fs::create_directories(folder);
  fs::copy_file(WEFT_DIGITS "/calibration.npy", images);
  ASSERT_EQ(weft("quantize '" WEFT_DIGITS "' --calibration " + images + " -o " + model).status, 0);
  const std::string run =
      "run tiny4 --backend golden model:" + model + ",samples=1,input=" + images + " --output ";
  expectRefused(run + folder, "is also the file of WORKLOAD");
  EXPECT_EQ(textOf(images), textOf(WEFT_DIGITS "/calibration.npy"));
  EXPECT_EQ(weft(run + folder + "/out").status, 0);
  EXPECT_TRUE(fs::exists(folder + "/out/classifier.out.npy"));
}

/// The shell that gave the command would stand in a folder that is gone.
TEST(Outputs, TheWorkingDirectoryIsNotReplaced) {
  const fs::path outer = scratch("outer"), inner = outer / "inner";
  fs::create_directories(inner);
  for (const char* name : {".", "..", "../../outer/inner/"}) {
    const ToolResult result =
        shell("cd " + inner.string() + " && " WEFT_TOOL " gen tiny4 -o " + name + " && ls");
    EXPECT_EQ(result.status, 2) << name;
    EXPECT_NE(result.output.find("working directory"), std::string::npos) << result.output;
  }
  EXPECT_EQ(shell("cd " + inner.string() + " && " WEFT_TOOL " gen tiny4 -o new --quiet").status, 0);
  EXPECT_TRUE(fs::exists(inner / "new/rtl/top.v"));
}

TEST(Outputs, AFolderAtTheEndOfALinkIsMade) {
  const fs::path link = scratch("results");
  fs::create_symlink("made", link);
  EXPECT_EQ(weft("run tiny4 gemm:1x1x1 --backend golden --quiet --output " + link.string()).status,
            0);
  EXPECT_TRUE(fs::is_directory(link.parent_path() / "made"));
  EXPECT_TRUE(fs::is_symlink(link));
}

TEST(Outputs, StandardOutputThatCannotBeWrittenIsAnError) {
  const std::string file = scratch("unwritten.json");
  for (const char* command : {"config list", "config schema", "--version", "--help",
                              "model tiny4 gemm:1x1x1", "run tiny4 gemm:1x1x1 --backend golden"}) {
    const ToolResult full = shell(std::string(WEFT_TOOL " ") + command + " 2>&1 > /dev/full");
    EXPECT_EQ(full.status, 2) << command;
    EXPECT_TRUE(full.output.starts_with("weft: standard output cannot be written")) << full.output;
    EXPECT_EQ(shell(std::string(WEFT_TOOL " ") + command + " 2>/dev/null >&-").status, 2)
        << command;
  }
  EXPECT_EQ(shell(WEFT_TOOL " config list --json " + file + " 2>&1 > /dev/full").status, 2);
  EXPECT_FALSE(fs::exists(file)) << "with exit 2 there is no result";
}

TEST(Outputs, AReaderThatGoesAwayEndsTheToolAsThePipeDoes) {
  constexpr int kIlledByPipe = 128 + SIGPIPE;
  const ToolResult result =
      shell("bash -c '{ sleep 0.3; " WEFT_TOOL " config schema; } | true; exit ${PIPESTATUS[0]}'");
  EXPECT_EQ(result.status, kIlledByPipe);
  EXPECT_EQ(result.output, "");
}

TEST(Outputs, AClosedStreamGetsNoFileOfOurs) {
  const std::string file = scratch("closed.json");
  EXPECT_EQ(shell(WEFT_TOOL " config list --json " + file + " >&- 2>&-").status, 2);
  EXPECT_EQ(shell(WEFT_TOOL " config list --json " + file + " > /dev/null 2>&- <&-").status, 0);
  EXPECT_TRUE(nlohmann::json::parse(textOf(file)).contains("presets"));
}

TEST(Outputs, AFileBeyondTheSizeLimitIsAnError) {
  const std::string folder = scratch("too_large");
  const ToolResult result = shell("ulimit -f 8; " WEFT_TOOL " gen tiny4 -o " + folder);
  EXPECT_EQ(result.status, 2) << result.output;
  EXPECT_NE(result.output.find("File too large"), std::string::npos) << result.output;
  EXPECT_FALSE(fs::exists(folder));
}

TEST(Options, AnEmptyOrOddValueIsNotTakenForNone) {
  for (const char* option : {"--memory ''", "--json ''", "--energy ''", "--seed -1", "--seed 010",
                             "--seed 0x10", "--seed 99999999999999999999", "--seed ''"})
    expectRefused(std::string("model tiny4 gemm:1x1x1 ") + option,
                  std::string(option).substr(0, std::string(option).find(' ')) + ": ");
  expectRefused("model --statistics bert-base:L=128 --seed 5", "excludes");
  expectRefused("run tiny4 gemm:1x1x1 --jobs 010", "--jobs: '010' is no number");
  expectRefused("run tiny4 gemm:1x1x1 --memory ''", "--memory: ");
}

} // namespace
} // namespace weft::testing
