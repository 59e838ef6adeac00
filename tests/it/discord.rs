//! The bot on the real serenity client, driven by people of a fake Discord.

mod bot;
mod catch_up;
mod doors;
mod faults;
mod gateway;
mod pace;
mod refusals;
mod taps;
