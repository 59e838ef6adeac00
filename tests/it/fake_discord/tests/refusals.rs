//! Each rule of Discord bites.

use std::time::Duration;

use serde_json::{Value, json};
use serenity::all::{Http, Permissions};

use super::super::{Channel, FakeDiscord, Interaction, User};
use super::bot::Bot;

/// A place, a person, and no bot but bare requests in its name.
struct Scene {
    discord: FakeDiscord,
    questions: Channel,
    alice: User,
    http: Http,
}

impl Scene {
    async fn new() -> Self {
        let discord = FakeDiscord::start().await;
        let http = Bot::with_token(&discord, &discord.token());
        http.set_application_id(discord.bot().into());
        let commands = json!([{"name": "question", "description": "Poser une question"}]);
        http.create_global_commands(&commands).await.unwrap();
        let (questions, alice) = (discord.text_channel("questions"), discord.user("alice"));
        Self { discord, questions, alice, http }
    }

    async fn asked(&self) -> Interaction {
        self.alice.runs("/question", &[], &self.questions).await
    }

    async fn sends(&self, mut body: Value) -> String {
        body["allowed_mentions"] = json!({"parse": []});
        let sent = self.http.send_message(self.questions.id.into(), Vec::new(), &body).await;
        told(sent)
    }

    async fn responds(&self, interaction: &Interaction, kind: u8, mut data: Value) -> String {
        data["allowed_mentions"] = json!({"parse": []});
        let (id, token) = (interaction.id.into(), interaction.record().token);
        let body = json!({"type": kind, "data": data});
        told(self.http.create_interaction_response(id, &token, &body, Vec::new()).await)
    }

    async fn edits(&self, interaction: &Interaction, body: Value) -> String {
        let mut body = body;
        body["allowed_mentions"] = json!({"parse": []});
        let token = interaction.record().token;
        let edit = self.http.edit_original_interaction_response(&token, &body, Vec::new());
        told(edit.await)
    }
}

/// Status, code and refused fields; « ok » when nothing was refused.
fn told<T>(result: serenity::Result<T>) -> String {
    match result {
        Ok(_) => "ok".to_owned(),
        Err(serenity::Error::Http(serenity::all::HttpError::UnsuccessfulRequest(refused))) => {
            let fields = refused.error.errors.iter().map(|error| format!(" {}", error.path));
            let fields: String = fields.collect();
            format!("{} {}{fields}", refused.status_code.as_u16(), refused.error.code)
        }
        Err(error) => panic!("{error}"),
    }
}

fn buttons(count: usize) -> Value {
    let button = |n| json!({"type": 2, "style": 1, "label": "x", "custom_id": format!("b{n}")});
    (0..count).map(button).collect()
}

fn rows(rows: Vec<Value>) -> Value {
    rows.into_iter().map(|row| json!({"type": 1, "components": row})).collect()
}

fn select(options: usize) -> Value {
    let option = |n| json!({"label": "x", "value": format!("v{n}")});
    let options: Value = (0..options).map(option).collect();
    json!([{"type": 3, "custom_id": "s", "options": options}])
}

