//! The program while it serves, as a process that is told to stop or killed.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::command_line::Bench;

/// A program that runs until it is told to stop.
pub(crate) struct Running {
    child: std::process::Child,
    pub(crate) printed: String,
    pub(crate) web: String,
}

pub(crate) fn start(bench: &Bench, database: &str) -> Running {
    start_with(bench, database, Stdio::null())
}

/// The same, with a place for what it says on standard error.
pub(crate) fn start_with(bench: &Bench, database: &str, said: Stdio) -> Running {
    start_as(bench.command(&["run", "--database", database]), said)
}

/// The same, with whatever else its command holds.
pub(crate) fn start_as(mut command: Command, said: Stdio) -> Running {
    use std::io::{BufRead, BufReader};
    let mut child = command.stdout(Stdio::piped()).stderr(said).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let printed = lines.by_ref().take(4).collect::<Vec<_>>().join("\n");
    let web = printed.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned();
    Running { child, printed, web }
}

impl Running {
    pub(crate) fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Waits for the end of a program that was killed.
    pub(crate) fn is_gone(&mut self) {
        self.child.wait().unwrap();
    }

    pub(crate) fn ends_within(&mut self, time: Duration) -> Option<i32> {
        let deadline = Instant::now() + time;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the program did not stop in time");
    }
}

#[test]
fn the_program_starts_with_nothing_set_and_stops_when_told() {
    let bench = Bench::new();
    let mut running = start(&bench, "sqlite:data/tchat.db");
    assert!(running.printed.contains("t'chat est prêt") && running.printed.contains("/staff/entrer/"), "{}", running.printed);
    assert!(running.printed.contains("DISCORD_TOKEN"), "how to turn Discord on is said");
    let second = bench.refuses(&mut bench.command(&["run", "--database", "sqlite:data/tchat.db"]));
    assert!(second.contains("un autre tchat utilise déjà la base"), "{second}");
    assert_eq!(bench.prints(&["session", "list", "--database", "sqlite:data/tchat.db"]), "", "other commands may work beside it");
    running.signal("-TERM");
    assert_eq!(running.ends_within(Duration::from_secs(10)), Some(0));
}
