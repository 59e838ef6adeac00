//! A crowd of a thousand accounts, and the memory it takes: the bot alone in a
//! process of its own, in a session, where everybody is let in.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use jiff::SignedDuration;
use tchat::clock::Clock;

use super::fake_discord::FakeDiscord;
use super::{ASKED, Doors, Running, kept, open_session};

const ACCOUNTS: usize = 1_000;
const EACH_SECOND: usize = 200;
const SECONDS: usize = 60;

/// How often the memory is looked at meanwhile, in seconds.
const LOOK_EVERY: usize = 15;

/// Where a bot in a process of its own finds its doors.
const FOLDER: &str = "TCHAT_BENCH_FOLDER";
const TOKEN: &str = "TCHAT_BENCH_TOKEN";
const API: &str = "TCHAT_BENCH_API";
const GATEWAY: &str = "TCHAT_BENCH_GATEWAY";

/// Serves as the bot when this process was started for that. False when it was not.
pub(super) async fn serve() -> Result<bool> {
    let read = |name: &str| std::env::var(name).ok();
    let (Some(folder), Some(token), Some(api), Some(gateway)) = (read(FOLDER), read(TOKEN), read(API), read(GATEWAY)) else {
        return Ok(false);
    };
    let bot = Running::start(Doors { token, api, gateway }, Path::new(&folder)).await?;
    let session = open_session(&bot.store).await?;
    println!("ready");
    for order in std::io::stdin().lines() {
        match order?.as_str() {
            // As if everybody had been quiet for long.
            "forget" => bot.conversation.forget_old(Clock::System.now() + SignedDuration::from_hours(2)),
            _ => println!("{}", kept(&bot.store, &session).await?),
        }
        println!("done");
    }
    Ok(true)
}

/// Prints the resident memory before, during and after.
pub(super) async fn measure() -> Result<()> {
    let (discord, folder) = (FakeDiscord::start().await, tempfile::tempdir()?);
    let hall = discord.text_channel("accueil");
    let mut bot = Apart::start(&discord, folder.path())?;
    bot.hears("ready")?;
    discord.bot_is_ready().await;
    let first = discord.user("première");
    let asked = first.mentions_bot(&hall, ASKED).await;
    first.sees_answer_to(&asked).await;
    discord.settles(Duration::from_secs(1)).await;
    println!("a crowd: resident memory before                  {:>9.1} MiB", bot.memory("VmRSS")?);

    let crowd: Vec<_> = (0..ACCOUNTS).map(|number| discord.user(&format!("compte {number}"))).collect();
    let start = Instant::now();
    for tick in 0..SECONDS * 10 {
        if tick > 0 && tick % (LOOK_EVERY * 10) == 0 {
            println!("a crowd: resident memory after {} s               {:>9.1} MiB", tick / 10, bot.memory("VmRSS")?);
        }
        for number in 0..EACH_SECOND / 10 {
            let person = &crowd[(tick * EACH_SECOND / 10 + number) % ACCOUNTS];
            person.mentions_bot(&hall, &format!("{ASKED} {tick}")).await;
        }
        tokio::time::sleep_until((start + Duration::from_millis(100) * (u32::try_from(tick)? + 1)).into()).await;
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    println!("a crowd: resident memory after {SECONDS} s               {:>9.1} MiB", bot.memory("VmRSS")?);
    println!("a crowd: the most meanwhile                      {:>9.1} MiB", bot.memory("VmHWM")?);
    bot.says("forget")?;
    println!("a crowd: resident memory once it is forgotten    {:>9.1} MiB", bot.memory("VmRSS")?);
    // Last, for counting takes memory too.
    println!("a crowd: questions kept, of {:>6}               {:>9}", SECONDS * EACH_SECOND + 1, bot.says("kept")?);
    drop(bot);
    discord.take_failures();
    Ok(())
}

/// The bot in a process of its own, which ends with this.
struct Apart {
    process: Child,
    orders: ChildStdin,
    words: BufReader<ChildStdout>,
}

impl Apart {
    fn start(discord: &FakeDiscord, folder: &Path) -> Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .env(FOLDER, folder)
            .env(TOKEN, discord.token())
            .env(API, discord.origin())
            .env(GATEWAY, discord.gateway())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let orders = process.stdin.take().context("the bot takes no orders")?;
        let words = BufReader::new(process.stdout.take().context("the bot says nothing")?);
        Ok(Self { process, orders, words })
    }

    /// Gives an order, waits until it is done, and gives what was said meanwhile.
    fn says(&mut self, order: &str) -> Result<String> {
        writeln!(self.orders, "{order}")?;
        self.hears("done")
    }

    fn hears(&mut self, end: &str) -> Result<String> {
        let (mut said, mut line) = (String::new(), String::new());
        loop {
            line.clear();
            anyhow::ensure!(self.words.read_line(&mut line)? > 0, "the bot ended");
            match line.trim() {
                word if word == end => return Ok(said),
                word => word.clone_into(&mut said),
            }
        }
    }

    /// A line of `/proc/…/status`, in MiB.
    fn memory(&self, what: &str) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(what)).context("no such line")?;
        let kib: f64 = line.trim_matches(|sign: char| !sign.is_ascii_digit()).parse()?;
        Ok(kib / 1_024.0)
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