#[tokio::test]
async fn messages_have_limits() {
    let scene = Scene::new().await;
    let button = |field: &str, text: String| {
        let mut button = buttons(1);
        button[0][field] = json!(text);
        json!({"content": "x", "components": rows(vec![button])})
    };
    let with = |components| json!({"content": "x", "components": components});
    for (body, expected) in [
        (json!({"content": "é".repeat(2000)}), "ok"),
        (json!({"content": "é".repeat(2001)}), "400 50035 content"),
        (json!({"content": "  \n"}), "400 50006"),
        (json!({"content": "x", "nonce": "n".repeat(26)}), "400 50035 nonce"),
        (json!({"embeds": [{"description": "d".repeat(4097)}]}), "400 50035 description"),
        (json!({"embeds": [{"description": "d".repeat(4000)}, {"description": "d".repeat(2001)}]}), "400 50035 embeds"),
        (button("custom_id", "c".repeat(100)), "ok"),
        (button("custom_id", "c".repeat(101)), "400 50035 custom_id"),
        (button("label", "é".repeat(81)), "400 50035 label"),
        (with(rows(vec![buttons(5)])), "ok"),
        (with(rows(vec![buttons(6)])), "400 50035 components"),
        (with(rows(vec![buttons(1), buttons(1)])), "400 50035 components.custom_id"),
        (with(rows(vec![select(25)])), "ok"),
        (with(rows(vec![select(26)])), "400 50035 options"),
        (with(rows(vec![select(1); 6])), "400 50035 components"),
        (json!({"content": "x", "message_reference": {"message_id": "1"}}), "400 50035 message_reference"),
    ] {
        assert_eq!(scene.sends(body.clone()).await, expected, "{body}");
    }
}

#[tokio::test]
async fn commands_modals_and_choices_have_limits() {
    let scene = Scene::new().await;
    let option = |name: &str| json!({"type": 3, "name": name, "description": "d"});
    let described = |name: &str, text: &str| json!([{"name": name, "description": text}]);
    for (commands, expected) in [
        (described("thème", "d"), "ok"),
        (described("Thème", "d"), "400 50035 name"),
        (described("question", &"d".repeat(101)), "400 50035 description"),
        (json!([{"name": "q", "description": "d", "options": vec![option("x"); 26]}]), "400 50035 options"),
        (json!([{"name": "q", "description": "d", "options": [option("x"), option("x")]}]), "400 50035 options.name"),
    ] {
        let sent = scene.http.create_global_commands(&commands).await;
        assert_eq!(told(sent), expected, "{commands}");
    }
    let commands = json!([{"name": "question", "description": "d"}]);
    scene.http.create_global_commands(&commands).await.unwrap();
    let input = json!([{"type": 4, "custom_id": "q", "label": "Question", "style": 2}]);
    let modal = |title: &str, inputs| json!({"title": title, "custom_id": "m", "components": rows(inputs)});
    for (data, expected) in [
        (modal(&"t".repeat(46), vec![input.clone()]), "400 50035 title"),
        (modal("t", vec![]), "400 50035 components"),
        (modal("t", vec![input.clone(), input.clone()]), "400 50035 components.custom_id"),
        (modal("t", vec![input]), "ok"),
    ] {
        let asked = scene.asked().await;
        assert_eq!(scene.responds(&asked, 9, data.clone()).await, expected, "{data}");
    }
    let asked = scene.asked().await;
    assert_eq!(scene.responds(&asked, 8, json!({"choices": []})).await, "400 50035 type");
    assert_eq!(scene.responds(&asked, 7, json!({"content": "x"})).await, "400 50035 type");
}

#[tokio::test]
async fn an_interaction_is_answered_once_and_in_time() {
    let scene = Scene::new().await;
    let asked = scene.asked().await;
    let too_long = json!({"content": "é".repeat(2001)});
    assert_eq!(scene.responds(&asked, 4, too_long).await, "400 50035 content");
    assert_eq!(scene.edits(&asked, json!({"content": "x"})).await, "404 10015");
    assert_eq!(scene.responds(&asked, 4, json!({"content": "x"})).await, "ok");
    assert_eq!(scene.responds(&asked, 4, json!({"content": "x"})).await, "400 40060");

    let late = scene.asked().await;
    scene.discord.advance(Duration::from_millis(3_100));
    assert_eq!(scene.responds(&late, 4, json!({"content": "x"})).await, "404 10062");

    let deferred = scene.asked().await;
    assert_eq!(scene.responds(&deferred, 5, json!({"flags": 64})).await, "ok");
    scene.discord.advance(Duration::from_secs(14 * 60));
    assert_eq!(scene.edits(&deferred, json!({})).await, "400 50006");
    assert_eq!(scene.edits(&deferred, json!({"content": "x"})).await, "ok");
    assert!(deferred.reply().await.is_ephemeral());
    scene.discord.advance(Duration::from_secs(61));
    assert_eq!(scene.edits(&deferred, json!({"content": "y"})).await, "401 50027");
}

