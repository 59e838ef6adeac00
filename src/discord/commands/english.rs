//! What the commands are called in English, for who has Discord in that language.

use std::borrow::Cow;

use poise::{CommandParameter, CommandParameterChoice};

use super::{Command, Never, Relay};

/// The languages of Discord that read it.
const LANGUAGES: [&str; 2] = ["en-US", "en-GB"];

/// A command or an option by its French path, its name, and what it is for. What
/// only groups the commands of the team keeps its French name.
const NAMES: &[(&str, Option<&str>, &str)] = &[
    ("question", Some("question"), "Ask a question about recruitment; only you see the answer"),
    ("question texte", Some("text"), "Your question, in one sentence"),
    ("offres", Some("jobs"), "See the open positions, or what one of them says"),
    ("offres poste", Some("position"), "The position: type the beginning of its name"),
    ("themes", Some("topics"), "Read the answers by theme, or the one on a topic"),
    ("themes sujet", Some("topic"), "The topic: type a few words"),
    ("sessions", Some("sessions"), "See the next dates of the chat, to add to your calendar"),
    ("recruteur", Some("recruiter"), "Ask a person of the recruitment team"),
    ("recruteur question", Some("question"), "Your question; without it a form opens"),
    ("profil", Some("profile"), "Say who you are in a few choices, if you like"),
    ("source", Some("source"), "Tell how you heard about us"),
    ("jeu", Some("game"), "Play for three minutes: which public digital job are you?"),
    ("mesdonnees", Some("mydata"), "See, receive or erase what is kept of you, or object to it"),
    ("mesreponses", Some("myanswers"), "Read what a person answered to your questions"),
    ("aide", Some("help"), "How to ask a question, and what you can do here"),
    ("tchat", None, "For the team: manage the chat on this server"),
    ("tchat panneau", Some("panel"), "Place the question panel here"),
    ("tchat etat", Some("status"), "See how everything is: Discord, answers, waiting questions, moderation"),
    ("tchat verrouiller", Some("lock"), "Close the chat to new questions, or reopen it"),
    ("tchat verrouiller geste", Some("gesture"), "Close, or reopen"),
    ("tchat rapport", Some("report"), "Read the report of the last session, or of another one"),
    ("tchat rapport session", Some("session"), "The session or month: type the beginning of its name"),
    ("tchat planifier", Some("plan"), "Plan a session: title, date, length, place, themes, announcement"),
    ("tchat planifier titre", Some("title"), "The title everybody reads"),
    ("tchat planifier debut", Some("start"), "Day and hour in Paris, for example 2026-12-03 18:00"),
    ("tchat planifier duree", Some("minutes"), "How long, in minutes"),
    ("tchat planifier canal", Some("place"), "Where it takes place; everywhere by default"),
    ("tchat planifier themes", Some("topics"), "The themes, apart by commas"),
    ("tchat planifier public", Some("audience"), "For whom it is, words apart by commas"),
    ("tchat planifier annonce", Some("announcement"), "The text of the announcement; a ready sentence otherwise"),
    ("tchat annoncer", Some("announce"), "Announce a session to candidates, now or at a chosen hour"),
    ("tchat annoncer session", Some("session"), "The session; the next one by default"),
    ("tchat annoncer salon", Some("channel"), "The channel; the panel's by default"),
    ("tchat annoncer quand", Some("at"), "Day and hour in Paris; at once by default"),
    ("tchat annuler", Some("cancel"), "Call off a session that has not begun"),
    ("tchat annuler session", Some("session"), "The session"),
    ("faq", None, "For the team: the answers and their files"),
    ("faq chercher", Some("search"), "Read an answer, its file, its owner and its dates"),
    ("faq chercher reponse", Some("answer"), "The answer: type a few words"),
    ("faq probleme", Some("problems"), "See what is wrong with the files, to the line"),
    ("faq recharger", Some("reload"), "Read the files again right now"),
    ("campagne", Some("campaign"), "For the team: the links and invites of each source"),
    ("campagne lien", Some("link"), "Make the tracked link of a source and its permanent invite to this channel"),
    ("campagne lien source", Some("source"), "Where it will be published, for example « linkedin » or « ambassadeur/dga »"),
    ("campagne lien nom", Some("name"), "What follows /r/ in the link (else the source and « -discord »)"),
];

/// What may be chosen for an option.
const CHOICES: &[(&str, &str)] = &[
    ("fermer", "close"),
    ("rouvrir", "reopen"),
    ("Discord et la page web", "Discord and the web page"),
    ("Discord seulement", "Discord only"),
    ("la page web seulement", "the web page only"),
];

/// Gives each command its English.
pub(super) fn translate(commands: &mut [Command]) {
    for command in commands {
        let path = command.name.to_string();
        name(command, &path);
    }
}

fn name(command: &mut Command, path: &str) {
    let (name_localizations, description_localizations) = of(path);
    command.name_localizations = name_localizations;
    command.description_localizations = description_localizations;
    for option in &mut command.parameters {
        name_option(option, &format!("{path} {}", option.name));
    }
    for inner in &mut command.subcommands {
        name(inner, &format!("{path} {}", inner.name));
    }
}

fn name_option(option: &mut CommandParameter<Relay, Never>, path: &str) {
    (option.name_localizations, option.description_localizations) = of(path);
    for choice in option.choices.to_mut() {
        name_choice(choice);
    }
}

fn name_choice(choice: &mut CommandParameterChoice) {
    let english = CHOICES.iter().find(|(french, _)| *french == choice.name).map(|(_, english)| *english);
    choice.localizations = in_each(english);
}

/// The name and the description of what has this path.
fn of(path: &str) -> (Localized, Localized) {
    let english = NAMES.iter().find(|(french, ..)| *french == path);
    (in_each(english.and_then(|(_, name, _)| *name)), in_each(english.map(|(.., description)| *description)))
}

/// A text in each of the languages.
type Localized = Cow<'static, [(Cow<'static, str>, Cow<'static, str>)]>;

fn in_each(text: Option<&'static str>) -> Localized {
    text.iter().flat_map(|text| LANGUAGES.map(|language| (Cow::Borrowed(language), Cow::Borrowed(*text)))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::to_register;
    use super::*;

    /// What is registered, as the table has it; both languages say the same.
    fn registered(commands: &Value, before: &str) -> Vec<(String, Option<String>, String)> {
        let mut found = Vec::new();
        for command in commands.as_array().into_iter().flatten() {
            let path = format!("{before} {}", command["name"].as_str().unwrap()).trim().to_owned();
            let english = |key: &str| {
                let [ours, theirs] = LANGUAGES.map(|language| command[key][language].as_str().map(str::to_owned));
                assert_eq!(ours, theirs, "{path}");
                ours
            };
            found.push((path.clone(), english("name_localizations"), english("description_localizations").unwrap()));
            found.extend(registered(&command["options"], &path));
        }
        found
    }

    #[test]
    fn the_table_names_what_is_registered_and_nothing_else() {
        let registered_now = registered(&serde_json::to_value(to_register()).unwrap(), "");
        let table = NAMES.iter().map(|(path, name, text)| ((*path).to_owned(), name.map(str::to_owned), (*text).to_owned()));
        assert_eq!(registered_now, table.collect::<Vec<_>>());
        let told = serde_json::to_string(&to_register()).unwrap();
        for (choice, language) in CHOICES.iter().flat_map(|(_, english)| LANGUAGES.map(|language| (english, language))) {
            assert!(told.contains(&format!("\"{language}\":\"{choice}\"")), "{choice}");
        }
    }
}
