//! The bot on the real serenity client, driven by people of a fake Discord.

mod bot;
mod candidates;
mod doors;
mod faults;
mod gateway;
mod panel;
mod refusals;
mod taps;
