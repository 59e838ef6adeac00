//! The bot on the real serenity client, driven by people of a fake Discord.

mod announced;
mod bot;
mod candidates;
mod catch_up;
mod changes;
mod doors;
mod episodes;
mod fallbacks;
mod faults;
mod game;
mod gateway;
mod invites;
mod moderation;
mod pace;
mod panel;
mod private_threads;
mod rating;
mod refusals;
mod rights;
mod servers;
mod session_queue;
mod sessions;
mod staff;
mod taps;
mod team;
mod threads;