#[tokio::test]
async fn places_are_closed_to_who_may_not() {
    let scene = Scene::new().await;
    let (discord, http, channel) = (&scene.discord, &scene.http, scene.questions.id.into());
    let said = scene.alice.says(&scene.questions, "bonjour").await;
    let message = json!({"content": "x", "allowed_mentions": {"parse": []}});
    let edit = http.edit_message(channel, said.id.into(), &message, Vec::new()).await;
    assert_eq!(told(edit), "403 50005");
    discord.forbid(&scene.questions, Permissions::MANAGE_MESSAGES | Permissions::SEND_MESSAGES);
    assert_eq!(scene.sends(message.clone()).await, "403 50013");
    assert_eq!(told(http.delete_message(channel, said.id.into(), None).await), "403 50013");
    discord.forbid(&scene.questions, Permissions::CREATE_PRIVATE_THREADS);
    let thread = json!({"name": "relais", "type": 12});
    assert_eq!(told(http.create_thread(channel, &thread, None).await), "403 50013");
    discord.forbid(&scene.questions, Permissions::VIEW_CHANNEL);
    assert_eq!(scene.sends(message.clone()).await, "403 50001");
    assert_eq!(told(http.get_channel(1.into()).await), "404 10003");
    discord.forbid_everywhere(Permissions::MANAGE_GUILD);
    let invites = http.get_guild_invites(discord.guild().id.into()).await;
    assert_eq!(told(invites), "403 50013");

    let dm = scene.alice.dm().id.into();
    assert_eq!(told(http.send_message(dm, Vec::new(), &message).await), "ok");
    scene.alice.closes_dms().await;
    assert_eq!(told(http.send_message(dm, Vec::new(), &message).await), "403 50007");
    assert_eq!(discord.refusals().len(), 8);
    discord.revoke_token();
    assert_eq!(told(http.get_current_user().await), "401 0");
}

#[tokio::test]
async fn a_nonce_is_sent_once() {
    let scene = Scene::new().await;
    let body = json!({"content": "x", "nonce": "n1", "enforce_nonce": true});
    for _ in 0..2 {
        assert_eq!(scene.sends(body.clone()).await, "ok");
    }
    assert_eq!(scene.discord.messages_of_bot().len(), 1);
    scene.discord.advance(Duration::from_secs(600));
    assert_eq!(scene.sends(body).await, "ok");
    assert_eq!(scene.discord.messages_of_bot().len(), 2);
}

#[tokio::test]
async fn what_leaves_the_rules_fails_the_test() {
    let scene = Scene::new().await;
    let channel = scene.questions.id.into();
    for (body, why) in [
        (json!({"content": "@everyone"}), "has no allowed_mentions with an empty parse"),
        (json!({"content": "x", "allowed_mentions": {"parse": ["users"]}}), "has no allowed_mentions with an empty parse"),
        (json!({"content": "x", "allowed_mentions": {"parse": [], "users": ["1"]}}), "names people or roles in allowed_mentions"),
    ] {
        scene.http.send_message(channel, Vec::new(), &body).await.unwrap();
        let failures = scene.discord.take_failures();
        let path = format!("POST /channels/{}/messages", scene.questions.id);
        assert_eq!(failures, [format!("{path}: the message {why}: {body}")]);
    }
    assert_eq!(told(scene.http.get_sticker_pack(1.into()).await), "404 0");
    let discord = scene.discord;
    let drop = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || drop(discord)));
    let told = *drop.unwrap_err().downcast::<String>().unwrap();
    assert!(told.contains("unknown route: GET /sticker-packs/1"), "{told}");
}
