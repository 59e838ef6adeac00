//! The whole program under load, as a process: start-up time, memory, durable
//! questions a second through `/api/chat` on SQLite with `synchronous=FULL`.
//!
//! The peer, in the same run on the same disk: a bare table, one insert and one
//! commit per question, without HTTP, search or outcome. It says what the disk
//! gives to a program that commits alone and does nothing else; absolute
//! figures depend on the machine.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

const CLIENTS: usize = 64;
const LASTING: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut program = Program::start(folder.path())?;
    println!("start-up, from the process to the first line     {:>9.0} ms", program.started_in.as_secs_f64() * 1e3);
    println!("resident memory, idle                            {:>9.1} MiB", program.memory_mib());

    let (asked, mut delays) = program.ask_for(LASTING).await?;
    delays.sort_unstable();
    let quantile = |share: f64| delays[((delays.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!("durable questions a second, {CLIENTS} clients           {asked:>9.0}");
    println!("  delay p50 / p99 / p99.9 in ms                  {:>9.1} {:.1} {:.1}", quantile(0.5), quantile(0.99), quantile(0.999));
    println!("resident memory, after the load                  {:>9.1} MiB", program.memory_mib());
    program.child.kill()?;
    program.child.wait()?;

    let alone = commits_alone(folder.path()).await?;
    println!("peer: one commit per question, same disk         {alone:>9.0}");
    println!("ratio                                            {:>9.1}", asked / alone);
    Ok(())
}

struct Program {
    child: Child,
    web: String,
    started_in: Duration,
}

impl Program {
    fn start(folder: &Path) -> anyhow::Result<Self> {
        let responses = Path::new(env!("CARGO_MANIFEST_DIR")).join("responses");
        let start = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_tchat"))
            .args(["run", "--listen", "127.0.0.1:0", "--responses"])
            .arg(responses)
            .current_dir(folder)
            .env("TCHAT_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()?;
        let lines = BufReader::new(child.stdout.take().ok_or_else(|| anyhow::anyhow!("no output"))?).lines();
        let printed: Vec<String> = lines.map_while(Result::ok).take(2).collect();
        let started_in = start.elapsed();
        let web = printed.join(" ").split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned();
        Ok(Self { child, web, started_in })
    }

    fn memory_mib(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or_default() / 1024.0
    }

    /// Each client is a new visitor each time; gives answers a second and every delay.
    async fn ask_for(&self, time: Duration) -> anyhow::Result<(f64, Vec<Duration>)> {
        let http = reqwest::Client::new();
        let url = format!("http://{}/api/chat", self.web);
        let start = Instant::now();
        let clients: Vec<_> = (0..CLIENTS).map(|_| tokio::spawn(ask_until(http.clone(), url.clone(), start + time))).collect();
        let mut delays = Vec::new();
        for client in clients {
            delays.extend(client.await??);
        }
        Ok((delays.len() as f64 / start.elapsed().as_secs_f64(), delays))
    }
}

async fn ask_until(http: reqwest::Client, url: String, end: Instant) -> anyhow::Result<Vec<Duration>> {
    let body = serde_json::json!({ "text": "combien de jours de télétravail par semaine ?" }).to_string();
    let mut delays = Vec::new();
    while Instant::now() < end {
        let start = Instant::now();
        let answer = http.post(&url).header("content-type", "application/json").body(body.clone()).send().await?;
        anyhow::ensure!(answer.status().is_success(), "{}", answer.status());
        answer.bytes().await?;
        delays.push(start.elapsed());
    }
    Ok(delays)
}

async fn commits_alone(folder: &Path) -> anyhow::Result<f64> {
    let options = SqliteConnectOptions::new()
        .filename(folder.join("alone.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    sqlx::query("create table question (id integer primary key, text text not null)").execute(&pool).await?;
    let (done, start) = (Arc::new(AtomicU64::new(0)), Instant::now());
    let clients: Vec<_> = (0..CLIENTS).map(|_| tokio::spawn(commit_until(pool.clone(), done.clone(), start + LASTING))).collect();
    for client in clients {
        client.await??;
    }
    Ok(done.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64())
}

async fn commit_until(pool: sqlx::SqlitePool, done: Arc<AtomicU64>, end: Instant) -> anyhow::Result<()> {
    while Instant::now() < end {
        sqlx::query("insert into question (text) values ($1)").bind("combien de jours de télétravail par semaine ?").execute(&pool).await?;
        done.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}
