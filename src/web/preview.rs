//! An answer as the pages show it, for those who write it: in a page, in a page
//! that stands alone, and as text for a terminal.

use askama::Template;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};

use super::assets;
use super::html::{Html, typeset};
use crate::conversation::{Gesture, Reply, Shown};

/// What a candidate would see, here and in Discord.
#[derive(Debug, Template)]
#[template(path = "preview.html")]
pub(super) struct Preview {
    text: Html,
    taps: Vec<String>,
    messages: Vec<Message>,
}

// It is HTML already, escaped by its own template.
impl askama::filters::HtmlSafe for Preview {}

#[derive(Debug)]
struct Message {
    text: Html,
    chars: usize,
    taps: Vec<Vec<String>>,
}

impl Preview {
    /// A reply as a page shows it, beside the messages it would be in Discord.
    pub(super) fn new(reply: &Reply, discord: Vec<Shown>) -> Self {
        let messages = discord.into_iter().map(|shown| Message {
            // There a line ends where it was ended.
            text: Html::from_markdown(&shown.text.replace('\n', "  \n")),
            chars: shown.text.chars().count(),
            taps: shown.taps,
        });
        Self { text: Html::from_markdown(&reply.text), taps: taps(reply), messages: messages.collect() }
    }
}

/// The site's style, for a page that stands alone.
struct Sheet(&'static str);

impl std::fmt::Display for Sheet {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.0)
    }
}

// The style is ours and holds no text of anybody.
impl askama::filters::HtmlSafe for Sheet {}

#[derive(Template)]
#[template(path = "preview_page.html")]
struct Page<'a> {
    question: &'a str,
    sheet: Sheet,
    preview: Preview,
}

/// A page that shows a reply and needs no other file.
///
/// # Errors
/// When the page cannot be written.
pub fn preview_page(question: &str, reply: &Reply, discord: Vec<Shown>) -> anyhow::Result<String> {
    let page = Page { question, sheet: Sheet(assets::STYLE), preview: Preview::new(reply, discord) };
    Ok(page.render()?)
}

/// A reply as the pages show it, for a terminal: no sign of Markdown is left,
/// each link is followed by its address, the words of the taps stand below.
pub fn preview_text(reply: &Reply) -> String {
    let taps: Vec<String> = taps(reply).into_iter().map(|words| format!("[{words}]")).collect();
    format!("{}\n\n{}", plain(&reply.text), taps.join(" ")).trim_end().to_owned()
}

fn taps(reply: &Reply) -> Vec<String> {
    let shown = reply.taps.iter().filter(|tap| tap.gesture != Gesture::DeclareSource);
    shown.map(|tap| tap.label.clone()).collect()
}

/// Markdown as lines of text.
fn plain(markdown: &str) -> String {
    let mut text = String::new();
    let mut links: Vec<String> = Vec::new();
    let mut numbers: Vec<Option<u64>> = Vec::new();
    for event in TextMergeStream::new(Parser::new_ext(markdown, Options::empty())) {
        match event {
            Event::Text(words) | Event::Code(words) | Event::Html(words) | Event::InlineHtml(words) => text.push_str(&typeset(&words)),
            Event::SoftBreak => text.push(' '),
            Event::HardBreak => text.push('\n'),
            Event::Start(Tag::List(first)) => numbers.push(first),
            Event::Start(Tag::Item) => text.push_str(&mark(numbers.last_mut())),
            Event::Start(Tag::Link { dest_url, .. }) => links.push(dest_url.into_string()),
            Event::End(TagEnd::Link) => text.push_str(&links.pop().map(|address| format!(" <{address}>")).unwrap_or_default()),
            Event::End(TagEnd::Item) => text.push('\n'),
            Event::End(TagEnd::List(_)) => {
                numbers.pop();
                text.push('\n');
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock) => text.push_str("\n\n"),
            _ => {}
        }
    }
    text.trim_end().to_owned()
}

/// « • », or the next number of a numbered list.
fn mark(number: Option<&mut Option<u64>>) -> String {
    match number {
        Some(Some(number)) => {
            let mark = format!("{number}. ");
            *number += 1;
            mark
        }
        _ => "• ".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_shows_what_the_page_shows() {
        for (markdown, text) in [
            ("Oui, **deux** jours.\n\nVoir *la charte*.", "Oui, deux jours.\n\nVoir la charte."),
            ("Il faut :\n\n- un CV\n- une lettre\n\nPuis attendre.", "Il faut\u{a0}:\n\n• un CV\n• une lettre\n\nPuis attendre."),
            ("2. deux\n3. trois", "2. deux\n3. trois"),
            ("[la loi](https://www.legifrance.gouv.fr/)", "la loi <https://www.legifrance.gouv.fr/>"),
            ("une ligne\nqui continue", "une ligne qui continue"),
        ] {
            assert_eq!(plain(markdown), text, "{markdown}");
        }
    }
}
