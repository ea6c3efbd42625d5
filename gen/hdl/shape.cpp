// shape.cpp: One elaboration of a block for its bench, and the program that writes it
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/shape.hpp"

#include "gen/num/error.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace weft::hdl {

namespace {

std::string readFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Leaves the file alone, with its time, when it already says the same.
bool writeIfChanged(const std::filesystem::path& path, const std::string& text) {
  if (std::filesystem::exists(path) && readFile(path) == text)
    return false;
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file)
    throw DesignError("cannot write " + path.string());
  return true;
}

} // namespace

void writeShape(const BenchShape& shape, const std::string& folder) {
  const std::shared_ptr<Module> top = shape.build();
  EmitOptions options;
  options.configurations = {shape.parameters};
  const std::vector<VerilogFile> files = emit(*top, options);
  const std::filesystem::path path = folder;
  std::filesystem::create_directories(path);
  std::string list, parameters = "--top-module " + top->name() + "\n";
  for (const auto& [name, value] : shape.parameters)
    parameters += "-G" + name + "=" + std::to_string(value) + "\n";
  bool isChanged = false;
  for (const VerilogFile& file : files) {
    list += file.name + "\n";
    isChanged |= writeIfChanged(path / file.name, file.text);
  }
  isChanged |= writeIfChanged(path / "files.f", list);
  isChanged |= writeIfChanged(path / "parameters.f", parameters);
  if (isChanged || !std::filesystem::exists(path / "stamp"))
    std::ofstream(path / "stamp") << shape.name << "\n";
}

int emitShapeMain(const std::vector<BenchShape>& shapes, int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: " << argv[0] << " SHAPE FOLDER\n";
    return 2;
  }
  for (const BenchShape& shape : shapes)
    if (shape.name == argv[1]) {
      try {
        writeShape(shape, argv[2]);
        return 0;
      } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
      }
    }
  std::cerr << "no shape is called " << argv[1] << "\n";
  return 2;
}

} // namespace weft::hdl
