// auteur lips: the lips of every line for other programs, and how well the drawn mouths keep to the phones.
#pragma once

#include "film_commands.h"

namespace CLI { class App; }

namespace auteur::cli {

struct LipsWish { std::string out; bool measure_only = false; };
void add_lips_command(CLI::App& command, Common& common, LipsWish& wish, int& result);

}  // namespace auteur::cli
