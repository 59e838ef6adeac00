//! t'chat: the recruitment assistant of a public employer.
//!
//! A candidate asks in everyday French, in Discord or on a web page, and gets a
//! curated, sourced answer at once, or an honest « je ne sais pas » and a
//! person. HR owns every answer as a Markdown file. Managers read what each
//! dated session brought.
//!
//! # The map
//!
//! ```text
//!   main -> cli -> app                      builds every room and introduces them; nobody knows app
//!            |      |   settings, telemetry  read once, at the start
//!          demo     |                       a fictional employer, for trials and fairs
//!   discord        web        terminal      channels: translate in, translate out
//!        \        / | \        /
//!         conversation  sessions  accounts  core: a question -> a reply; dates -> what is due; who may enter
//!              |      versions              the last versions of the answers, compared, brought back
//!      /      |      \    |    \
//!   desk      |       |   |     |           how HR changes an answer
//!     |       |       |   |     |
//!    faq   privacy  campaign  report        rules: pure; faq asks the package `matcher` which entry answers
//!     |        \      |      /
//!   offers      \     |     /               open positions
//!   episodes     \    |    /                series and their hours
//!   ambassadors   \   |   /                 what agents who share a link are given
//!     |          \    |    /
//!   game          |   |   |                 the game of trades: its paths, a play, the card of its end
//!     |           |   |   |
//!   files         |   |   pictures          the texts HR owns, and what is wrong with them; SVG to PNG
//!                 \  |  /
//!           outbox, lanes, store            messages owed, in their order; all the SQL
//!                     |
//!               words, clock                the shared words; import no room
//! ```
//!
//! One question: [`conversation::Conversation::answer`] is the whole journey.
//! One outcome: [`words::Outcome`]; decided in [`conversation::Reply`], counted in [`report`].
//! One report: [`report::summarise`] turns facts into figures, once.
//!
//! # What is deliberately absent
//!
//! - Nothing scores, ranks, filters or profiles a person: `confidence` is about
//!   a match, feedback is about an answer.
//! - Nothing generates text: a candidate reads only what HR approved.
//! - No account name, address or number is kept beyond what a delivery needs.
//! - `faq`, `report` and the rules of `privacy` and `campaign` know neither
//!   Discord, the web, a database connection nor the clock (a report is made of
//!   the facts that `store` gives). Only `store` speaks SQL, only
//!   `discord` knows serenity, only `web` knows axum; `tests/it/rooms.rs` reads
//!   the source tree and keeps it so.

pub mod accounts;
pub mod ambassadors;
pub mod app;
pub mod campaign;
pub mod cli;
pub mod clock;
pub mod conversation;
pub mod demo;
pub mod desk;
pub mod discord;
pub mod episodes;
pub mod faq;
pub mod files;
pub mod game;
mod lanes;
pub mod offers;
pub mod outbox;
mod pictures;
pub mod privacy;
pub mod report;
pub mod sessions;
pub mod settings;
pub mod store;
pub mod telemetry;
pub mod terminal;
pub mod versions;
pub mod web;
pub mod words;
