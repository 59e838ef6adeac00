//! The fake tried by the real serenity client: each gesture arrives, each payload is read, each
//! rule bites.

mod bot;
mod network;
mod refusals;

use std::collections::BTreeSet;
use std::time::Duration;

use serenity::all::{ChannelId, CreateAttachment, CreateMessage, Event, GatewayIntents, Permissions};

use super::FakeDiscord;
use bot::{Bot, closing_reason, fails};

#[tokio::test]
async fn a_question_is_asked_in_every_way_and_answered() {
    let discord = FakeDiscord::start().await;
    let questions = discord.text_channel("questions");
    let alice = discord.user("alice");
    let _bot = Bot::start(&discord, Bot::intents()).await;

    let asked = alice.runs("/question", &[("texte", "Quel salaire ?")], &questions).await;
    let reply = discord.next_reply_to(&asked).await;
    assert_eq!(reply.content, "Quel salaire ?");
    assert_eq!(reply.labels(), ["Plus", "Fermé"]);
    assert!(reply.is_ephemeral());

    let pressed = alice.presses(&reply, "Plus").await;
    assert_eq!(pressed.reply().await.content, "more");
    assert_eq!(pressed.acknowledged().await, 7);
    let selected = alice.selects(&reply, "Lieux").await;
    assert_eq!(selected.reply().await.content, "lieux");

    let opened = alice.runs("/formulaire", &[], &questions).await;
    let modal = discord.modal_opened_by(&opened).await;
    assert_eq!(modal.title, "Votre question");
    let sent = alice.submits(&modal, &[("Question", "Et les congés ?")]).await;
    assert_eq!(sent.reply().await.content, "Et les congés ?");

    let slow = alice.runs("/lent", &[], &questions).await;
    assert_eq!(slow.acknowledged().await, 5);
    let late = slow.reply().await;
    assert_eq!((late.content.as_str(), late.is_ephemeral()), ("enfin", true));
    assert_eq!(slow.reply().await.content, "suite");

    let typing = alice.types("/question", &[("texte", "sal")], &questions).await;
    assert_eq!(typing.choices().await, ["sal…"]);

    let mention = alice.mentions_bot(&questions, "bonjour").await;
    let public = alice.sees_answer_to(&mention).await;
    assert_eq!(public.content, format!("vu : <@{}> bonjour", discord.bot()));
    let private = alice.writes_dm("en privé").await;
    assert_eq!(alice.sees_answer_to(&private).await.content, "vu : en privé");
    assert_eq!(discord.requests("POST", "/channels/*/messages").len(), 2);

    let asked = alice.runs("/question", &[("texte", "ici ?")], &alice.dm()).await;
    let reply = asked.reply().await;
    assert_eq!(alice.presses_custom_id(&reply, "more").await.reply().await.content, "more");
    assert_eq!(discord.unanswered().len(), 0);
}

#[tokio::test]
async fn commands_have_subcommands_translations_and_limits() {
    let discord = FakeDiscord::start().await;
    let questions = discord.text_channel("questions");
    let (alice, bob) = (discord.user("alice"), discord.user("bob"));
    let _bot = Bot::start(&discord, Bot::intents()).await;
    bob.gets_role(discord.role("RH", Permissions::MANAGE_MESSAGES)).await;
    let placed = bob.runs("/tchat panneau", &[("salon", "questions")], &questions).await;
    assert_eq!(placed.reply().await.content, format!("panneau {}", questions.id));
    bob.speaks("en-US").await;
    let asked = bob.runs("/ask", &[("text", "Salary?")], &questions).await;
    assert_eq!(asked.reply().await.content, "Salary?");

    for (path, options, why) in [
        ("/inconnu", &[][..], "the bot registered no command /inconnu here"),
        ("/question", &[][..], "/question needs its option \"texte\""),
        ("/lent", &[("vite", "oui")][..], "/lent has no option « vite »"),
        ("/tchat panneau", &[("salon", "questions")][..], "/tchat is hidden from alice"),
    ] {
        let (alice, wrong) = (alice.clone(), questions);
        let told = fails(async move { alice.runs(path, options, &wrong).await }).await;
        assert_eq!(told, format!("alice cannot run {path}: {why}"));
    }
}

