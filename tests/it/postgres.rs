//! A private PostgreSQL from the system's binaries: one cluster for the whole
//! run, one database per test, cloned from a migrated template.
//!
//! The cluster listens on loopback only, keeps its files in a temporary folder,
//! and stops with the test process: its keeper waits on a pipe that closes then.
//! A test that mistreats its server has one of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sqlx::{Connection, Executor, PgConnection};
use tchat::store::Store;
use tokio::sync::Mutex;

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static TEMPLATE: Mutex<bool> = Mutex::const_new(false);
static DATABASES: AtomicUsize = AtomicUsize::new(0);

const READY_WITHIN: Duration = Duration::from_secs(60);

struct Cluster {
    port: u16,
    /// Its standard input keeps the server alive.
    _keeper: Child,
}

/// The address of a fresh database with every table in place.
pub(crate) async fn database() -> String {
    let cluster = CLUSTER.get_or_init(Cluster::start);
    let mut made = TEMPLATE.lock().await;
    if !*made {
        cluster.run("create database tchat_template").await;
        Store::open(&cluster.url("tchat_template")).await.unwrap().close().await;
        *made = true;
    }
    let name = format!("tchat_{}", DATABASES.fetch_add(1, Ordering::SeqCst));
    cluster.run(&format!("create database {name} template tchat_template")).await;
    cluster.url(&name)
}

/// The address of a copy of a database that nobody uses any more.
pub(crate) async fn copy_of(url: &str) -> String {
    let cluster = CLUSTER.get().unwrap();
    let (_, old) = url.rsplit_once('/').unwrap();
    let name = format!("tchat_{}", DATABASES.fetch_add(1, Ordering::SeqCst));
    // Connections that were just closed may linger on the server's side.
    cluster.run(&format!("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{old}'")).await;
    cluster.run(&format!("create database {name} template {old}")).await;
    cluster.url(&name)
}

/// The address of a fresh database in a server of its own, which keeps its files
/// in a folder, fills little of it, and is started again when it dies.
pub(crate) fn small_server(folder: &Path) -> String {
    // The keeper takes the server with it, at the end of the process.
    let cluster = Box::leak(Box::new(Cluster::start_in(folder, &SMALL)));
    cluster.url("postgres")
}

/// How a server is made, and how it is run.
struct Manner(&'static str, &'static str);

const USUAL: Manner = Manner("", "-c fsync=off -c max_connections=300");

const SMALL: Manner = Manner("--wal-segsize=1", "-c min_wal_size=2MB -c max_wal_size=6MB -c wal_recycle=off -c shared_buffers=16MB");

impl Cluster {
    fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("tchat-postgres-").tempdir().unwrap().keep();
        Self::start_in(&folder, &USUAL)
    }

    fn start_in(folder: &Path, manner: &Manner) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut keeper = keeper(folder, port, manner).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(keeper.stdout.take().unwrap()).lines();
        let first = lines.next().and_then(Result::ok).unwrap_or_default();
        assert_eq!(first, "started", "PostgreSQL did not start: is it installed? `tests/run` installs it");
        let cluster = Self { port, _keeper: keeper };
        cluster.wait_until_ready();
        cluster
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    async fn run(&self, statement: &str) {
        let mut connection = PgConnection::connect(&self.url("postgres")).await.unwrap();
        connection.execute(sqlx::AssertSqlSafe(statement.to_owned())).await.unwrap();
        connection.close().await.unwrap();
    }

    fn wait_until_ready(&self) {
        let deadline = Instant::now() + READY_WITHIN;
        let ready = binaries().join("pg_isready");
        loop {
            let answer = Command::new(&ready).args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]).status().unwrap();
            if answer.success() {
                return;
            }
            assert!(Instant::now() < deadline, "PostgreSQL was not ready in time");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Makes the cluster, starts it, again when it dies, and ends it when its
/// standard input closes.
/// PostgreSQL refuses to run as root, so root hands it to the system's own user.
fn keeper(folder: &Path, port: u16, Manner(made, run): &Manner) -> Command {
    let script = format!(
        "{bin}/initdb -D {data}/db -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync {made} >/dev/null || exit 1
         (trap 'kill -INT $server; wait $server; exit' TERM
          while :; do
              {bin}/postgres -D {data}/db -p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={data} \
                  {run} >>{data}/log 2>&1 </dev/null &
              server=$!; wait $server; sleep 0.2
          done) &
         running=$!; echo started; cat >/dev/null; kill -TERM $running; wait $running; rm -rf {data}",
        bin = binaries().display(),
        data = folder.display(),
    );
    if is_root() {
        assert!(Command::new("chown").arg("postgres").arg(folder).status().unwrap().success());
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh", "-c", &script]).current_dir("/");
        return command;
    }
    let mut command = Command::new("sh");
    command.args(["-c", &script]);
    command
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.trim_ascii() == b"0"
}

/// The newest server binaries: Debian keeps them out of the path.
fn binaries() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").exists()).collect();
    folders.sort_by_key(|bin| bin.iter().rev().nth(1).and_then(|version| version.to_str()?.parse::<u32>().ok()));
    let in_path =
        || Command::new("pg_config").arg("--bindir").output().ok().map(|out| PathBuf::from(String::from_utf8_lossy(&out.stdout).trim()));
    folders.pop().or_else(in_path).expect("PostgreSQL is installed; `tests/run` installs it")
}
