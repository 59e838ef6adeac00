//! The list of questions that an open page follows: noted once, ended with the
//! rights of its reader.

use std::time::Duration;

use super::*;

const READ: &str = "questions en attente lues";

/// The stream of an open page.
pub(super) struct Stream {
    response: Response,
    read: String,
}

impl Stream {
    /// Opens it, and waits for the first list.
    pub(super) async fn open(world: &World) -> Self {
        let response = world.get("/staff/questions/flux").await;
        assert_eq!(response.status(), 200);
        let mut stream = Self { response, read: String::new() };
        assert!(stream.gives("event: queue").await, "{}", stream.read);
        stream
    }

    /// Whether these words come before the end.
    async fn gives(&mut self, words: &str) -> bool {
        while !self.read.contains(words) {
            let Some(chunk) = self.next().await else { return false };
            self.read.push_str(&chunk);
        }
        true
    }

    /// Waits for the end.
    pub(super) async fn ends(&mut self) {
        while self.next().await.is_some() {}
    }

    async fn next(&mut self) -> Option<String> {
        let chunk = tokio::time::timeout(Duration::from_secs(20), self.response.chunk()).await.expect("the stream lives or ends");
        Some(String::from_utf8_lossy(&chunk.ok()??).into_owned())
    }
}

/// How often it was noted that questions were read.
async fn noted(world: &World) -> usize {
    let lines = world.store.audit_lines(None, 0, 1_000).await.expect("the log");
    lines.iter().filter(|line| line.done.action == READ).count()
}

#[tokio::test]
async fn a_page_that_stays_open_is_noted_once_and_again_for_what_is_new() {
    let mut world = World::new().await;
    let question = world.a_waiting_question().await;
    world.as_role(StaffRole::Rh).await;
    let mut page = Stream::open(&world).await;
    assert!(page.read.contains(&question) && noted(&world).await == 1);
    assert_eq!(world.post(&format!("/staff/questions/{question}/prendre"), &[]).await.status(), 303);
    page.read.clear();
    assert!(page.gives("event: queue").await, "who took it is news");
    assert_eq!(noted(&world).await, 1, "and no other reading");
    let other = Stream::open(&world).await;
    assert_eq!(noted(&world).await, 2, "another page is");
    drop(other);
    world.cookie = None;
    world.a_waiting_question().await;
    page.read.clear();
    assert!(page.gives("event: queue").await);
    assert_eq!(noted(&world).await, 3, "and so is what is new");
}

#[tokio::test]
async fn a_page_that_stays_open_ends_with_the_role_or_the_login_of_its_reader() {
    let mut world = World::new().await;
    world.a_waiting_question().await;
    let anne = world.as_role(StaffRole::Rh).await;
    let (mut page, hers) = (Stream::open(&world).await, world.cookie.clone());
    world.log_in().await;
    let admin = world.cookie.clone();
    assert_eq!(world.post(&format!("/staff/comptes/{anne}/role"), &[("role", "manager")]).await.status(), 303);
    page.ends().await;
    world.cookie.clone_from(&hers);
    assert_eq!(world.get("/staff/questions/flux").await.status(), 401);

    world.cookie.clone_from(&admin);
    let mut page = Stream::open(&world).await;
    assert_eq!(world.post("/staff/sortir", &[]).await.status(), 303);
    page.ends().await;
}
