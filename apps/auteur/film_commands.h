// The verbs. Each returns an exit code.
#pragma once

#include <string>
#include <vector>

namespace auteur::cli {

struct Common { std::string film; std::string level = "previz"; std::string scenes; bool json = false; bool quiet = false; int jobs = 0; };

// `boards`: at the level of boards, also the storyboard.
int make_command(const Common& common, bool why, bool exr, bool stems, bool boards);
// Shots for other programs, into out/models.
int export_command(const Common& common, const std::vector<std::string>& shots, const std::vector<std::string>& formats);
int status_command(const Common& common);
int why_command(const Common& common, const std::string& node);
int breakdown_command(const Common& common);
// `asked`: so many and no more; else a scene's coverage is offered in all its readings.
int try_command(const Common& common, const std::string& node, int takes, bool asked);
int choose_command(const Common& common, const std::string& node, int take, const std::string& by, const std::string& why);
int clean_command(const Common& common, bool dry_run, double days);
int check_command(const Common& common);
int new_command(const std::string& folder, const std::string& title, const std::string& from = "");  // from: a screenplay to start with, or empty
int play_command(const Common& common);
int passes_command(bool json);

}  // namespace auteur::cli
