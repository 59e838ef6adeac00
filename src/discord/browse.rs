//! What a candidate leafs through without a question: themes, positions, the
//! next sessions, and the campaign's choice that leads to them.

use jiff::Timestamp;
use jiff::civil::Date;

use super::press::Press;
use super::reception::Reception;
use super::sentences::{CHOOSE_DIARY, CHOOSE_OFFER, CHOOSE_THEME, CHOOSE_TOPIC, NEXT_PAGE};
use super::translate::{Button, MAX_OPTION_CHARS, MAX_OPTIONS, Part, Row, Select, plain, shortened, shown};
use crate::clock::{span_in_paris, written_day};
use crate::faq::{Faq, Kind};
use crate::offers::{Offer, open_first};
use crate::sessions::{diary_file, diary_path, reminders_left};
use crate::store::PlannedSession;

/// The most sessions that are told at once.
const MOST_SESSIONS: usize = 10;

/// The choices of a list, as the value kept and the words read.
type Options = Vec<(String, String)>;

impl Reception {
    /// The themes, to choose one of.
    pub(super) fn themes(&self, page: usize) -> Vec<Part> {
        let faq = self.parts.conversation.faq();
        let themes = themes(&faq).into_iter().map(|theme| (theme.to_owned(), capitalised(faq.theme_name(theme))));
        self.leaf("themes", Press::Theme, CHOOSE_THEME, themes.collect(), page, Press::Themes)
    }

    /// The entries of a theme, to read one of.
    pub(super) fn topics(&self, page: usize, theme: &str) -> Vec<Part> {
        let faq = self.parts.conversation.faq();
        let answers = faq.entries().iter().filter(|entry| entry.kind == Kind::Answer && entry.theme == theme);
        let topics: Options = answers.map(|entry| (entry.id.to_string(), entry.question.clone())).collect();
        self.leaf("theme", Press::Topic, CHOOSE_TOPIC, topics, page, |page| Press::Topics(page, theme.to_owned()))
    }

    /// The positions open today, to read one of.
    pub(super) fn offers(&self, page: usize) -> Vec<Part> {
        let (faq, today) = (self.parts.conversation.faq(), self.parts.clock.today());
        let open = open_first(faq.offers(), today).0;
        let offers = open.iter().map(|offer| (offer.reference.clone(), offer.title.clone())).collect();
        shown(&faq.open_offers(today), paged(Press::Offer, CHOOSE_OFFER, offers, page, Press::Offers))
    }

    /// What one position says of itself today; what was typed instead of
    /// choosing one is looked for in their titles.
    pub(super) fn offer(&self, wanted: &str) -> Vec<Part> {
        let (faq, today) = (self.parts.conversation.faq(), self.parts.clock.today());
        if let Some(offer) = faq.offer(wanted) {
            return plain(&faq.card_of_offer(offer, today));
        }
        match found(&faq, wanted, today).as_slice() {
            [] => {
                let mut list = self.offers(0);
                if let Some(first) = list.first_mut() {
                    first.text = format!("{}\n\n{}", self.say("offre-introuvable"), first.text);
                }
                list
            }
            [only] => plain(&faq.card_of_offer(only, today)),
            several => {
                let offers = several.iter().map(|offer| (offer.reference.clone(), offer.title.clone())).collect();
                shown(&faq.list_of_offers(several), paged(Press::Offer, CHOOSE_OFFER, offers, 0, Press::Offers))
            }
        }
    }

    /// The sessions to come, each to be put in a diary.
    pub(super) async fn sessions(&self, now: Timestamp) -> Vec<Part> {
        let Some(next) = self.next_sessions(now).await else { return plain(&self.say("panne")) };
        if next.is_empty() {
            return plain(&self.say("sessions-aucune"));
        }
        let lines: Vec<String> = next.iter().map(|session| self.announced(session)).collect();
        let text = self.parts.conversation.faq().say("sessions-prochaines", &[("liste", &lines.join("\n"))]);
        let mut rows = self.diaries(&next);
        rows.extend(self.reminders(&next, now));
        shown(&text, rows)
    }

    /// The file that puts a session in a diary.
    pub(super) async fn diary(&self, id: &str, now: Timestamp) -> Vec<Part> {
        let Some(next) = self.next_sessions(now).await else { return plain(&self.say("panne")) };
        match next.iter().find(|session| session.id.as_str() == id) {
            Some(session) => {
                let file = diary_file([session], self.parts.public_url.as_deref(), now);
                let file = Some((format!("{}.ics", session.id), file.into_bytes()));
                vec![Part { text: self.say("agenda-fichier"), file, ..Part::default() }]
            }
            None => self.sessions(now).await,
        }
    }

    /// What a colour of the campaign leads to: a short answer, the next session,
    /// then where to go on.
    pub(super) async fn camp(&self, answer: &str, now: Timestamp) -> Vec<Part> {
        let mut text = self.say(answer);
        // Without the database the answer is as true.
        if let Some(next) = self.next_sessions(now).await.and_then(|next| next.into_iter().next()) {
            let said = self.parts.conversation.faq().say("session-suivante", &[("session", &self.announced(&next))]);
            text = format!("{text}\n\n{said}");
        }
        let button = |press, label| Button::new(press, &self.say(label));
        shown(
            &text,
            vec![Row::Buttons(vec![
                button(Press::THEMES, "bouton-themes"),
                button(Press::OFFERS, "bouton-offres"),
                button(Press::Sessions, "bouton-sessions"),
                button(Press::Ask, "bouton-question"),
            ])],
        )
    }

    /// A list under the sentence that opens it; an empty one is of another time.
    fn leaf(
        &self,
        phrase: &str,
        list: Press,
        placeholder: &str,
        options: Options,
        page: usize,
        next: impl FnOnce(usize) -> Press,
    ) -> Vec<Part> {
        match paged(list, placeholder, options, page, next) {
            rows if rows.is_empty() => self.outdated(),
            rows => shown(&self.say(phrase), rows),
        }
    }

