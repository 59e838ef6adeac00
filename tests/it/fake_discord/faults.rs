//! Faults of the REST side: what a request gets instead of its true answer.
//!
//! `Fault::on("POST", "/channels/*/messages").answers(503, "").times(2)` spoils the next two such
//! requests. Faults are used in the order they were given.

use std::time::Duration;

/// How a spoilt request ends.
#[derive(Clone, Debug)]
pub(super) enum Ending {
    Truth,
    Answer {
        status: u16,
        body: String,
    },
    /// The connection is dropped without an answer.
    Drop,
    Silence,
}

/// One fault, for requests of one kind.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    method: String,
    pattern: String,
    pub(super) times: usize,
    pub(super) delay: Duration,
    pub(super) does_it: bool,
    pub(super) headers: Vec<(String, String)>,
    pub(super) ending: Ending,
}

impl Fault {
    /// A fault for the next request of this method whose path (without `/api/v10`) fits the
    /// pattern: `*` stands for one segment, a last `**` for all that follows.
    pub(crate) fn on(method: &str, pattern: &str) -> Self {
        Self {
            method: method.to_owned(),
            pattern: pattern.to_owned(),
            times: 1,
            delay: Duration::ZERO,
            does_it: true,
            headers: Vec::new(),
            ending: Ending::Truth,
        }
    }

    /// For the next `times` requests instead of one.
    pub(crate) fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    /// Waits before anything is done.
    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Answers this instead of doing what was asked.
    pub(crate) fn answers(mut self, status: u16, body: &str) -> Self {
        let body = body.to_owned();
        (self.ending, self.does_it) = (Ending::Answer { status, body }, false);
        self
    }

    /// Refuses with one of Discord's error codes.
    pub(crate) fn refuses(self, status: u16, code: i64) -> Self {
        self.answers(status, &format!(r#"{{"message":"injected","code":{code}}}"#))
    }

    /// Adds a header to the answer.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Drops the connection without doing what was asked.
    pub(crate) fn drops(mut self) -> Self {
        (self.ending, self.does_it) = (Ending::Drop, false);
        self
    }

    /// Never answers, nor does what was asked.
    pub(crate) fn keeps_silent(mut self) -> Self {
        (self.ending, self.does_it) = (Ending::Silence, false);
        self
    }

    /// Does what was asked all the same; only the answer is spoilt.
    pub(crate) fn once_done(mut self) -> Self {
        self.does_it = true;
        self
    }

    pub(super) fn fits(&self, method: &str, path: &str) -> bool {
        self.method == method && path_fits(&self.pattern, path)
    }
}

/// Whether a path fits a pattern of [`Fault::on`].
pub(super) fn path_fits(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) | (Some("**"), Some(_)) => return true,
            (Some("*"), Some(_)) => {}
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return false,
        }
    }
}