#[tokio::test]
async fn gestures_the_application_does_not_allow_fail_the_test() {
    let discord = FakeDiscord::start().await;
    let (questions, staff) = (discord.text_channel("questions"), discord.staff_channel("équipe"));
    let (alice, bob) = (discord.user("alice"), discord.user("bob"));
    let _bot = Bot::start(&discord, Bot::intents()).await;
    let asked = alice.runs("/question", &[("texte", "x")], &questions).await;
    let reply = asked.reply().await;
    assert!(alice.messages_in(&questions).iter().any(|message| message.id == reply.id));
    assert!(bob.messages_in(&questions).is_empty());

    let (user, message) = (bob.clone(), reply.clone());
    let told = fails(async move { user.presses(&message, "Plus").await }).await;
    assert_eq!(told, "bob does not see this message");
    let (user, message) = (alice.clone(), reply.clone());
    let told = fails(async move { user.presses(&message, "Moins").await }).await;
    assert_eq!(told, r#"no button « Moins » in ["Plus", "Fermé"]"#);
    let (user, message) = (alice.clone(), reply.clone());
    let told = fails(async move { user.presses_custom_id(&message, "closed").await }).await;
    assert!(told.contains("the button « closed » is disabled"), "{told}");
    let told = fails(async move { alice.says(&staff, "coucou").await }).await;
    assert_eq!(told, "alice may not write here");
}

#[tokio::test]
async fn every_event_is_read_by_serenity() {
    for compressed in [false, true] {
        let discord = FakeDiscord::start().await;
        discord.with_members_intent();
        if compressed {
            discord.wire().compress();
        }
        let questions = discord.text_channel("questions");
        let bot = Bot::start(&discord, Bot::intents() | GatewayIntents::GUILD_MEMBERS).await;
        happenings(&discord, &questions, &bot).await;
        let wanted = [
            "CHANNEL_CREATE",
            "CHANNEL_UPDATE",
            "GUILD_CREATE",
            "GUILD_MEMBER_ADD",
            "GUILD_MEMBER_REMOVE",
            "GUILD_MEMBER_UPDATE",
            "GUILD_ROLE_CREATE",
            "INTERACTION_CREATE",
            "INVITE_CREATE",
            "INVITE_DELETE",
            "MESSAGE_CREATE",
            "MESSAGE_DELETE",
            "MESSAGE_REACTION_ADD",
            "MESSAGE_REACTION_REMOVE",
            "MESSAGE_UPDATE",
            "READY",
            "THREAD_CREATE",
            "THREAD_MEMBERS_UPDATE",
            "THREAD_UPDATE",
        ];
        let wanted: BTreeSet<String> = wanted.into_iter().map(str::to_owned).collect();
        bot.wait_for("every event", |seen| Bot::names(seen).is_superset(&wanted)).await;
        assert_eq!(bot.names_seen(), wanted);
        assert_eq!(discord.wire().frames_compressed() > 0, compressed);
    }
}

/// Something of each kind happens.
async fn happenings(discord: &FakeDiscord, questions: &super::Channel, bot: &Bot) {
    let (alice, http) = (discord.user("alice"), &bot.http);
    let said = alice.says(questions, "bonjour <@&1>").await;
    alice.sees_answer_to(&said).await;
    let again = alice.replies_to(&said, "encore").await;
    alice.edits(&again, "encore !").await;
    alice.reacts(&said, "👍").await;
    http.create_reaction(questions.id.into(), said.id.into(), &'👍'.into()).await.unwrap();
    http.delete_reaction_me(questions.id.into(), said.id.into(), &'👍'.into()).await.unwrap();
    alice.deletes(&again).await;
    alice.sends_file(questions, "mon CV", "cv.pdf").await;
    alice.gets_role(discord.role("RH", Permissions::MANAGE_MESSAGES)).await;
    let code = discord.invite(questions);
    alice.leaves(discord.guild()).await;
    alice.arrives_by(&code).await;
    discord.revoke_invite(&code);
    discord.another_guild("Partenaire");
    discord.text_channel("offres");
    let private = serde_json::json!({"name": "relais", "type": 12});
    let thread = http.create_thread(questions.id.into(), &private, None).await.unwrap();
    http.add_thread_channel_member(thread.id, alice.id.into()).await.unwrap();
    let thread = alice.sees_thread(questions).await;
    let archived = serde_json::json!({"archived": true});
    http.edit_thread(thread.id.into(), &archived, Some("fini")).await.unwrap();
    alice.says(&thread, "merci").await;
    let topic = serde_json::json!({"name": "questions-réponses"});
    http.edit_channel(questions.id.into(), &topic, None).await.unwrap();
    let from_message = serde_json::json!({"name": "fil"});
    let (channel, message) = (questions.id.into(), said.id.into());
    http.create_thread_from_message(channel, message, &from_message, None).await.unwrap();
    assert_eq!(discord.threads_under(questions).len(), 2);
    let asked = alice.runs("/question", &[("texte", "x")], questions).await;
    let reply = asked.reply().await;
    alice.presses(&reply, "Plus").await.reply().await;
    let opened = alice.runs("/formulaire", &[], questions).await;
    alice.submits(&opened.modal().await, &[("q", "y")]).await.reply().await;
    let edits = discord.requests("PATCH", "/channels/*");
    assert_eq!(edits[0].audit_reason(), Some("fini"));
}

#[tokio::test]
async fn what_the_bot_may_read_is_read_by_serenity() {
    let discord = FakeDiscord::start().await;
    let (questions, guild) = (discord.text_channel("questions"), discord.guild());
    let alice = discord.user("alice");
    let bot = Bot::start(&discord, Bot::intents()).await;
    let http = &bot.http;
    let said = alice.says(&questions, "bonjour").await;
    alice.sees_answer_to(&said).await;
    http.get_current_application_info().await.unwrap();
    http.get_current_user().await.unwrap();
    http.get_bot_gateway().await.unwrap();
    http.get_guild(guild.id.into()).await.unwrap();
    http.get_channel(questions.id.into()).await.unwrap();
    assert_eq!(http.get_guild_roles(guild.id.into()).await.unwrap().len(), 2);
    http.get_member(guild.id.into(), alice.id.into()).await.unwrap();
    assert_eq!(http.get_channels(guild.id.into()).await.unwrap().len(), 1);
    http.get_guild_active_threads(guild.id.into()).await.unwrap();
    discord.invite(&questions);
    assert_eq!(http.get_guild_invites(guild.id.into()).await.unwrap().len(), 1);
    assert_eq!(http.get_channel_invites(questions.id.into()).await.unwrap().len(), 1);
    http.pin_message(questions.id.into(), said.id.into(), None).await.unwrap();
    assert_eq!(http.get_pins(questions.id.into()).await.unwrap().len(), 1);
    let dm = serde_json::json!({"recipient_id": alice.id.to_string()});
    http.create_private_channel(&dm).await.unwrap();
    let commands = http.get_global_commands().await.unwrap();
    assert_eq!(discord.command_names().len(), commands.len());
    http.delete_global_command(commands[0].id).await.unwrap();

    let picture = CreateAttachment::bytes(b"PNG\r\n".to_vec(), "bilan.png");
    let message = CreateMessage::new().content("le bilan").add_file(picture);
    ChannelId::new(alice.dm().id).send_message(http, message).await.unwrap();
    let sent = alice.sees(&alice.dm(), |message| message.content == "le bilan").await;
    assert_eq!((&sent.attachments[0]["filename"], &sent.attachments[0]["size"]), (&"bilan.png".into(), &5.into()));

    for number in 1..=5 {
        alice.says(&questions, &number.to_string()).await;
    }
    discord.settles(Duration::from_millis(300)).await;
    let after = serenity::all::MessagePagination::After(said.id.into());
    let page = http.get_messages(questions.id.into(), Some(after), Some(1)).await.unwrap();
    assert_eq!(page[0].content, "vu : bonjour");
    let asked = discord.requests("GET", "/channels/*/messages");
    assert_eq!(asked[0].query, format!("&limit=1&after={}", said.id));
    let last = http.get_messages(questions.id.into(), None, Some(100)).await.unwrap();
    assert_eq!((last.len(), last.last().unwrap().content.as_str()), (12, "bonjour"));
}

#[tokio::test]
async fn text_is_hidden_from_who_has_no_message_content() {
    let discord = FakeDiscord::start().await;
    discord.without_message_content();
    let questions = discord.text_channel("questions");
    let alice = discord.user("alice");
    let bot = Bot::start(&discord, Bot::intents() - GatewayIntents::MESSAGE_CONTENT).await;
    let hidden = alice.sends_file(&questions, "secret", "cv.pdf").await;
    let named = alice.mentions_bot(&questions, "public").await;
    alice.writes_dm("privé").await;
    let texts = |seen: &Vec<Event>| {
        let texts = seen.iter().filter_map(|event| match event {
            Event::MessageCreate(event) if !event.message.author.bot => {
                Some((event.message.content.clone(), event.message.attachments.len()))
            }
            _ => None,
        });
        texts.collect::<Vec<_>>()
    };
    bot.wait_for("three messages", |seen| texts(seen).len() == 3).await;
    let seen = texts(&bot.seen());
    assert_eq!(seen, [(String::new(), 0), (named.content, 0), ("privé".to_owned(), 0)]);
    let page = bot.http.get_message(questions.id.into(), hidden.id.into()).await.unwrap();
    assert_eq!(page.content, "");
}

#[tokio::test]
async fn a_refused_intent_or_token_ends_the_client() {
    let discord = FakeDiscord::start().await;
    discord.without_message_content();
    let token = discord.token();
    let asked = GatewayIntents::GUILDS | GatewayIntents::MESSAGE_CONTENT;
    let told = closing_reason(&discord, &token, asked).await;
    assert_eq!(told, "Disallowed gateway intents were provided");
    discord.revoke_token();
    let told = closing_reason(&discord, &token, GatewayIntents::GUILDS).await;
    assert_eq!(told, "Sent invalid authentication");
    let bot = Bot::with_token(&discord, &token);
    let refused = bot.get_current_user().await.unwrap_err();
    assert!(refused.to_string().contains("401"), "{refused}");
}

#[tokio::test]
async fn events_reach_only_who_asked_for_them() {
    let discord = FakeDiscord::start().await;
    let questions = discord.text_channel("questions");
    let bot = Bot::start(&discord, GatewayIntents::GUILDS).await;
    let alice = discord.user("alice");
    alice.says(&questions, "bonjour").await;
    alice.writes_dm("bonjour").await;
    alice.runs("/lent", &[], &questions).await.acknowledged().await;
    let wanted = ["GUILD_CREATE", "INTERACTION_CREATE", "READY"].map(str::to_owned);
    bot.wait_for("the interaction", |seen| Bot::names(seen).len() == 3).await;
    assert_eq!(bot.names_seen(), wanted.into());
}
