use serde_json::{Value, json};

use super::*;
use crate::conversation::Near;
use crate::words::{EntryId, Outcome};

const BOT: u64 = 7;
const PLAIN: u64 = 30;

/// A message of a server's channel as Discord sends it, with some of it changed.
fn message(changes: Value) -> Message {
    let mut message = json!({
        "id": "1574135447859232770", "channel_id": "20", "guild_id": "10", "type": 0, "content": "<@7> le télétravail ?",
        "author": {"id": "40", "username": "anne", "discriminator": "0", "avatar": null},
        "mentions": [{"id": "7", "username": "tchat", "discriminator": "0", "avatar": null, "bot": true}],
        "timestamp": "2026-11-22T18:00:00.000000+00:00", "edited_timestamp": null, "tts": false, "mention_everyone": false,
        "mention_roles": [], "attachments": [], "embeds": [], "pinned": false,
    });
    for (key, value) in changes.as_object().unwrap() {
        message[key] = value.clone();
    }
    serde_json::from_value(message).unwrap()
}

fn hears(changes: Value) -> Option<String> {
    heard(&message(changes), UserId::new(BOT), &[PLAIN]).map(|heard| heard.text)
}

#[test]
fn what_is_said_to_the_bot_is_heard_and_nothing_else() {
    let nobody = json!([]);
    let other = json!([{"id": "41", "username": "bilal", "discriminator": "0", "avatar": null}]);
    let file = json!([{"id": "1", "filename": "cv.pdf", "size": 1, "url": "https://x", "proxy_url": "https://x"}]);
    for (changes, expected) in [
        (json!({}), Some("le télétravail ?")),
        (json!({"content": "le <@!7> télétravail ?"}), Some("le   télétravail ?")),
        (json!({"type": 19, "content": "et le salaire ?"}), Some("et le salaire ?")),
        (json!({"guild_id": null, "mentions": nobody, "content": "bonjour"}), Some("bonjour")),
        (json!({"channel_id": "30", "mentions": nobody, "content": "bonjour"}), Some("bonjour")),
        (json!({"channel_id": "30", "mentions": other, "content": "<@41> bonjour"}), None),
        (json!({"mentions": nobody, "content": "bonjour"}), None),
        (json!({"mentions": other}), None),
        (json!({"mentions": nobody, "mention_everyone": true, "content": "@everyone bonjour"}), None),
        (json!({"content": "<@7> \n"}), None),
        (json!({"content": "<@7>", "attachments": file}), Some("")),
        (json!({"content": ""}), None),
        (json!({"type": 7}), None),
        (json!({"webhook_id": "50"}), None),
        (json!({"author": {"id": "40", "username": "b", "discriminator": "0", "avatar": null, "bot": true}}), None),
    ] {
        assert_eq!(hears(changes.clone()).as_deref(), expected, "{changes}");
    }
}

#[test]
fn a_message_is_heard_with_its_numbers() {
    let expected = Heard {
        message: 1_574_135_447_859_232_770,
        user: 40,
        guild: Some(10),
        channel: 20,
        text: "le télétravail ?".to_owned(),
        has_attachment: false,
        thread: false,
        own_thread: false,
        is_late: false,
    };
    assert_eq!(heard(&message(json!({})), UserId::new(BOT), &[]), Some(expected));
    assert_eq!(made_at(1_574_135_447_859_232_770).to_string(), "2026-11-22T18:52:16.792Z");
    assert_eq!(made_at(0).to_string(), "2015-01-01T00:00:00Z");
}

#[test]
fn people_and_roles_named_in_a_text_are_left_out() {
    for (text, kept) in [
        ("<@123> bonjour <@!456>", "bonjour"),
        ("demandez à <@&789> svp", "demandez à   svp"),
        ("<@> <@é> <@12", "<@> <@é> <@12"),
        ("a <@1 <@2> b", "a <@1   b"),
        ("<#12> et :wave:", "<#12> et :wave:"),
    ] {
        assert_eq!(without_names(text), kept, "{text}");
    }
}

fn reply(taps: Vec<Tap>) -> Reply {
    Reply {
        exchange: ExchangeId::new("e"),
        outcome: Outcome::Answer,
        entry: None,
        others: Vec::new(),
        text: "Oui.".to_owned(),
        confidence: 1.0,
        near: Vec::<Near>::new(),
        faq_version: "1".to_owned(),
        notice: None,
        taps,
        replaces: false,
    }
}

fn tap(gesture: Gesture, label: &str) -> Tap {
    Tap { gesture, label: label.to_owned() }
}

