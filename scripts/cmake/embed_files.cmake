# Writes OUTPUT, a C++ source with the texts of FILES (paths below ROOT) as harnessFiles().
# SPDX-License-Identifier: Apache-2.0
set(text "// Generated from the harness sources; do not edit.\n#include \"sw/runtime/harness_files.hpp\"\n\n")
string(APPEND text "namespace weft {\n\nconst std::map<std::string, std::string>& harnessFiles() {\n")
string(APPEND text "  static const std::map<std::string, std::string> files = {\n")
foreach(file ${FILES})
  file(RELATIVE_PATH name ${ROOT} ${file})
  file(READ ${file} content HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" content "${content}")
  string(REGEX REPLACE "((\\\\x[0-9a-f][0-9a-f])(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?)"
         "\"\\1\"\n" content "${content}")
  string(APPEND text "{\"${name}\",\n${content}},\n")
endforeach()
string(APPEND text "  };\n  return files;\n}\n\n} // namespace weft\n")
file(WRITE ${OUTPUT} "${text}")
