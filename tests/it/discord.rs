//! The bot on the real serenity client, driven by people of a fake Discord.

mod bot;
mod doors;
mod faults;
mod gateway;
mod refusals;
mod taps;