    /// The open session and those to come, the first one first; none when the
    /// database is away.
    pub(super) async fn next_sessions(&self, now: Timestamp) -> Option<Vec<PlannedSession>> {
        let sessions = self.parts.store.sessions().await;
        let mut sessions = sessions.inspect_err(|error| tracing::error!("reading the sessions: {error:#}")).ok()?;
        sessions.retain(|session| session.closes_at > now);
        sessions.sort_by_key(|session| session.opens_at);
        sessions.truncate(MOST_SESSIONS);
        Some(sessions)
    }

    /// One session in one line: Paris in words, and the hour where its reader is.
    pub(super) fn announced(&self, session: &PlannedSession) -> String {
        let (title, when) = (&session.title, span_in_paris(session.opens_at, session.closes_at));
        let here = session.opens_at.as_second();
        let diary = self.parts.public_url.as_deref().map(|origin| {
            let address = format!("{}{}", origin.trim_end_matches('/'), diary_path(session));
            format!(" [{}](<{address}>)", self.say("session-agenda"))
        });
        format!("- **{title}**\u{a0}: {when}, heure de Paris (<t:{here}:F>).{}", diary.unwrap_or_default())
    }

    /// The list that gives a file, when no page gives it.
    fn diaries(&self, sessions: &[PlannedSession]) -> Vec<Row> {
        if self.parts.public_url.is_some() {
            return Vec::new();
        }
        paged(Press::Diary, CHOOSE_DIARY, sessions.iter().map(dated).collect(), 0, |_| Press::Sessions)
    }

    /// The list of those one can still be reminded of.
    fn reminders(&self, sessions: &[PlannedSession], now: Timestamp) -> Vec<Row> {
        let far = sessions.iter().filter(|session| !reminders_left(session.opens_at, now).is_empty());
        paged(Press::Remind, &self.say("bouton-rappel"), far.map(dated).collect(), 0, |_| Press::Sessions)
    }
}

/// A session as an option of a list.
fn dated(session: &PlannedSession) -> (String, String) {
    let day = written_day(crate::clock::in_paris(session.opens_at).date());
    (session.id.to_string(), format!("{day} : {}", session.title))
}

/// The themes that have an answer, in the order of the folders.
fn themes(faq: &Faq) -> Vec<&str> {
    let mut themes: Vec<&str> = faq.entries().iter().filter(|entry| entry.kind == Kind::Answer).map(|entry| entry.theme.as_str()).collect();
    themes.sort_unstable();
    themes.dedup();
    themes
}

/// The open positions whose title holds what was typed, else those that it names.
fn found<'a>(faq: &'a Faq, typed: &str, today: Date) -> Vec<&'a Offer> {
    let typed = typed.trim().to_lowercase();
    let open = open_first(faq.offers(), today).0;
    let titled = open.iter().filter(|offer| !typed.is_empty() && offer.title.to_lowercase().contains(&typed));
    let titled: Vec<&Offer> = titled.copied().collect();
    if !titled.is_empty() {
        return titled;
    }
    let named = faq.offers_named(&typed, today);
    named.into_iter().filter(|offer| open.iter().any(|one| one.reference == offer.reference)).collect()
}

/// One page of a list that may be longer than Discord takes, and the way to the
/// next one. A choice that is too long for Discord is left out.
fn paged(press: Press, placeholder: &str, options: Options, page: usize, next: impl FnOnce(usize) -> Press) -> Vec<Row> {
    let mut options = options.into_iter().filter(|(value, _)| value.chars().count() <= MAX_OPTION_CHARS);
    let options: Options = options.by_ref().map(|(value, words)| (value, shortened(&words, MAX_OPTION_CHARS))).collect();
    let mut pages = options.chunks(MAX_OPTIONS).skip(page);
    let Some(shown) = pages.next() else { return Vec::new() };
    let list = Select { press, placeholder: placeholder.to_owned(), options: shown.to_vec(), chosen: None };
    let mut rows = vec![Row::Select(list)];
    if pages.next().is_some() {
        rows.push(Row::Buttons(vec![Button::new(next(page + 1), NEXT_PAGE)]));
    }
    rows
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(count: usize, page: usize) -> Vec<Row> {
        let options = (0..count).map(|number| (number.to_string(), "é".repeat(120))).collect();
        paged(Press::Theme, "Choisir", options, page, Press::Themes)
    }

    #[test]
    fn a_list_is_cut_in_pages_that_discord_takes() {
        let sizes = |rows: &[Row]| match rows {
            [] => (0, None),
            [Row::Select(list)] => (list.options.len(), None),
            [Row::Select(list), Row::Buttons(buttons)] => (list.options.len(), Some(buttons[0].press.clone())),
            other => panic!("{other:?}"),
        };
        for (count, number, expected) in [
            (0, 0, (0, None)),
            (1, 0, (1, None)),
            (25, 0, (25, None)),
            (25, 1, (0, None)),
            (26, 0, (25, Some(Press::Themes(1)))),
            (51, 1, (25, Some(Press::Themes(2)))),
            (51, 2, (1, None)),
            (51, usize::MAX, (0, None)),
        ] {
            assert_eq!(sizes(&page(count, number)), expected, "{count} choices, page {number}");
        }
        let Row::Select(list) = &page(1, 0)[0] else { panic!("no list") };
        assert_eq!(list.options[0].1.chars().count(), MAX_OPTION_CHARS);
        assert_eq!(paged(Press::Theme, "", vec![("x".repeat(101), "Trop long".to_owned())], 0, Press::Themes), []);
    }
}