#[test]
fn each_tap_is_something_to_press() {
    let entry = |id: &str| EntryId::new(id);
    let taps = vec![
        tap(Gesture::ConfirmAge, "J'ai 15 ans"),
        tap(Gesture::ConfirmAgeAndHandOver, "J'ai 15 ans, transmettre"),
        tap(Gesture::Choose(entry("salaire")), "Combien ?"),
        tap(Gesture::DeclareSource, "D'où venez-vous ?"),
        tap(Gesture::Useful, "Utile"),
        tap(Gesture::NotUseful, "Inutile"),
        tap(Gesture::HandOver, "Transmettre"),
    ];
    let exchange = || ExchangeId::new("e");
    let button = |press, label: &str| Button { press, label: label.to_owned() };
    let rows = parts(&reply(taps)).pop().unwrap().rows;
    let first = vec![
        button(Press::Age, "J'ai 15 ans"),
        button(Press::AgeAndHandOver(exchange()), "J'ai 15 ans, transmettre"),
        button(Press::Pick(exchange(), entry("salaire")), "Combien ?"),
        button(Press::Up(exchange()), "Utile"),
        button(Press::Down(exchange()), "Inutile"),
    ];
    let second = vec![button(Press::HandOver(exchange()), "Transmettre")];
    assert_eq!(rows, [Row::Buttons(first), Row::Buttons(second), sources("D'où venez-vous ?")]);
}

#[test]
fn many_topics_or_long_names_make_a_list_to_choose_from() {
    let listed = |names: Vec<String>| {
        let mut taps: Vec<Tap> = names.iter().map(|name| tap(Gesture::Choose(EntryId::new(name)), &"é".repeat(120))).collect();
        taps.push(tap(Gesture::HandOver, "Transmettre"));
        let rows = parts(&reply(taps)).pop().unwrap().rows;
        match rows.as_slice() {
            [Row::Buttons(buttons)] => (0, buttons.len()),
            [Row::Buttons(first), Row::Buttons(second)] => (0, first.len() + second.len()),
            [Row::Select(list), Row::Buttons(buttons)] => {
                assert_eq!(list.press, Press::PickOne(ExchangeId::new("e")));
                assert!(list.options.iter().all(|(value, words)| value.chars().count() <= 100 && words.chars().count() == 100));
                (list.options.len(), buttons.len())
            }
            other => panic!("{other:?}"),
        }
    };
    let short = |count: usize| (0..count).map(|number| number.to_string()).collect::<Vec<_>>();
    assert_eq!(listed(short(3)), (0, 4));
    assert_eq!(listed(short(5)), (0, 6));
    assert_eq!(listed(short(6)), (6, 1));
    assert_eq!(listed(short(40)), (25, 1));
    assert_eq!(listed(vec!["x".repeat(100), "y".to_owned()]), (2, 1));
    assert_eq!(listed(vec!["x".repeat(101), "y".to_owned()]), (1, 1));
}

#[test]
fn the_notice_is_quoted_and_buttons_stand_under_the_last_part() {
    let mut reply = reply(vec![tap(Gesture::Useful, &"é".repeat(90))]);
    reply.notice = Some("Un programme.\nRien de plus.".to_owned());
    let short = parts(&reply);
    assert_eq!(short[0].text, "> Un programme.\n> Rien de plus.\n\nOui.");
    reply.text = format!("{}\n\n{}", "é".repeat(1_900), "à".repeat(1_900));
    let long = parts(&reply);
    assert_eq!(long.iter().map(|part| part.rows.len()).collect::<Vec<_>>(), [0, 1]);
    let Row::Buttons(buttons) = &long[1].rows[0] else { panic!("no buttons") };
    assert_eq!(buttons[0].label, format!("{}…", "é".repeat(79)));
}

#[test]
fn a_notice_is_one_message_as_long_as_it_fits() {
    let texts = |told: &str, lines: Option<&str>| {
        let notice = Notice { told: told.to_owned(), lines: lines.map(str::to_owned) };
        notice_parts(&notice).into_iter().map(|part| part.text).collect::<Vec<_>>()
    };
    assert_eq!(texts("Réparé.", None), ["Réparé."]);
    assert_eq!(texts("Deux erreurs.", Some("a: b\n\nc")), ["Deux erreurs.\n```\na: b\n\nc\n```"]);
    let long = "é".repeat(1_985);
    assert_eq!(texts("Une erreur.", Some(&long)), ["Une erreur.".to_owned(), format!("```\n{long}\n```")]);
}
