//! The whole program, driven as its users drive it: one crate, a module a feature.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that meets the unexpected stops there")]

mod accounts;
mod answer_page;
mod bad_input;
mod broken_files;
mod campaigns;
mod clock_set_back;
mod command_line;
mod demo;
mod desk;
mod desk_commands;
mod discord;
mod discord_memory;
mod disk_full;
mod evaluate;
mod evening;
mod evening_programs;
mod explain;
mod fake_discord;
mod hasty_writes;
mod history;
mod hostile_questions;
mod ideas;
mod instances;
mod joined;
mod killed;
mod links;
mod objection;
mod offers;
mod planted;
mod postgres;
mod queue;
mod reload;
mod reminders;
mod road;
mod rooms;
mod serving;
mod shipped;
mod store;
mod talk;
mod tidy;
mod told;
mod versions;
mod web;
mod world;
